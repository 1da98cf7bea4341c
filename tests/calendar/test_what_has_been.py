"""The past: it says that it is past, a visit that took place is entered on purpose, and nobody gets a message of it."""

import re

import pytest

from booking.availability.models import OpenSlot, WeeklyHours
from booking.bookings.models import Booking
from booking.bookings.selectors import history
from tenants.tenancy import tenant_tx
from tests.desk.conftest import at, written
from tests.desk.phoning import bookings, new_client, query, somebody_known
from tests.notifications.conftest import messages, tell_and_send

TIME = "/salon/desk/time/"
FRIDAY = at(10, days=-4)


@pytest.fixture
def pointed(alice, cast):
    """The menu at a spot in Alice's calendar."""

    def made(start: str) -> str:
        answer = alice.get(TIME, {"start": start, "with": cast.salon.practitioners[0].code})
        assert answer.status_code == 200
        return answer.text

    return made


def press(browser, cast, start=FRIDAY, **more) -> str:
    """The address of the held time, after "Enter a visit" in the menu."""
    answer = browser.post(query(cast, start, force="hours", **more), {})
    assert answer.status_code == 303, answer.text
    return answer["Location"]


@pytest.mark.parametrize("start", ["2026-11-20T10:00", "2026-11-20T20:00", "2026-11-21T10:00"])
def test_the_menu_of_a_past_cell_says_so_and_offers_to_enter_a_visit(pointed, start):
    text = pointed(start)
    assert "This time has been. Clients cannot book it any more." in text
    assert "<li>This time has been.</li>" in text
    assert "You may enter a visit that took place." in text
    assert "Enter a visit" in text
    assert "Open a time here" not in text
    assert "have to book" not in text
    assert "force=hours" in text


def test_a_time_that_has_begun_says_just_that(pointed, clock):
    clock.forward(minutes=20)
    text = pointed("2026-11-23T09:00")
    assert "<li>This time has begun.</li>" in text
    assert "This time has been" not in text


def test_a_time_to_come_says_nothing_of_the_sort(pointed):
    assert "This time has" not in pointed("2026-11-24T10:00")


def test_a_visit_of_last_week_is_entered_and_counts_as_history(alice, cast, book):
    where = press(alice, cast, client=cast.dana.code)
    page = alice.get(where).text
    assert "This time has been. The visit is entered afterwards, and nobody gets a message of it." in page
    assert "Enter the visit Fri 20 Nov 10:00" in page
    assert 'name="confirm_by"' not in page
    assert alice.post(where, somebody_known()).status_code == 303
    (visit,) = bookings(cast)
    assert (visit.start_at, visit.status, visit.confirm_by) == (FRIDAY, "confirmed", "none")
    assert "1 visit" in alice.get("/salon/desk/clients/", {"q": "Dana"}).text
    book()
    feed = alice.get("/salon/desk/calendar.json", {"from": "2026-11-19", "until": "2026-11-26"}).json()["entries"]
    assert [one["kind"] for one in feed if one.get("title", "").startswith("Dana")] == ["first", "booked"]


def test_nobody_is_told_and_nothing_counts_as_undelivered(log_in, cast):
    fiona = log_in(cast.front_desk)
    where = press(fiona, cast, client=cast.dana.code, **{"with": cast.salon.practitioners[1].code})
    fiona.post(where, somebody_known(confirm_by="email"))
    (visit,) = bookings(cast)
    tell_and_send(visit.tenant)
    assert messages(visit) == []
    with tenant_tx(visit.tenant_id):
        assert "message.missed" not in [one.type for one in history(visit)]


def test_of_a_visit_to_come_both_are_told(log_in, cast):
    fiona = log_in(cast.front_desk)
    where = fiona.post(query(cast, **{"with": cast.salon.practitioners[1].code, "client": cast.dana.code}))["Location"]
    fiona.post(where, somebody_known(confirm_by="email"))
    (visit,) = bookings(cast)
    tell_and_send(visit.tenant)
    assert {one.recipient for one in messages(visit, kind="confirmation")} == {"client", "practitioner"}


