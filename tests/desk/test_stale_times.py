"""B13 at the desk: a time that was read as free and went another way is gone at once, and whoever takes it gets the
nearest ones, with all that they had written."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client as Browser

from booking.availability.absences import add_absence
from booking.availability.models import Closure
from tenants.tenancy import tenant_tx
from tests.calendar.test_dragging_bookings import dragged, now_of
from tests.desk.conftest import at
from tests.desk.phoning import BOOK, bookings, holds, new_client, somebody_known, take

Path = Callable[[], None]
WAYS = ("the API", "a client", "a colleague by phone", "a colleague who moves", "an absence", "a closed day")


@pytest.fixture(params=WAYS)
def goes(request, cast, book, client, log_in) -> Path:
    """Takes Tuesday at ten with Alice another way than the one that is tried."""
    house, who = cast.salon, cast.salon.practitioners[0]
    fiona: Browser = log_in(cast.front_desk)
    elsewhere = book(at(10, days=1))

    def by_program() -> None:
        body = {
            "service": house.service.code, "start": at(10).isoformat(), "practitioner": who.code,
            "client": {"name": "Pia Program", "email": "pia@example.com"},
        }  # fmt: skip
        key = {"Authorization": f"Bearer {house.key}"}
        made = client.post("/api/v1/salon/bookings", body, content_type="application/json", headers=key)
        assert made.status_code == 201, made.text

    def by_client() -> None:
        said = {"service": house.service.code, "start": at(10).isoformat(), "practitioner": who.code}
        assert client.post("/salon/holds/", said).status_code in (302, 303)

    def by_phone() -> None:
        assert take(fiona, cast, **{"with": who.code}).status_code == 303

    def by_moving() -> None:
        assert fiona.post(dragged(elsewhere, "2026-11-24T10:00"), {"seen": 0}).status_code == 302

    def by_absence() -> None:
        with tenant_tx(house.tenant):
            add_absence(resource=who, start_at=at(10), end_at=at(11))

    def by_closing() -> None:
        with tenant_tx(house.tenant):
            day = date(2026, 11, 24)
            Closure.objects.create(tenant=house.tenant, name="Course", from_on=day, until_on=day)

    return dict(zip(WAYS, (by_program, by_client, by_phone, by_moving, by_absence, by_closing), strict=True))[
        request.param
    ]


@pytest.fixture
def choice(cast) -> dict[str, str]:
    return {"with": cast.salon.practitioners[0].code, "client": cast.dana.code, "mode": "video"}


def offered(page) -> dict[str, str]:
    """The times of that day as one presses them."""
    return {one.clock: one.query for _part, choices in page.context["calendar"]["parts"] for one in choices}


def test_a_time_that_was_read_by_phone(alice, cast, choice, goes):
    address = f"{BOOK}?service={cast.salon.service.code}&day=2026-11-24&" + "&".join(
        f"{name}={value}" for name, value in choice.items()
    )
    stale = offered(alice.get(address))["10:00"]
    goes()
    assert "10:00" not in offered(alice.get(address))
    before = len(holds(cast))
    refused = alice.post(f"{BOOK}?{stale}")
    assert refused.status_code == 409
    assert "Nothing was booked." in refused.text
    assert len(holds(cast)) == before
    nearest = refused.context["choices"]
    assert nearest
    assert at(10) not in [one.free.start_at for one in nearest]
    assert all(f"{name}={value}" in one.query for one in nearest for name, value in choice.items())
    held = alice.post(f"{BOOK}?{nearest[0].query}")
    assert held.status_code == 303
    assert alice.post(held["Location"], somebody_known(mode="video")).status_code == 303
    assert [one.mode for one in bookings(cast) if one.start_at == nearest[0].free.start_at] == ["video"]


def test_a_hold_that_ran_out_while_somebody_typed(alice, cast, choice, clock, goes):
    held = take(alice, cast, **{"with": choice["with"]})["Location"]
    clock.forward(minutes=11)
    goes()
    page = alice.post(held, new_client(message="Ring twice", confirm_by="none"))
    assert page.status_code == 409
    assert "Book Nils Aronsson instead" in page.text
    kept = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page.text))
    kept.pop("csrfmiddlewaretoken", None)
    nearest = page.context["choices"][0]
    assert alice.post(held, kept | {"start": nearest.value}).status_code == 303
    (booking,) = [one for one in bookings(cast) if one.contact_name == "Nils Aronsson"]
    assert (booking.start_at, booking.message, booking.confirm_by) == (nearest.free.start_at, "Ring twice", "none")


def test_a_time_that_a_booking_was_to_be_moved_to(alice, book, goes):
    booking = book(at(15))
    stale = dragged(booking, "2026-11-24T10:00")
    assert "Move Dana CANARY-salon to Tue 24 Nov 10:00?" in alice.get(stale).text
    goes()
    refused = alice.post(stale, {"seen": 0})  # and nobody is to be told
    assert refused.status_code == 409
    assert "the booking stands where it was" in refused.text
    assert (now_of(booking).start_at, now_of(booking).sequence) == (at(15), 0)
    nearest = refused.context["choices"][0]
    assert nearest.free.start_at != at(10)
    onward = f"{stale.partition('?')[0]}?{nearest.query}"
    assert not ticked(alice.get(onward).text)
    assert alice.post(onward, {"seen": 0}).status_code == 302
    assert now_of(booking).start_at == nearest.free.start_at


def test_a_length_and_a_price_that_were_typed_go_along_to_another_time(alice, book, cast):
    booking = book(at(15))
    stale = dragged(booking, "2026-11-24T10:00", minutes=90)
    assert "90 min instead of 60" in alice.get(stale).text
    book(at(10))
    refused = alice.post(stale, {"seen": 0, "price": "777", "tell": "on"})
    onward = f"{stale.partition('?')[0]}?{refused.context['choices'][0].query}"
    page = alice.get(onward).text
    assert "90 min instead of 60" in page
    assert re.search(r'name="price"[^>]*value="777"', page)
    assert ticked(page)
    over = f"{stale.partition('?')[0]}?{refused.context['anyway']}"
    assert re.search(r'name="price"[^>]*value="777"', alice.get(over).text)


def test_what_changed_under_the_form_keeps_it_for_going_on_from_there(alice, book):
    booking = book(at(15))
    where = dragged(booking, "2026-11-24T10:00")
    alice.post(dragged(booking, "2026-11-24T13:00"), {"seen": 0, "tell": "on"})
    told = alice.post(where, {"seen": 0})
    assert told.status_code == 409
    assert not ticked(alice.get(f"{where.partition('?')[0]}?{told.context['query']}").text)


def ticked(page: str) -> bool:
    return bool(re.search(r'type="checkbox" name="tell"[^>]*checked', page))


@pytest.mark.parametrize("removed", [False, True])
def test_an_opened_time_that_its_own_panel_books(alice, cast, log_in, removed):
    """Whoever has the panel open presses a time that a colleague holds by now, or has taken away again."""
    fiona, who = log_in(cast.front_desk), {"with": cast.salon.practitioners[0].code}
    slot = alice.post("/salon/desk/slots/", {"start": "2026-11-24T18:00", **who})["Location"]
    pressed = re.search(r'action="(/salon/desk/book/[^"]+)"', alice.get(slot).text)[1].replace("&amp;", "&")
    if removed:
        assert fiona.post(f"{slot}removal/", {"seen": 0}).status_code == 302
    else:
        assert take(fiona, cast, at(18), **who).status_code == 303
    before = len(holds(cast))
    refused = alice.post(pressed, {"service": cast.salon.service.code})
    assert refused.status_code == 409
    assert refused.context["choices"]
    assert len(holds(cast)) == before
