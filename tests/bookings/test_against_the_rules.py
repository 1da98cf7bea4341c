"""Staff pass the hours, or what is taken, on purpose and with a reason; nobody else ever does."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from booking.availability.absences import add_absence
from booking.availability.catalogue import current
from booking.availability.forcing import HOURS, TAKEN, free_anyway
from booking.availability.models import Occupancy
from booking.availability.search import free_times
from booking.availability.wishing import Wish
from booking.bookings import cancelling, moving
from booking.bookings.completing import complete_hold
from booking.bookings.direct import book_directly
from booking.bookings.holding import place_hold
from booking.bookings.models import Booking, Status
from booking.bookings.selectors import history
from booking.clients.services import Contact
from booking.kernel.errors import Invalid, NotBookable, SlotTaken
from booking.management.commands.check_integrity import find_faults
from tenants.actors import Actor
from tenants.tenancy import tenant_tx
from tests.desk.conftest import TUESDAY, at

STAFF = Actor("member")
DANA = Contact("Dana Ek", "dana@example.com", "+46701234567", "sv")
SATURDAY = at(10, days=4)


@pytest.fixture
def salon(cast):
    with tenant_tx(cast.salon.tenant):
        yield cast.salon


def wish(salon, who: int | None = 0) -> Wish:
    catalogue = current(salon.tenant)
    chosen = None if who is None else catalogue.resources[salon.practitioners[who].pk]
    return Wish(service=catalogue.service(salon.service.code), practitioner=chosen)


def book(salon, start_at: datetime = TUESDAY, who: int | None = 0, **how) -> Booking:
    return book_directly(
        tenant=salon.tenant, wish=wish(salon, who), start_at=start_at, contact=DANA, actor=STAFF, **how
    )


def taken_by(booking: Booking) -> list[Occupancy]:
    return list(Occupancy.objects.filter(owner_id=booking.parts.get().pk))


def in_the_way(salon, start_at: datetime, who: int | None = 0) -> str | None:
    forced = free_anyway(salon.tenant, wish(salon, who), start_at)
    return forced.passing if forced else None


def test_what_stands_in_the_way_is_told_before(salon):
    book(salon, at(10))
    assert in_the_way(salon, at(12)) == ""
    assert in_the_way(salon, at(12, minute=10)) == HOURS  # off the grid
    assert in_the_way(salon, SATURDAY) == HOURS
    assert in_the_way(salon, at(22)) == HOURS
    assert in_the_way(salon, at(10)) == TAKEN
    assert in_the_way(salon, at(11)) == TAKEN  # the buffer
    assert in_the_way(salon, at(10), who=1) == ""
    assert in_the_way(salon, at(10, days=-4)) is None  # over


def test_outside_the_hours_needs_the_word_and_is_written_down(salon):
    with pytest.raises(NotBookable):
        book(salon, SATURDAY)
    booking = book(salon, SATURDAY, anyway=HOURS)
    assert booking.status == Status.CONFIRMED
    assert booking.forced_reason == ""
    assert (booking.end_at - booking.start_at, booking.price) == (timedelta(hours=1), 50000)
    taken = taken_by(booking)
    assert len(taken) == 2
    assert all(row.exclusive for row in taken)
    [forced] = [event for event in history(booking) if event.type == "booking.forced"]
    assert (forced.data["passing"], forced.data["reason"], forced.actor_kind) == (HOURS, False, "member")
    with pytest.raises(SlotTaken):
        book(salon, SATURDAY, anyway=HOURS)


def test_the_word_changes_nothing_where_the_time_is_open(salon):
    booking = book(salon, at(10), anyway=TAKEN, reason="Only if needed")
    assert booking.forced_reason == ""
    assert all(row.exclusive for row in taken_by(booking))
    assert "booking.forced" not in {event.type for event in history(booking)}


def test_over_a_taken_time_needs_a_reason(salon):
    book(salon)
    for reason in ("", "  "):
        with pytest.raises(Invalid):
            book(salon, anyway=TAKEN, reason=reason)
    with pytest.raises(Invalid):
        book(salon, anyway="whatever", reason="x")
    with pytest.raises(SlotTaken):
        book(salon, anyway=HOURS)
    assert Booking.objects.count() == 1


def test_over_a_taken_time_stands_beside_the_other_with_its_reason(salon):
    first = book(salon)
    second = book(salon, anyway=TAKEN, reason=" Twins come together ")
    assert second.forced_reason == "Twins come together"
    mine = {row.resource_id: row.exclusive for row in taken_by(second)}
    assert mine[salon.practitioners[0].pk] is False
    free_room = {room.pk for room in salon.rooms} - {row.resource_id for row in taken_by(first)}
    assert {pk for pk, exclusive in mine.items() if exclusive} == free_room
    [forced] = [event for event in history(second) if event.type == "booking.forced"]
    assert (forced.data["passing"], forced.data["reason"]) == (TAKEN, True)
    assert find_faults() == []


def test_what_stands_over_something_blocks_every_new_offer(salon):
    first = book(salon)
    book(salon, anyway=TAKEN, reason="Twins")
    cancelling.cancel(booking=first, by="staff", actor=STAFF)
    starts = {time.start_at for time in free_times(salon.tenant, wish(salon), at(10).date(), at(10).date()).times}
    assert at(10) not in starts
    with pytest.raises(SlotTaken):
        book(salon)
    assert find_faults() == []


def test_with_nobody_named_nobody_is_booked_twice(salon):
    book(salon, who=0)
    book(salon, who=1)
    assert in_the_way(salon, at(10), who=None) is None
    with pytest.raises(SlotTaken):
        book(salon, who=None, anyway=TAKEN, reason="Full house")


def test_over_an_absence_it_is_forced_but_alone(salon):
    who = salon.practitioners[0]
    add_absence(resource=who, start_at=at(9), end_at=at(17))
    assert in_the_way(salon, at(10)) == TAKEN
    booking = book(salon, anyway=TAKEN, reason="Comes in for this one")
    assert booking.forced_reason == "Comes in for this one"
    assert all(row.exclusive for row in taken_by(booking))
    assert find_faults() == []


def test_a_hold_of_a_client_may_be_overlapped_and_still_be_completed(salon):
    held = place_hold(tenant=salon.tenant, wish=wish(salon), start_at=at(10))
    book(salon, anyway=TAKEN, reason="Twins")
    assert complete_hold(booking=held, contact=DANA, paying="on_site").status == Status.CONFIRMED
    assert find_faults() == []


def test_a_hold_that_has_run_out_is_in_nobodys_way(salon, clock):
    place_hold(tenant=salon.tenant, wish=wish(salon), start_at=at(10))
    clock.forward(minutes=11)
    booking = book(salon, anyway=TAKEN, reason="Twins")
    assert booking.forced_reason == ""
    assert all(row.exclusive for row in taken_by(booking))


def test_a_client_cannot_force_whatever_the_call_says(salon):
    book(salon)
    for start_at in (at(10), SATURDAY):
        with pytest.raises((SlotTaken, NotBookable)):
            place_hold(tenant=salon.tenant, wish=wish(salon), start_at=start_at, anyway=TAKEN, reason="I want to")
    mine = book(salon, at(14))
    with pytest.raises(SlotTaken):
        moving.move(booking=mine, start_at=at(10), anyway=TAKEN, reason="I want to")


def test_moved_over_a_taken_time_and_away_again(salon):
    book(salon, at(10))
    booking = book(salon, at(14))
    moved = moving.move(
        booking=booking, start_at=at(10), actor=STAFF, by_staff=True, anyway=TAKEN, reason="The bus is late"
    )
    assert moved.forced_reason == "The bus is late"
    assert find_faults() == []
    back = moving.move(booking=moved, start_at=at(14), actor=STAFF, by_staff=True)
    assert back.forced_reason == ""
    assert all(row.exclusive for row in taken_by(back))
    assert Counter(event.type for event in history(back))["booking.forced"] == 1
    assert find_faults() == []


def test_moved_outside_the_hours(salon):
    booking = book(salon)
    moved = moving.move(booking=booking, start_at=SATURDAY, actor=STAFF, by_staff=True, anyway=HOURS)
    assert moved.start_at == SATURDAY
    assert moved.forced_reason == ""


def test_what_has_begun_or_is_over_is_written_down_on_purpose_only(salon, clock):
    clock.set(at(10, minute=20))
    with pytest.raises(NotBookable):
        book(salon, at(10))
    assert book(salon, at(10), anyway=HOURS).start_at == at(10)
    with pytest.raises(NotBookable) as refused:
        book(salon, at(9), who=1)
    assert refused.value.extra["reason"] == "too_soon"
    assert book(salon, at(9), who=1, anyway=HOURS).start_at == at(9)


def rules_passed(booking: Booking) -> list[list[str]]:
    return [event.data["rules"] for event in history(booking) if event.type == "booking.rule_passed"]


def test_notice_and_horizon_that_staff_pass_are_written_down(salon, clock):
    far = at(10, days=7 * 30)
    assert rules_passed(book(salon)) == []
    beyond = book(salon, far)
    assert rules_passed(beyond) == [["horizon"]]
    clock.set(at(11, minute=30))
    soon = book(salon, at(12))
    assert rules_passed(soon) == [["notice"]]
    moved = moving.move(booking=soon, start_at=far + timedelta(days=7), actor=STAFF, by_staff=True)
    assert rules_passed(moved) == [["notice"], ["horizon"]]


def test_so_is_what_was_kept_for_existing_clients_unless_one_of_them_books_it(salon):
    salon.practitioners[0].weekly_hours.all().update(audience="clients")
    assert rules_passed(book(salon, at(9))) == [["audience"]]
    assert rules_passed(book(salon, at(12), client=salon.client)) == []
    assert rules_passed(book(salon, at(9), who=1)) == []
    assert rules_passed(book(salon, SATURDAY, anyway=HOURS)) == []


def test_what_a_client_books_passes_nothing(salon):
    hold = place_hold(tenant=salon.tenant, wish=wish(salon), start_at=TUESDAY)
    complete_hold(booking=hold, contact=DANA, paying="on_site")
    assert rules_passed(hold) == []