def test_it_is_logged_as_entered_afterwards(alice, cast):
    alice.post(press(alice, cast), new_client())
    (visit,) = bookings(cast)
    lines = alice.get(f"/salon/desk/bookings/{visit.code}/").context["history"]
    assert any("Entered afterwards" in line.what and line.who == "Alice" for line in lines)


def test_without_the_press_nothing_is_entered_and_the_page_says_what_to_do(alice, cast):
    for answer in (alice.get(query(cast, FRIDAY)), alice.post(query(cast, FRIDAY), {})):
        assert "This time has been. Nothing was booked. A visit that took place can be entered." in answer.text
        assert "nearest free times" not in answer.text
        assert re.search(r'action="[^"]*force=hours', answer.text)
    with tenant_tx(cast.salon.tenant):
        assert not Booking.objects.exists()


def test_with_anybody_who_was_free_nothing_is_said_of_those_who_were_not(alice, cast):
    with tenant_tx(cast.salon.tenant):
        WeeklyHours.objects.filter(resource=cast.salon.practitioners[1]).delete()
    page = alice.get(query(cast, FRIDAY)).text
    assert "This time has been. Nothing was booked." in page
    assert "does not work" not in page


def test_over_another_visit_of_the_past_it_needs_a_reason(alice, cast):
    who = {"with": cast.salon.practitioners[0].code}
    alice.post(press(alice, cast, **who), new_client())
    refused = alice.post(query(cast, FRIDAY, force="hours", **who), {})
    assert refused.status_code == 409
    assert "is taken 10:00–11:00." in refused.text
    held = alice.post(query(cast, FRIDAY, force="taken", **who), {"reason": "Both came"})
    assert "This time has been." in alice.get(held["Location"]).text
    assert "Both will stand" in alice.get(held["Location"]).text


def test_a_practitioner_enters_yesterday_in_their_own_calendar_only(bob, cast):
    alice_, bob_ = cast.salon.practitioners
    held = bob.post(query(cast, FRIDAY, force="hours", **{"with": bob_.code}))["Location"]
    assert bob.post(held, new_client()).status_code == 303
    bob.post(query(cast, FRIDAY, force="hours", **{"with": alice_.code}))
    with tenant_tx(cast.salon.tenant):
        assert not Booking.objects.filter(parts__resource=alice_).exists()


def test_no_client_and_no_program_enters_the_past(client, cast):
    said = {"service": cast.salon.service.code, "start": FRIDAY.isoformat(), "force": "hours"}
    assert client.post("/salon/holds/", said).status_code in (400, 409, 422)
    headers = {"Authorization": f"Bearer {cast.salon.key}"}
    answer = client.post("/api/v1/salon/holds", said, content_type="application/json", headers=headers)
    assert answer.status_code in (400, 422)
    with tenant_tx(cast.salon.tenant):
        assert not Booking.objects.exists()


def test_opening_a_time_in_the_past_is_refused_with_what_to_do(alice, cast, clock):
    clock.forward(minutes=10)
    for start in ("2026-11-20T10:00", "2026-11-23T09:00"):
        said = {"start": start, "with": cast.salon.practitioners[0].code}
        answer = alice.post("/salon/desk/slots/", said, headers={"HX-Request": "true", "HX-Target": "toasts"})
        assert answer.status_code >= 400
        assert "A visit that took place is entered with “Book”." in answer.text
    with tenant_tx(cast.salon.tenant):
        assert not OpenSlot.objects.exists()


def test_a_slot_that_nobody_took_leads_to_entering_a_visit(alice, cast):
    with tenant_tx(cast.salon.tenant):
        slot = OpenSlot.objects.create(
            tenant=cast.salon.tenant, resource=cast.salon.practitioners[0], location=cast.salon.place,
            start_at=FRIDAY, end_at=at(11, days=-4),
        )  # fmt: skip
    page = alice.get(f"/salon/desk/slots/{slot.pk}/").text
    assert "This time has been." in page
    assert (
        f"start={written(FRIDAY).replace(':', '%3A')}&amp;with={cast.salon.practitioners[0].code}&amp;force=hours"
        in page
    )
