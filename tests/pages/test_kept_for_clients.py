"""What is kept for existing clients: to a stranger it is closed, and nothing tells of it."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.availability.models import OpenSlot
from booking.bookings.models import Booking
from booking.clients.proving import COOKIE
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.conftest import Clock
from tests.pages.keeping import ASK, SIX, TUESDAY, at_six, become_known, keep, keep_working
from tests.pages.visitor import Visitor, starts, text

THREE_AT_NIGHT = SIX.replace(hour=3)


def test_a_stranger_sees_it_nowhere(dana: Visitor, blue: OpenSlot):
    api = f"/api/v1/salon/slots?service={dana.house.service.code}&from=2026-11-24&to=2026-11-24"
    pages = [
        dana.times(**TUESDAY),
        dana.times(month="2026-11"),
        dana.get(
            f"s/{dana.house.service.code}/",
            data={"practitioner": "any", "mode": "on_site"} | TUESDAY,
            headers={"HX-Target": "times"},
        ),
        dana.get(""),
        dana.browser.get(api),
        dana.browser.get(f"/api/v1/salon/slots/next?service={dana.house.service.code}"),
        dana.browser.get(api, headers={"Authorization": f"Bearer {dana.house.key}"}),
    ]
    for page in pages:
        assert page.status_code == 200
        assert not at_six(page)
        assert "--known" not in page.content.decode()


@pytest.mark.parametrize("kind", ["shift", "weekly"])
def test_working_time_that_is_kept_is_seen_nowhere_either(dana: Visitor, kind: str):
    keep_working(dana.house, kind)
    service, alice = dana.house.service.code, dana.house.practitioners[0].code
    api = f"/api/v1/salon/slots?service={service}&from=2026-11-24&to=2026-11-24"
    pages = [
        dana.get(""), dana.get(f"p/{alice}/"), dana.get(f"p/{alice}/", data=TUESDAY), dana.times(**TUESDAY),
        dana.times(practitioner=alice, **TUESDAY), dana.times(month="2026-11"), dana.browser.get(api),
        dana.browser.get(f"{api}&practitioner={alice}"),
        dana.browser.get(f"/api/v1/salon/slots/next?service={service}"),
        dana.browser.get(api, headers={"Authorization": f"Bearer {dana.house.key}"}),
    ]  # fmt: skip
    assert [page.status_code for page in pages] == [200] * len(pages)
    assert not any(at_six(page) or "--known" in page.content.decode() for page in pages)
    assert dana.press(SIX).status_code == dana.press(THREE_AT_NIGHT).status_code == 422
    known = become_known(dana)
    assert at_six(known.times(**TUESDAY)), "to whom it is open, it is shown"


def test_with_nothing_else_open_a_stranger_finds_nothing(dana: Visitor, blue: OpenSlot):
    with tenant_tx(dana.house.tenant):
        for practitioner in dana.house.practitioners:
            practitioner.weekly_hours.all().delete()
    page = dana.times()
    assert starts(page) == []
    assert "There are no free times" in text(page)
    assert ASK in text(page)
    known = become_known(dana).times()
    assert starts(known) == ["2026-11-24T17:00:00+00:00"] * 2


def test_a_guess_is_answered_as_when_it_is_closed(dana: Visitor, blue: OpenSlot):
    guessed, closed = dana.press(SIX), dana.press(THREE_AT_NIGHT)
    assert guessed.status_code == closed.status_code == 422
    assert "Tue 24 Nov 18:00 cannot be booked" in text(guessed)
    assert not [start for start in starts(guessed) if start.startswith("2026-11-24T17")]
    with tenant_tx(dana.house.tenant):
        assert not Booking.objects.exists()


def test_a_program_is_not_told_by_the_reason_either(dana: Visitor, blue: OpenSlot):
    def reason(start: datetime) -> tuple[int, str]:
        body = {"service": dana.house.service.code, "start": start.isoformat()}
        answer = dana.browser.post("/api/v1/salon/holds", body, content_type="application/json")
        return answer.status_code, answer.json().get("reason", "")

    assert reason(SIX) == reason(THREE_AT_NIGHT) == (422, "no_opening")
    named = {"practitioner": dana.house.practitioners[0].code}
    assert dana.press(SIX, **named).status_code == dana.press(THREE_AT_NIGHT, **named).status_code == 422


def test_a_program_with_a_key_may_book_it_for_a_client(dana: Visitor, blue: OpenSlot):
    body = {
        "service": dana.house.service.code, "start": SIX.isoformat(),
        "client": {"name": "Dana", "email": "dana@example.com"},
    }  # fmt: skip
    headers = {"Authorization": f"Bearer {dana.house.key}"}
    answer = dana.browser.post("/api/v1/salon/bookings", body, content_type="application/json", headers=headers)
    assert answer.status_code == 201, answer.content


def test_the_way_is_shown_only_where_something_is_kept(dana: Visitor, clock: Clock, cast: Cast):
    assert ASK not in text(dana.get("")) + text(dana.times())
    keep(cast.salon)
    assert ASK in text(dana.get(""))
    assert ASK in text(dana.times())
    clock.forward(days=3)
    assert ASK not in text(dana.get(""))


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])
def test_a_stranger_costs_no_query_more(dana: Visitor, cast: Cast):
    def asked() -> tuple[int, ...]:
        counts = []
        for look in (lambda: dana.get(""), dana.times):
            look()
            with CaptureQueriesContext(connection) as seen:
                assert look().status_code == 200
            counts.append(len(seen))
        return tuple(counts)

    before = asked()
    keep(cast.salon)
    assert asked() == before
    dana.browser.cookies[COOKIE] = "forged"
    assert asked() == before
