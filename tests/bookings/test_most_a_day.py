"""RR5: so many visits a day with one practitioner, for whoever books by themselves; staff may pass it."""

from datetime import timedelta

import pytest

from booking.availability.catalogue import current, read
from booking.availability.explaining import explained
from booking.availability.search import free_times
from booking.availability.wishing import Wish
from booking.bookings import cancelling, moving
from booking.bookings.direct import book_directly
from booking.bookings.holding import place_hold, release_hold
from booking.bookings.models import Booking
from booking.bookings.selectors import history
from booking.clients.services import Contact
from booking.kernel.errors import NotBookable
from booking.resources.models import Anybody, Requirement, Resource, Service
from tenants.actors import Actor
from tenants.tenancy import tenant_tx
from tests.desk.conftest import TUESDAY, at

STAFF = Actor("member")
DANA = Contact("Dana Ek", "dana@example.com", "+46701234567", "sv")


@pytest.fixture
def salon(cast):
    with tenant_tx(cast.salon.tenant):
        Requirement.objects.all().delete()
        yield cast.salon


@pytest.fixture
def two_a_day(salon):
    """Alice takes two a day."""
    Resource.objects.filter(pk=salon.practitioners[0].pk).update(most_a_day=2)
    return salon


def wish(salon, who: int | None = 0) -> Wish:
    catalogue = current(salon.tenant)
    chosen = None if who is None else catalogue.resources[salon.practitioners[who].pk]
    return Wish(catalogue.service(salon.service.code), chosen)


def hold(salon, start_at, who: int | None = 0, **how) -> Booking:
    return place_hold(tenant=salon.tenant, wish=wish(salon, who), start_at=start_at, **how)


def book(salon, start_at, who: int | None = 0) -> Booking:
    return book_directly(tenant=salon.tenant, wish=wish(salon, who), start_at=start_at, contact=DANA, actor=STAFF)


def free(salon, who: int | None = 0, days: int = 0, **how) -> int:
    day = TUESDAY.date() + timedelta(days=days)
    return len(free_times(salon.tenant, wish(salon, who), day, day, **how).times)


def rules_passed(booking: Booking) -> list[str]:
    return [rule for event in history(booking) if event.type == "booking.rule_passed" for rule in event.data["rules"]]


def test_a_day_that_is_full_is_offered_no_more_and_the_next_one_is(two_a_day):
    hold(two_a_day, at(9))
    assert free(two_a_day)
    hold(two_a_day, at(11))
    assert free(two_a_day) == 0
    assert free(two_a_day, days=1)
    assert free(two_a_day, who=1)
    assert free(two_a_day, who=None) == free(two_a_day, who=1)
    with pytest.raises(NotBookable) as refused:
        hold(two_a_day, at(14))
    assert refused.value.extra["reason"] == "day_full"
    assert hold(two_a_day, at(14, days=1)).status == "held"


def test_what_is_let_go_makes_room_again_and_so_does_the_rule(two_a_day):
    first, second = hold(two_a_day, at(9)), book(two_a_day, at(11))
    release_hold(booking=first)
    assert free(two_a_day)
    hold(two_a_day, at(15))
    assert free(two_a_day) == 0
    cancelling.cancel(booking=second, actor=STAFF, by="staff")
    assert free(two_a_day)
    hold(two_a_day, at(13))
    Resource.objects.update(most_a_day=3)
    assert free(two_a_day)


def test_a_hold_that_ran_out_counts_no_more(two_a_day, clock):
    hold(two_a_day, at(9))
    hold(two_a_day, at(11))
    assert free(two_a_day) == 0
    clock.forward(minutes=11)
    assert free(two_a_day)


def test_a_visit_with_a_gap_in_it_is_one(two_a_day):
    Service.objects.update(processing_after=20, processing_minutes=20)
    hold(two_a_day, at(9))
    assert free(two_a_day)
    hold(two_a_day, at(12))
    assert free(two_a_day) == 0


