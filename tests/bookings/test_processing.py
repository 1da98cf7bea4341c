"""RR4: while something takes effect, whoever gives the service can be booked by another; the room stays taken."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from booking.availability.absences import add_absence
from booking.availability.catalogue import current
from booking.availability.forcing import TAKEN
from booking.availability.models import Occupancy, OpenSlot
from booking.availability.search import free_times
from booking.availability.wishing import Wish, make_query
from booking.bookings import cancelling, moving
from booking.bookings.completing import complete_hold
from booking.bookings.direct import book_directly
from booking.bookings.expiring import expire
from booking.bookings.holding import place_hold
from booking.bookings.models import Booking
from booking.clients.services import Contact
from booking.kernel.errors import SlotTaken
from booking.management.commands.check_integrity import find_faults
from booking.resources.models import Service, ServiceProvider
from tenants.actors import Actor
from tenants.tenancy import tenant_tx
from tests.cast import make_service
from tests.desk.conftest import TUESDAY, at

STAFF = Actor("member")
DANA = Contact("Dana Ek", "dana@example.com", "+46701234567", "sv")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def salon(cast):
    """Colour: 60 minutes, of which the middle 30 are processing, then 15 to finish."""
    with tenant_tx(cast.salon.tenant):
        Service.objects.filter(pk=cast.salon.service.pk).update(processing_after=15, processing_minutes=30)
        yield cast.salon


@pytest.fixture
def quick(salon) -> Service:
    """A cut of 30 minutes that needs nothing besides."""
    made = make_service(salon.tenant, "Cut", salon.practitioners, minutes=30)
    Service.objects.filter(pk=made.pk).update(buffer_after=0, step=15)
    return made


def wish(salon, service: Service, who: int = 0) -> Wish:
    catalogue = current(salon.tenant)
    return Wish(catalogue.service(service.code), catalogue.resources[salon.practitioners[who].pk])


def book(salon, service: Service, start_at, who: int = 0, **how) -> Booking:
    return book_directly(
        tenant=salon.tenant, wish=wish(salon, service, who), start_at=start_at, contact=DANA, actor=STAFF, **how
    )


def taken(booking: Booking, resource) -> list[tuple[int, int]]:
    """In minutes from ten o'clock."""
    rows = Occupancy.objects.filter(owner_id=booking.parts.get().pk, resource=resource).order_by("start_at")
    return [((row.start_at - TUESDAY) // MINUTE, (row.end_at - TUESDAY) // MINUTE) for row in rows]


def starts(salon, service: Service) -> list[int]:
    day: date = TUESDAY.date()
    times = free_times(salon.tenant, wish(salon, service), day, day).times
    return [(one.start_at - TUESDAY) // MINUTE for one in times]


def test_the_person_is_free_in_the_middle_and_the_room_is_not(salon, quick):
    booking = book(salon, salon.service, TUESDAY)
    assert taken(booking, salon.practitioners[0]) == [(0, 15), (45, 75)]
    (room,) = Occupancy.objects.filter(owner_id=booking.parts.get().pk, resource__kind="room")
    assert (room.start_at, room.end_at) == (TUESDAY, TUESDAY + 75 * MINUTE)
    assert {start for start in starts(salon, quick) if -30 < start < 75} == {15}
    inside = book(salon, quick, TUESDAY + 15 * MINUTE)
    assert taken(inside, salon.practitioners[0]) == [(15, 45)]
    assert not {start for start in starts(salon, quick) if -30 < start < 75}
    assert find_faults() == []


def test_two_colours_take_turns(salon):
    """The second begins in the pause of the first, and its own pause holds the end of the first."""
    Service.objects.update(buffer_after=0, step=15)
    book(salon, salon.service, TUESDAY)
    assert 15 in starts(salon, salon.service)
    second = book(salon, salon.service, TUESDAY + 15 * MINUTE)
    assert taken(second, salon.practitioners[0]) == [(15, 30), (60, 75)]
    assert find_faults() == []


def test_the_database_itself_refuses_what_overlaps_either_part(salon):
    booking = book(salon, salon.service, TUESDAY)
    (first, _last) = Occupancy.objects.filter(owner_id=booking.parts.get().pk, resource=salon.practitioners[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Occupancy.objects.create(
            tenant=salon.tenant, resource=salon.practitioners[0], start_at=first.start_at, end_at=first.end_at,
            kind="booking", owner_id=salon.tenant.pk,
        )  # fmt: skip


def test_a_hold_takes_both_parts_or_nothing_and_gives_both_back(salon, clock):
    hold = place_hold(tenant=salon.tenant, wish=wish(salon, salon.service), start_at=TUESDAY)
    assert len(taken(hold, salon.practitioners[0])) == 2
    with pytest.raises(SlotTaken):
        place_hold(tenant=salon.tenant, wish=wish(salon, salon.service), start_at=TUESDAY)
    clock.set(hold.held_until)
    again = place_hold(tenant=salon.tenant, wish=wish(salon, salon.service), start_at=TUESDAY)
    assert len(taken(again, salon.practitioners[0])) == 2
    assert Occupancy.objects.count() == 3
    assert complete_hold(booking=again, contact=DANA, paying="on_site").status == "confirmed"
    assert expire(booking=hold)
    assert find_faults() == []


def test_moving_takes_the_pause_along(salon, quick):
    booking = book(salon, salon.service, TUESDAY)
    inside = book(salon, quick, TUESDAY + 15 * MINUTE)
    with pytest.raises(SlotTaken):  # the last part would meet what stands in the pause
        moving.move(booking=booking, start_at=TUESDAY - 30 * MINUTE)
    moved = moving.move(booking=booking, start_at=at(13))
    assert taken(moved, salon.practitioners[0]) == [(180, 195), (225, 255)]
    assert taken(inside, salon.practitioners[0]) == [(15, 45)]
    assert (moved.parts.get().gap_begin, moved.parts.get().gap_end) == (15, 45)
    assert find_faults() == []


def test_a_longer_one_keeps_its_pause_and_one_that_ends_before_it_has_none(salon, quick):
    booking = book(salon, salon.service, TUESDAY)
    longer = moving.move(booking=booking, start_at=TUESDAY, minutes=90, by_staff=True)
    assert taken(longer, salon.practitioners[0]) == [(0, 15), (45, 105)]
    shorter = moving.move(booking=longer, start_at=TUESDAY, minutes=45, by_staff=True)
    assert taken(shorter, salon.practitioners[0]) == [(0, 60)]
    moving.move(booking=shorter, start_at=TUESDAY, minutes=60, by_staff=True)
    book(salon, quick, TUESDAY + 15 * MINUTE)
    with pytest.raises(SlotTaken):
        moving.move(booking=shorter, start_at=TUESDAY, minutes=45, by_staff=True)
    assert find_faults() == []


def test_staff_book_over_one_part_and_the_other_stays_protected(salon, quick):
    book(salon, quick, TUESDAY)
    over = book(salon, salon.service, TUESDAY, anyway=TAKEN, reason="Family")
    rows = Occupancy.objects.filter(owner_id=over.parts.get().pk, resource=salon.practitioners[0]).order_by("start_at")
    assert [row.exclusive for row in rows] == [False, True]
    assert find_faults() == []


def test_away_in_the_pause_is_no_matter(salon):
    add_absence(resource=salon.practitioners[0], start_at=TUESDAY + 15 * MINUTE, end_at=TUESDAY + 45 * MINUTE)
    assert 0 in starts(salon, salon.service)
    assert 60 in starts(salon, salon.service)
    assert not {30, -30} & set(starts(salon, salon.service))


def test_a_change_of_the_service_leaves_what_is_booked_and_holds_for_what_is_moved(salon):
    booking = book(salon, salon.service, TUESDAY)
    Service.objects.update(processing_after=0, processing_minutes=0)
    assert (taken(booking, salon.practitioners[0]), find_faults()) == ([(0, 15), (45, 75)], [])
    moved = moving.move(booking=booking, start_at=at(13))
    assert taken(moved, salon.practitioners[0]) == [(180, 255)]
    assert find_faults() == []
    cancelling.cancel(booking=moved, actor=STAFF)
    assert not Occupancy.objects.exists()


def test_a_room_that_is_chosen_itself_has_no_pause(salon):
    ServiceProvider.objects.create(tenant=salon.tenant, service=salon.service, resource=salon.rooms[0])
    catalogue = current(salon.tenant)
    query = make_query(catalogue, Wish(catalogue.service(salon.service.code)), 0, 1)
    gaps = {provider.resource: provider.gap for provider in query.providers}
    assert gaps[salon.rooms[0].pk] is None
    assert gaps[salon.practitioners[0].pk] == (15, 45)


def test_who_moves_into_a_longer_open_time_has_no_pause_that_their_own_length_is_too_short_for(salon, quick):
    """A pause of the longest length at 20 to 70; sixty minutes go on without."""
    Service.objects.filter(pk=salon.service.pk).update(processing_after=20, processing_minutes=50)
    booking = book(salon, salon.service, TUESDAY)
    assert taken(booking, salon.practitioners[0]) == [(0, 75)]
    OpenSlot.objects.create(
        tenant=salon.tenant, resource=salon.practitioners[0], location=salon.place,
        start_at=at(19), end_at=at(20, minute=30),
    )  # fmt: skip
    moved = moving.move(booking=booking, start_at=at(19))
    assert taken(moved, salon.practitioners[0]) == [(540, 615)]
    assert find_faults() == []
