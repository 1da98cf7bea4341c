"""RR3: who lacks what a service asks for is out from that day: for offers, holds, moves; staff cannot pass it."""

from datetime import date, timedelta

import pytest

from booking.availability.catalogue import current
from booking.availability.forcing import TAKEN, free_anyway
from booking.availability.occupying import occupied
from booking.availability.search import free_times
from booking.availability.wishing import Wish
from booking.bookings import moving
from booking.bookings.direct import book_directly
from booking.bookings.holding import place_hold
from booking.bookings.models import Booking
from booking.clients.services import Contact
from booking.kernel.errors import NotBookable, SlotTaken
from booking.resources.models import Location, Requirement
from booking.resources.skills import ask_for_skills, set_skills, skill_named
from tenants.actors import Actor
from tenants.tenancy import tenant_tx
from tests.desk.conftest import TUESDAY, at

STAFF = Actor("member")
DANA = Contact("Dana Ek", "dana@example.com", "+46701234567", "sv")
WEDNESDAY = date(2026, 11, 25)


@pytest.fixture
def salon(cast):
    """Alice may until Tuesday; Bob may not at all."""
    with tenant_tx(cast.salon.tenant):
        ask_for_skills(tenant=cast.salon.tenant, service=cast.salon.service, names=["Laser"])
        set_skills(
            tenant=cast.salon.tenant, resource=cast.salon.practitioners[0], held=[("Laser", None, TUESDAY.date())]
        )
        yield cast.salon


def wish(salon, who: int | None = None) -> Wish:
    catalogue = current(salon.tenant)
    chosen = None if who is None else catalogue.resources[salon.practitioners[who].pk]
    return Wish(service=catalogue.service(salon.service.code), practitioner=chosen)


def offered(salon, day: date, who: int | None = None) -> bool:
    return bool(free_times(salon.tenant, wish(salon, who), day, day).offers)


def booked(salon, start_at=TUESDAY) -> Booking:
    return book_directly(tenant=salon.tenant, wish=wish(salon, 0), start_at=start_at, contact=DANA, actor=STAFF)


def test_offered_until_the_last_day_and_by_nobody_without_it(salon):
    assert [offered(salon, day, 0) for day in (TUESDAY.date(), WEDNESDAY)] == [True, False]
    assert not offered(salon, TUESDAY.date(), 1)
    assert [offered(salon, day) for day in (TUESDAY.date(), WEDNESDAY)] == [True, False]


def test_a_renewal_is_seen_at_once_and_a_gap_between_two_stays_one(salon):
    friday = WEDNESDAY + timedelta(days=2)
    renewed = [("Laser", None, TUESDAY.date()), ("laser", friday, None)]
    set_skills(tenant=salon.tenant, resource=salon.practitioners[0], held=renewed)
    days = [TUESDAY.date(), WEDNESDAY, WEDNESDAY + timedelta(days=1), friday]
    assert [offered(salon, day, 0) for day in days] == [True, False, False, True]
    assert len(current(salon.tenant).skills) == 1


def test_no_hold_for_a_person_who_may_not(salon):
    for who, start in ((0, TUESDAY + timedelta(days=1)), (1, TUESDAY), (None, TUESDAY + timedelta(days=1))):
        with pytest.raises(NotBookable) as refused:
            place_hold(tenant=salon.tenant, wish=wish(salon, who), start_at=start)
        assert refused.value.extra["reason"] == "skill"
    assert place_hold(tenant=salon.tenant, wish=wish(salon), start_at=TUESDAY).status == "held"


def test_no_move_beyond_the_last_day_nor_to_a_colleague_without(salon):
    booking = booked(salon)
    with pytest.raises(NotBookable):
        moving.move(booking=booking, start_at=TUESDAY + timedelta(days=1))
    with pytest.raises(NotBookable):
        bob = current(salon.tenant).resources[salon.practitioners[1].pk]
        moving.move(booking=booking, start_at=TUESDAY, practitioner=bob)
    assert moving.move(booking=booking, start_at=at(13)).start_at == at(13)


def test_staff_pass_hours_and_what_is_taken_but_not_this(salon):
    assert free_anyway(salon.tenant, wish(salon, 0), at(20)).passing == "hours"
    assert free_anyway(salon.tenant, wish(salon, 1), at(20)) is None
    booked(salon)
    assert free_anyway(salon.tenant, wish(salon, 0), TUESDAY).passing == TAKEN
    assert free_anyway(salon.tenant, wish(salon, 0), at(10, days=1)) is None


def test_the_day_is_that_of_the_place(salon):
    """Its Wednesday has begun while it is Tuesday in UTC."""
    Location.objects.update(timezone="Pacific/Kiritimati")  # 14 hours ahead of UTC
    assert offered(salon, TUESDAY.date(), 0)
    set_skills(tenant=salon.tenant, resource=salon.practitioners[0], held=[("Laser", WEDNESDAY, WEDNESDAY)])
    assert [offered(salon, day, 0) for day in (TUESDAY.date(), WEDNESDAY)] == [False, True]


def test_somebody_with_a_skill_is_needed_besides(salon):
    """Bob gives it, and needs one further person who can handle the laser: Alice, until Tuesday."""
    alice, bob = salon.practitioners
    ask_for_skills(tenant=salon.tenant, service=salon.service, names=[])
    laser = skill_named(salon.tenant, "LASER")
    Requirement.objects.create(tenant=salon.tenant, service=salon.service, kind="practitioner", skill=laser)
    assert [offered(salon, day, 1) for day in (TUESDAY.date(), WEDNESDAY)] == [True, False]
    assert not offered(salon, TUESDAY.date(), 0)  # Bob cannot help her
    held = place_hold(tenant=salon.tenant, wish=wish(salon, 1), start_at=TUESDAY)
    assert {alice.pk, bob.pk} <= set(held_resources(held))
    with pytest.raises(SlotTaken):
        place_hold(tenant=salon.tenant, wish=wish(salon, 1), start_at=TUESDAY + timedelta(days=1))


def held_resources(booking: Booking):
    return occupied([booking.parts.get().pk])
