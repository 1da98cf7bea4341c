"""An undo puts a booking back where it stood, also when that is over, or is longer than what is on offer."""

from datetime import timedelta

import pytest

from booking.availability.models import OpenSlot
from booking.bookings.models import Booking, Status
from booking.resources.models import Location, Resource
from tenants.tenancy import tenant_tx
from tests.calendar.test_dragging_bookings import PANEL, dragged, now_of, undo_note, url
from tests.desk.conftest import at


def undo(browser, answer):
    return browser.post("/salon/desk/undo/", {"undo": undo_note(answer.text)}, headers={"HX-Target": "toasts"})


def test_what_was_removed_after_its_time_stands_again(alice, book, clock):
    booking = book()
    clock.set(at(12))
    removed = alice.post(url(booking, "cancellation/?by=mistake"), {"seen": 0, "reason": ""}, headers=PANEL)
    assert undo(alice, removed).status_code == 200
    assert now_of(booking).status == Status.CONFIRMED


def test_what_was_moved_after_its_time_goes_back(alice, book, clock):
    booking = book()
    clock.set(at(12))
    moved = alice.post(dragged(booking, "2026-11-25T10:00"), {"seen": 0, "tell": ""}, headers=PANEL)
    assert now_of(booking).start_at == at(10, days=1)
    assert undo(alice, moved).status_code == 200
    assert now_of(booking).start_at == at(10)


def test_a_booking_in_an_open_time_of_its_own_length_moves_and_comes_back(alice, book, cast):
    with tenant_tx(cast.salon.tenant):
        OpenSlot.objects.create(
            tenant=cast.salon.tenant, resource=cast.salon.practitioners[0], location=cast.salon.place,
            start_at=at(18), end_at=at(18) + timedelta(minutes=90), price=75000,
        )  # fmt: skip
    booking = book(at(18))
    assert booking.end_at - booking.start_at == timedelta(minutes=90)
    moved = alice.post(dragged(booking, "2026-11-25T10:00"), {"seen": 0, "tell": ""}, headers=PANEL)
    there = now_of(booking)
    assert (there.start_at, there.end_at - there.start_at) == (at(10, days=1), timedelta(minutes=90))
    assert undo(alice, moved).status_code == 200
    assert now_of(booking).start_at == at(18)


@pytest.mark.parametrize(
    ("rest", "sent"),
    [
        ("move/?start=2026-11-25T14:00&seen=0", {"seen": 0}),
        ("cancellation/", {"seen": 0, "reason": ""}),
        ("cancellation/?by=mistake", {"seen": 0, "reason": ""}),
        ("attendance/", {"seen": 0, "state": "arrived"}),
    ],
)
def test_on_a_page_of_its_own_one_comes_back_to_the_booking_and_not_to_todays_calendar(alice, book, rest, sent, clock):
    booking = book()
    clock.set(at(9, minute=50))
    done = alice.post(url(booking, rest), sent, follow=True)
    undone = alice.post("/salon/desk/undo/", {"undo": undo_note(done.text)}, follow=True)
    assert undone.redirect_chain[-1][0] == url(booking, "")
    assert "Undone." in undone.text
    assert now_of(booking).status == Status.CONFIRMED


def test_with_a_colleague_at_another_place_it_is_there(alice, book, cast):
    booking, bob = book(), cast.salon.practitioners[1]
    with tenant_tx(cast.salon.tenant):
        other = Location.objects.create(tenant=cast.salon.tenant, name="Norr", timezone="Europe/Stockholm")
        Resource.objects.filter(pk__in=[bob.pk, *(room.pk for room in cast.salon.rooms)]).update(location=other)
        bob.weekly_hours.update(location=other)
    page = alice.get(dragged(booking, "2026-11-25T10:00", **{"with": bob.code}), headers=PANEL).text
    assert "cannot be had" not in page
    alice.post(dragged(booking, "2026-11-25T10:00", **{"with": bob.code}), {"seen": 0, "tell": ""}, headers=PANEL)
    with tenant_tx(cast.salon.tenant):
        assert Booking.objects.get(pk=booking.pk).location_id == other.pk
