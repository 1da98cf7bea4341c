"""Whom nobody in particular was asked for, hold by hold, against a solver that counts everything anew each time: at
generated times over two weeks, where each has a length of their own, some take so many visits a day, are away or have
the skill for some days only, and rooms run out. More examples: HYPOTHESIS_PROFILE=thorough."""

import os
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count

from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from booking.availability.absences import add_absence
from booking.availability.catalogue import current
from booking.availability.models import Occupancy
from booking.availability.wishing import Wish
from booking.bookings.holding import place_hold
from booking.bookings.models import Booking
from booking.kernel.errors import NotBookable, SlotTaken
from booking.resources.models import Resource, ResourceSkill, Service, ServiceProvider, ServiceSkill, Skill
from tenants.tenancy import tenant_tx
from tests.cast import House, make_house
from tests.desk.conftest import at

BUFFER = timedelta(minutes=15)
PEOPLE = ("Alice", "Bob", "Carla")
EXAMPLES = 200 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 12
HOUSES = count()

starts = st.builds(
    lambda hour, day, minute: at(hour, days=day, minute=minute),
    st.integers(9, 15), st.sampled_from((0, 0, 1, 2, 6)), st.sampled_from((0, 30)),
)  # fmt: skip
since_on = st.none() | st.sampled_from((0, 0, 1, 2)).map(lambda n: at(0, days=n).date())
until_on = st.none() | st.sampled_from((2, 6, 9)).map(lambda n: at(0, days=n).date())
awaiting = st.none() | st.tuples(st.sampled_from((0, 0, 1, 2)), st.integers(9, 12), st.integers(2, 30))


@dataclass(frozen=True)
class Person:
    """Works from nine to five on weekdays; `skilled`: both days included, open where there is none."""

    minutes: int
    most: int | None
    skilled: tuple[date | None, date | None]
    away: tuple[datetime, datetime] | None


people = st.builds(
    Person,
    st.sampled_from((30, 60, 90)),
    st.none() | st.integers(1, 3),
    st.tuples(since_on, until_on),
    awaiting.map(
        lambda told: told and (at(told[1], days=told[0]), at(told[1], days=told[0]) + timedelta(hours=told[2]))
    ),
)
teams = st.fixed_dictionaries(dict.fromkeys(PEOPLE, people))


@dataclass
class Visit:
    who: str
    room: str
    begin: datetime
    minutes: int

    @property
    def over(self) -> datetime:
        return self.begin + timedelta(minutes=self.minutes) + BUFFER


@dataclass
class Solver:
    """Three people, and a room for each of them but one; nothing is asked of the database."""

    people: dict[str, Person]
    rooms: set[str]
    visits: list[Visit] = field(default_factory=list)

    def able(self, start: datetime) -> list[str]:
        return [one for one in self.people if self._may(one, start)]

    def fair(self, start: datetime) -> set[str]:
        """Those of them who have least booked in the week."""
        load = {one: self._minutes_that_week(one, start) for one in self.able(start)}
        return {one for one, minutes in load.items() if minutes == min(load.values())}

    def _may(self, one: str, start: datetime) -> bool:
        person = self.people[one]
        end = start + timedelta(minutes=person.minutes)
        over = end + BUFFER
        since, until = person.away or (over, over)
        since_on, until_on = (day or start.date() for day in person.skilled)
        met = [visit for visit in self.visits if start < visit.over and visit.begin < over]
        there = sum(visit.who == one and visit.begin.date() == start.date() for visit in self.visits)
        return (
            end <= start.replace(hour=17, minute=0)
            and (over <= since or until <= start)
            and since_on <= start.date() <= until_on
            and one not in {visit.who for visit in met}
            and bool(self.rooms - {visit.room for visit in met})
            and (person.most is None or there < person.most)
        )

    def _minutes_that_week(self, one: str, start: datetime) -> int:
        week = start.isocalendar()[:2]
        return sum(visit.minutes for visit in self.visits if visit.who == one and visit.begin.isocalendar()[:2] == week)


def told(house: House, team: dict[str, Person]) -> Solver:
    """The same said to the business and to the solver."""
    tenant, service = house.tenant, house.service
    assert Service.objects.get(pk=service.pk).buffer_after == BUFFER // timedelta(minutes=1)
    skill = Skill.objects.create(tenant=tenant, name="Laser")
    ServiceSkill.objects.create(tenant=tenant, service=service, skill=skill)
    named = {}
    for resource, person in zip(house.practitioners, team.values(), strict=True):
        named[resource.name] = person
        Resource.objects.filter(pk=resource.pk).update(most_a_day=person.most)
        ServiceProvider.objects.filter(service=service, resource=resource).update(minutes=person.minutes)
        since_on, until_on = person.skilled
        ResourceSkill.objects.create(tenant=tenant, resource=resource, skill=skill, from_on=since_on, until_on=until_on)
        if person.away:
            add_absence(resource=resource, start_at=person.away[0], end_at=person.away[1])
    return Solver(named, {room.name for room in house.rooms})


def visit_of(booking: Booking) -> Visit:
    part = booking.parts.get()
    taken = Occupancy.objects.filter(owner_id=part.pk).exclude(resource=part.resource)
    minutes = (booking.end_at - booking.start_at) // timedelta(minutes=1)
    return Visit(part.resource.name, taken.get().resource.name, booking.start_at, minutes)


@settings(
    max_examples=EXAMPLES,
    phases=[Phase.reuse, Phase.generate],  # with a database, to shrink an example takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(teams, st.lists(starts, min_size=8, max_size=16))
def test_each_hold_goes_to_one_of_those_whom_the_solver_finds_fair(clock, team: dict[str, Person], asked) -> None:
    """Each example has a business of its own: nothing of the one before is remembered."""
    house = make_house(f"fair-{next(HOUSES)}", "Fair", "Alice", list(PEOPLE), rooms=2)
    with tenant_tx(house.tenant):
        solved = told(house, team)
        for start in asked:
            wish = Wish(current(house.tenant).service(house.service.code))
            able, fair = solved.able(start), solved.fair(start)
            event("refused" if not fair else "some are further along" if len(fair) < len(able) else "all alike")
            try:
                visit = visit_of(place_hold(tenant=house.tenant, wish=wish, start_at=start))
            except (SlotTaken, NotBookable):
                assert not fair, f"{start} was refused"
                continue
            assert visit.who in fair, f"{start} went to {visit.who} and not to {fair}"
            assert visit.minutes == solved.people[visit.who].minutes
            visit.begin = start
            solved.visits.append(visit)