def test_for_anybody_it_goes_to_who_has_room(two_a_day):
    Service.objects.update(anybody=Anybody.ORDER)
    given = [hold(two_a_day, at(hour), who=None).parts.get().resource_id for hour in (9, 11, 13, 15)]
    first = given[0]
    alice, bob = (one.pk for one in two_a_day.practitioners)
    assert given == ([alice, alice, bob, bob] if first == alice else [bob] * 4)
    Resource.objects.filter(pk=bob).update(position=9)
    Resource.objects.filter(pk=alice).update(position=1)
    days = [hold(two_a_day, at(hour, days=1), who=None).parts.get().resource_id for hour in (9, 11, 13)]
    assert days == [alice, alice, bob]
    third = hold(two_a_day, at(15, days=1), who=None, staff=True)
    assert third.parts.get().resource_id == bob, "staff pass it only where nobody has room"
    assert rules_passed(third) == []


def test_one_of_the_day_moves_within_it_and_none_moves_there(two_a_day):
    first, _second, elsewhere = (book(two_a_day, start) for start in (at(9), at(11), at(9, days=1)))
    assert moving.move(booking=first, start_at=at(14)).start_at == at(14)
    with pytest.raises(NotBookable) as refused:
        moving.move(booking=elsewhere, start_at=at(9))
    assert refused.value.extra["reason"] == "day_full"
    moved = moving.move(booking=elsewhere, start_at=at(9), by_staff=True, actor=STAFF)
    assert rules_passed(moved) == ["most_a_day"]


def test_staff_pass_it_and_it_is_written_down(two_a_day):
    first, second, third = (book(two_a_day, at(hour)) for hour in (9, 11, 14))
    assert [rules_passed(one) for one in (first, second, third)] == [[], [], ["most_a_day"]]
    assert free(two_a_day, staff=True)
    assert free(two_a_day) == 0
    assert hold(two_a_day, at(15, minute=30), staff=True).status == "held"


def test_the_engine_says_why(two_a_day):
    hold(two_a_day, at(9))
    hold(two_a_day, at(11))
    [reason] = explained(read(two_a_day.tenant), wish(two_a_day), at(14)).reasons
    assert (reason.code, reason.resource) == ("day_full", two_a_day.practitioners[0].pk)
    codes = {one.code for one in explained(read(two_a_day.tenant), wish(two_a_day), at(9)).reasons}
    assert codes == {"day_full", "busy"}


def test_an_assistant_takes_as_many_and_no_more(salon):
    """Whoever is needed besides has a day as well."""
    Requirement.objects.create(tenant=salon.tenant, service=salon.service, kind="practitioner")
    Resource.objects.filter(pk=salon.practitioners[1].pk).update(most_a_day=1)
    assert free(salon)
    hold(salon, at(9))
    assert free(salon) == 0
    assert free(salon, staff=True)
    assert rules_passed(book(salon, at(12))) == ["most_a_day"]


def test_what_begins_with_its_buffer_before_midnight_is_of_that_day(salon):
    Service.objects.update(buffer_before=30, buffer_after=0)
    Resource.objects.update(most_a_day=1)
    for practitioner in salon.practitioners:
        practitioner.weekly_hours.update(opens="00:00", closes="00:00")
    hold(salon, at(0))
    assert free(salon), "it is one of Monday's"
    assert free(salon, days=-1) == 0


def test_a_room_that_is_too_small_is_never_taken(cast):
    house = cast.salon
    with tenant_tx(house.tenant):
        small, large = house.rooms
        Resource.objects.filter(pk=small.pk).update(capacity=3)
        Resource.objects.filter(pk=large.pk).update(capacity=4)
        assert free(house, who=None)
        Service.objects.filter(pk=house.service.pk).update(people=4)
        for hour, who in ((9, 0), (11, 1)):
            taken = book(house, at(hour), who=who)
            assert taken.parts.get().resource_id == house.practitioners[who].pk
        assert free(house, who=1) < free(house, who=1, days=1)
        with pytest.raises(Exception, match="slot_taken"):
            hold(house, at(9), who=1)
        Service.objects.filter(pk=house.service.pk).update(people=5)
        assert free(house, who=None) == free(house, who=None, staff=True) == 0
        Resource.objects.filter(pk=small.pk).update(capacity=None)
        assert free(house, who=None)
