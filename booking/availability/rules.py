"""What a business has said about when its resources are open: plain values, no database, no clock.

Days are dates and minutes are wall clock in the zone of the rule's location, counted from that day's
midnight (0 = 00:00, 1440 = the next midnight). Instants are integer epoch minutes, UTC. A resource, a
location and a service are known by their row ids; anything hashable would do.

The whole engine, in reading order:

    rules.py     Weekly, PlaceDay, Dated, Single, ClosedDays, Rules   what was said
    wallclock.py first_instant, end_instant, instants, day_of   wall clock and day -> epoch minutes
    openings.py  compile_openings(rules, zones, from, to)   once per version of the rules
    book.py      Book (what that gives), open_intervals, closed_intervals
    asking.py    Query, Provider, Requirement, Busy, Limits, Offer, Found, Reason, Chosen
    starts.py    search(query, book, busy) -> Found             the hot part; needs no `now`, may be cached
                 offers(found, limits) -> list[Offer]           notice, horizon, audience, mode: applied last
                 find_starts(query, book, busy, limits)         both in one
    windows.py   the hot loops
    gaps.py      times that leave short gaps, which clients are spared while there are others
    skills.py    the days on which a skill holds, of providers and of whoever else is needed
    daily.py     the days on which somebody has as many visits as they take
    needs.py     rooms and equipment that a service needs besides its provider
    trace.py     explain(query, book, busy, limits, start) -> list[Reason]   the search with a recorder
    choosing.py  may_start(...), choose_fairly(...), nearest(...), by_day(...)
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from uuid import UUID

Id = UUID
Weeks = Literal["every", "odd", "even"]
Audience = Literal["everyone", "clients"]


@dataclass(frozen=True, slots=True)
class Weekly:
    """Open every week on one weekday (0 = Monday). `end_minute` <= `start_minute` is the next day; <= 2880.

    `weeks` is the parity of the ISO week of the day on which the opening starts (so week 53 and the week 1
    after it are both odd). `valid_from_on` and `valid_until_on` are inclusive.
    """

    resource: Id
    location: Id | None
    weekday: int
    start_minute: int
    end_minute: int
    valid_from_on: date | None = None
    valid_until_on: date | None = None
    weeks: Weeks = "every"
    services: frozenset[Id] | None = None
    audience: Audience = "everyone"
    modes: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class PlaceDay:
    """A place is open every week on one weekday, by minutes as `Weekly` has them. Where a place says this at all,
    weekly hours there, and what replaces them on a day, count no further than it is open; what was entered for a day
    besides them counts all the same."""

    location: Id
    weekday: int
    start_minute: int
    end_minute: int


@dataclass(frozen=True, slots=True)
class Dated:
    """A shift on one day. With `replaces_weekly` no weekly hours of the resource that start on that day
    count, at whatever location. One for no service at all opens nothing: it only takes the weekly
    hours away."""

    resource: Id
    location: Id | None
    on: date
    start_minute: int
    end_minute: int
    services: frozenset[Id] | None = None
    replaces_weekly: bool = False
    audience: Audience = "everyone"
    modes: frozenset[str] | None = None

    @property
    def opens_nothing(self) -> bool:
        return self.services is not None and not self.services


@dataclass(frozen=True, slots=True)
class Single:
    """An open slot: exactly one bookable time, `start` to `end` in epoch minutes.

    Who books it gets the whole of it, whatever the service's usual length, as long as that length fits in.
    `price` (minor units) replaces the provider's. A closure that touches the slot removes it. For a resource
    that is needed besides the provider (a room) it is simply time when the resource is open.
    """

    resource: Id
    location: Id | None
    start: int
    end: int
    services: frozenset[Id] | None = None
    price: int | None = None
    audience: Audience = "everyone"
    modes: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """Closed without a break from `start_minute` on `from_on` until `end_minute` on `until_on` (both days
    included). None for location or resource means all; both None closes the whole business. A closure
    without a location is wall clock in the zone of each place it closes."""

    location: Id | None
    resource: Id | None
    from_on: date
    until_on: date
    start_minute: int = 0
    end_minute: int = 1440
    name: str = field(default="", compare=False)  # what people call it; the same days are the same days


@dataclass(frozen=True, slots=True)
class Rules:
    weekly: tuple[Weekly, ...] = ()
    dated: tuple[Dated, ...] = ()
    singles: tuple[Single, ...] = ()
    closures: tuple[ClosedDays, ...] = ()
    places: tuple[PlaceDay, ...] = ()
