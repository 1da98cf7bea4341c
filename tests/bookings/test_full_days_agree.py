"""RR5: whoever asks whether a day is full hears the same, counted anew by a solver: the free times of
one and of anybody, a program, a hold, staff, a move, the desk's warning and the calendar's reason."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, product
from typing import Any

from django.test import Client as Browser
from hypothesis import HealthCheck, Phase, event, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from booking.availability.catalogue import current, read
from booking.availability.explaining import explained, full_that_day
from booking.availability.models import GroupTerms
from booking.availability.search import free_times
from booking.availability.wishing import Wish
from booking.bookings import cancelling, moving
from booking.bookings.direct import book_directly
from booking.bookings.holding import place_hold
from booking.bookings.models import Booking
from booking.bookings.selectors import history
from booking.clients.models import Group
from booking.clients.services import Contact
from booking.kernel.clock import to_minute
from booking.kernel.errors import NotBookable, SlotTaken
from booking.resources.models import Requirement, Resource, ServiceProvider
from tenants.actors import Actor
from tenants.tenancy import tenant_tx
from tests.cast import House, make_house
from tests.desk.conftest import at

EXAMPLES = 150 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 8
HOUSES = count()
STAFF = Actor("member")
DANA = Contact("Dana Ek", "dana@example.com", "+46701234567", "sv")
DAYS, HOURS = (0, 1), (9, 11, 13, 15)  # two hours apart: nothing but a visit at the same hour is in the way
ZONE = "Europe/Stockholm"

who = st.sampled_from((0, 0, 1))
spots = st.tuples(st.sampled_from(DAYS), st.sampled_from(HOURS))
steps = st.one_of(
    st.tuples(st.just("held"), st.none() | who, spots, st.booleans()),
    st.tuples(st.just("booked by staff"), who, spots),
    st.tuples(st.sampled_from(("moved", "moved by staff")), st.integers(0, 9), spots),
    st.tuples(st.just("cancelled"), st.integers(0, 9)),
)
teams = st.tuples(*[st.tuples(st.sampled_from((30, 60, 90)), st.sampled_from((1, 1, 2, None)))] * 2)
Spot = tuple[int, int]


def moment(spot: Spot) -> datetime:
    return at(spot[1], days=spot[0])


@dataclass
class Days:
    """What is booked with whom, and what may be besides; nothing is asked of the database."""

    house: House
    most: list[int | None]
    visits: dict[Any, tuple[int, Spot]] = field(default_factory=dict)
    by_name: list[Booking] = field(default_factory=list)
    group: Any = None

    def busy(self, one: int, spot: Spot) -> bool:
        return (one, spot) in self.visits.values()

    def full(self, one: int, day: int, besides: Any = None) -> bool:
        there = sum(whose == one and on == day for pk, (whose, (on, _)) in self.visits.items() if pk != besides)
        most = self.most[one]
        return most is not None and there >= most

    def may(self, one: int, spot: Spot, besides: Any = None) -> bool:
        return not self.busy(one, spot) and not self.full(one, spot[0], besides)

    def wish(self, one: int | None, *, grouped: bool = False) -> Wish:
        catalogue = current(self.house.tenant)
        chosen = None if one is None else catalogue.resources[self.house.practitioners[one].pk]
        return Wish(catalogue.service(self.house.service.code), chosen, group=self.group if grouped else None)


def opened(team: tuple[tuple[int, int | None], ...]) -> Days:
    """A business of its own for each example: nothing of the one before is remembered."""
    house = make_house(f"full-{next(HOUSES)}", "Full", "Alice", ["Alice", "Bob"], rooms=1)
    with tenant_tx(house.tenant):
        Requirement.objects.all().delete()
        for resource, (minutes, most) in zip(house.practitioners, team, strict=True):
            Resource.objects.filter(pk=resource.pk).update(most_a_day=most)
            ServiceProvider.objects.filter(resource=resource).update(minutes=minutes)
        group = Group.objects.create(tenant=house.tenant, name="Members")
        GroupTerms.objects.create(tenant=house.tenant, group=group, service=house.service, notice_minutes=0)
    return Days(house, [most for _minutes, most in team], group=group.pk)


def tried(act: Callable[[], Booking]) -> Booking | str:
    """What came of it, or why nothing did."""
    try:
        return act()
    except SlotTaken:
        return "taken"
    except NotBookable as refused:
        return str(refused.extra["reason"])


def held(days: Days, one: int | None, spot: Spot, grouped: bool) -> None:
    wish, whom = days.wish(one, grouped=grouped), (0, 1) if one is None else (one,)
    answer = tried(lambda: place_hold(tenant=days.house.tenant, wish=wish, start_at=moment(spot)))
    able = [each for each in whom if days.may(each, spot)]
    if isinstance(answer, Booking):
        given_to = [row.pk for row in days.house.practitioners].index(answer.parts.get().resource_id)
        assert given_to in able
        days.visits[answer.pk] = given_to, spot
    else:
        assert not able
        assert answer == ("taken" if any(days.busy(each, spot) for each in whom) else "day_full")


def booked_by_staff(days: Days, one: int, spot: Spot) -> None:
    if days.busy(one, spot):
        return
    tenant, full = days.house.tenant, days.full(one, spot[0])
    wish = days.wish(one)
    booking = book_directly(tenant=tenant, wish=wish, start_at=moment(spot), contact=DANA, actor=STAFF)
    assert passings(booking) == full
    days.visits[booking.pk] = one, spot
    days.by_name.append(booking)


def moved(days: Days, n: int, spot: Spot, *, by_staff: bool = False) -> None:
    if not days.by_name:
        return
    booking = Booking.objects.get(pk=days.by_name[n % len(days.by_name)].pk)
    one, before = days.visits[booking.pk]
    if spot == before or days.busy(one, spot):
        return
    may, earlier = days.may(one, spot, besides=booking.pk), passings(booking)
    how: dict[str, Any] = {"by_staff": True, "actor": STAFF} if by_staff else {}
    answer = tried(lambda: moving.move(booking=booking, start_at=moment(spot), **how))
    if isinstance(answer, Booking):
        assert may or by_staff
        assert passings(answer) - earlier == (not may)
        days.visits[booking.pk] = one, spot
    else:
        assert (answer, may, by_staff) == ("day_full", False, False)


def cancelled(days: Days, n: int) -> None:
    if days.by_name:
        booking = days.by_name.pop(n % len(days.by_name))
        cancelling.cancel(booking=Booking.objects.get(pk=booking.pk), actor=STAFF, by="staff")
        del days.visits[booking.pk]


def passings(booking: Booking) -> int:
    return sum("most_a_day" in one.data["rules"] for one in history(booking) if one.type == "booking.rule_passed")


def agree(days: Days) -> None:
    tenant = days.house.tenant
    for day in DAYS:
        offered = {one: starts(days, one, day) for one in (0, 1, None)}
        assert offered[None] == offered[0] | offered[1]
        for one in (0, 1):
            full = days.full(one, day)
            event("full" if full else "room left")
            assert {hour: at(hour, days=day) in offered[one] for hour in HOURS} == {
                hour: days.may(one, (day, hour)) for hour in HOURS
            }
            assert not (full and offered[one]), "not one minute of a full day"
            late = at(HOURS[-1], days=day)
            codes = {reason.code for reason in explained(read(tenant), days.wish(one), late).reasons}
            assert ("day_full" in codes) == full
            person = days.house.practitioners[one].pk
            warned_of = full_that_day(read(tenant), days.wish(one), [person], to_minute(late), ZONE)
            assert bool(warned_of) == full


def starts(days: Days, one: int | None, day: int) -> set[datetime]:
    on = at(0, days=day).date()
    return {time.start_at for time in free_times(days.house.tenant, days.wish(one), on, on).times}


def programs_agree(days: Days) -> None:
    """Of each day, for one and for anybody."""
    slots = f"/api/v1/{days.house.tenant.slug}/slots"
    for day, one in product(DAYS, (0, 1, None)):
        on = at(0, days=day).date().isoformat()
        query = {"service": days.house.service.code, "from": on, "to": on}
        query |= {} if one is None else {"practitioner": days.house.practitioners[one].code}
        told = {datetime.fromisoformat(row["start"]) for row in Browser().get(slots, query).json()["results"]}
        with tenant_tx(days.house.tenant):
            assert told == starts(days, one, day)


@examples(
    max_examples=EXAMPLES,
    phases=[Phase.reuse, Phase.generate],  # with a database, to shrink an example takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(teams, st.lists(steps, min_size=6, max_size=10))
def test_everybody_hears_the_same_of_a_day_that_is_full(clock: Any, settings: Any, team: Any, done: Any) -> None:
    settings.RATE_LIMITS = False
    days = opened(team)
    for what, *how in done:
        with tenant_tx(days.house.tenant):
            if what == "held":
                held(days, *how)
            elif what == "booked by staff":
                booked_by_staff(days, *how)
            elif what == "cancelled":
                cancelled(days, *how)
            else:
                moved(days, *how, by_staff=what == "moved by staff")
    with tenant_tx(days.house.tenant):
        agree(days)
    programs_agree(days)
