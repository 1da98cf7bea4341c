"""Whom nobody in particular was asked for, hold by hold, against a solver that counts everything anew each time: at
random times over two weeks, while one takes so many visits a day, another is away, and rooms run out."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import pytest

from booking.availability.absences import add_absence
from booking.availability.catalogue import current
from booking.availability.models import Occupancy
from booking.availability.wishing import Wish
from booking.bookings.holding import place_hold
from booking.bookings.models import Booking
from booking.kernel.errors import NotBookable, SlotTaken
from booking.resources.models import Kind, Resource, Service, ServiceProvider
from tenants.tenancy import tenant_tx
from tests.cast import House, practitioner
from tests.desk.conftest import at

HOUR = timedelta(hours=1)
BUFFER = timedelta(minutes=15)
TRIES = 30


@dataclass
class Solver:
    """Three people from nine to five on weekdays, and rooms; nothing is asked of the database."""

    people: list[str]
    rooms: set[str]
    most: dict[str, int]
    away: dict[str, tuple[datetime, datetime]]
    visits: list[tuple[str, str, datetime]] = field(default_factory=list)  # who, in which room, from when

    def able(self, start: datetime) -> list[str]:
        if not self.rooms - {room for _who, room, other in self.visits if self._meet(start, other)}:
            return []
        return [one for one in self.people if self._free(one, start) and self._has_room(one, start)]

    def fair(self, start: datetime) -> set[str]:
        """Those of them who have least booked in the week."""
        load = {one: self._minutes_that_week(one, start) for one in self.able(start)}
        return {one for one, minutes in load.items() if minutes == min(load.values())}

    def _free(self, one: str, start: datetime) -> bool:
        since, until = self.away.get(one, (start, start))
        if start < until and start + HOUR + BUFFER > since:
            return False
        return not any(who == one and self._meet(start, other) for who, _room, other in self.visits)

    def _has_room(self, one: str, start: datetime) -> bool:
        there = sum(who == one and other.date() == start.date() for who, _room, other in self.visits)
        return there < self.most.get(one, 99)

    def _minutes_that_week(self, one: str, start: datetime) -> int:
        week = start.isocalendar()[:2]
        return 60 * sum(who == one and other.isocalendar()[:2] == week for who, _room, other in self.visits)

    @staticmethod
    def _meet(start: datetime, other: datetime) -> bool:
        return abs(start - other) < HOUR + BUFFER


@pytest.fixture
def salon(cast) -> House:
    """With a third person, and a room for each of them but one."""
    with tenant_tx(cast.salon.tenant):
        house = cast.salon
        third = practitioner(house.tenant, house.place, "Carla")
        ServiceProvider.objects.create(tenant=house.tenant, service=house.service, resource=third)
        assert Service.objects.get(pk=house.service.pk).buffer_after == BUFFER // timedelta(minutes=1)
        yield house


def solver(house: House, chance: Random) -> Solver:
    """And the same said to the business."""
    people = list(Resource.objects.filter(tenant=house.tenant, kind=Kind.PRACTITIONER).order_by("name"))
    limited, away = chance.sample(people, 2)
    most = chance.randint(1, 2)
    Resource.objects.filter(pk=limited.pk).update(most_a_day=most)
    since = at(9, days=chance.randint(0, 2))
    add_absence(resource=away, start_at=since, end_at=since + timedelta(hours=30))
    rooms = {room.name for room in house.rooms}
    return Solver(
        [one.name for one in people], rooms, {limited.name: most}, {away.name: (since, since + timedelta(hours=30))}
    )  # fmt: skip


def who_and_where(booking: Booking) -> tuple[str, str]:
    part = booking.parts.get()
    taken = Occupancy.objects.filter(owner_id=part.pk).exclude(resource=part.resource)
    return part.resource.name, taken.get().resource.name


@pytest.mark.parametrize("seed", range(6))
def test_each_hold_goes_to_one_of_those_whom_the_solver_finds_fair(salon: House, seed: int):
    chance = Random(seed)
    solved = solver(salon, chance)
    given = refused = 0
    for _try in range(TRIES):
        start = at(chance.randint(9, 15), days=chance.choice((0, 1, 2, 6, 7)), minute=chance.choice((0, 30)))
        wish = Wish(current(salon.tenant).service(salon.service.code))
        fair = solved.fair(start)
        try:
            who, room = who_and_where(place_hold(tenant=salon.tenant, wish=wish, start_at=start))
        except (SlotTaken, NotBookable):
            assert not fair, f"{start} was refused"
            refused += 1
            continue
        assert who in fair, f"{start} went to {who} and not to {fair}"
        solved.visits.append((who, room, start))
        given += 1
    assert given > 10
    assert refused
