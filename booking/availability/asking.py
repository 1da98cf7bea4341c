"""What the engine is asked and what it answers: plain values. Instants are epoch minutes, UTC."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from booking.availability.rules import Audience, Id
from booking.kernel.intervals import Interval, Minute

A_LONG_DAY = 1560  # minutes: a day has 25 hours when the clock is set back, and an open time is no longer than a day


class Period(NamedTuple):
    """Days, both included; None is open."""

    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Skilled:
    """A skill that somebody must have, and when they have it (never: no periods). Days are those of the place."""

    skill: Id
    periods: tuple[Period, ...] = ()


class Gap(NamedTuple):
    """From when until when within a stay whoever gives it is free for others, in minutes from its start. What is needed
    besides (the room) stays taken."""

    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Provider:
    """A resource that can be chosen for the service, with its own length and price (minor units). `skills`: those that
    the service asks of whoever gives it. `most_a_day`: so many visits (`Busy.visits`)."""

    resource: Id
    minutes: int
    price: int | None = None
    skills: tuple[Skilled, ...] = ()
    gap: Gap | None = None
    most_a_day: int | None = None

    def gap_in(self, minutes: int) -> Gap | None:
        """The gap in a stay of that length; one that is over before the gap is has none."""
        return self.gap if self.gap and self.gap.end < minutes else None


@dataclass(frozen=True, slots=True)
class Member:
    """A resource of a requirement's pool and where it stands; without a location it goes along anywhere. `skills`:
    those that the requirement asks for. `most_a_day`: as for a provider."""

    resource: Id
    location: Id | None = None
    skills: tuple[Skilled, ...] = ()
    most_a_day: int | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """`quantity` different resources of `pool` are needed besides the provider."""

    pool: tuple[Member, ...]
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Query:
    """Everything that decides which starts are free, apart from the moment of asking (see Limits).

    Starts are sought in `[first, last)`, which must lie within the days that the Book was compiled for.
    `modes` are the service's; empty means that it makes no difference between modes. `shortest_gap`: whoever spares
    gaps (see Limits) leaves beside a stay no time or so many minutes. `preferred`: what comes first where there is a
    choice of what is needed besides; it changes no start. Hashable, so it can be part of a cache key.
    """

    service: Id
    providers: tuple[Provider, ...]
    first: Minute
    last: Minute
    step: int = 15
    before: int = 0
    after: int = 0
    requirements: tuple[Requirement, ...] = ()
    location: Id | None = None
    modes: frozenset[str] = frozenset()
    shortest_gap: int = 0
    preferred: frozenset[Id] = frozenset()

    @property
    def lead(self) -> int:
        """How far before a start what is taken matters."""
        return self.before + self.shortest_gap + (A_LONG_DAY if self.counts_visits else 0)

    @property
    def counts_visits(self) -> bool:
        """Whether anybody takes only so many in a day: then all of the day matters."""
        most = [provider.most_a_day for provider in self.providers]
        most += [member.most_a_day for requirement in self.requirements for member in requirement.pool]
        return any(one is not None for one in most)


class Busy(NamedTuple):
    """The times when one resource is taken, as columns sorted by start; each [start, end) is not empty and
    holds its own buffers already. They may overlap. `kinds` (booking, absence, calendar …) is only read to
    explain, so it may be left out of a search. `visits`: when each booking that takes it begins to; only counted where
    there is a most for a day.

    It must reach as far outside [first, last) as the longest length plus buffers.
    """

    starts: Sequence[Minute]
    ends: Sequence[Minute]
    kinds: Sequence[str] = ()
    visits: Sequence[Minute] = ()

    @classmethod
    def of(cls, rows: Iterable[tuple[Minute, Minute]] | Iterable[tuple[Minute, Minute, str]]) -> "Busy":
        """From (start, end) or (start, end, kind), in any order."""
        columns = list(zip(*sorted(rows), strict=True))
        return cls(*columns) if columns else cls((), ())


@dataclass(frozen=True, slots=True)
class Limits:
    """What depends on the moment and on who asks. `now` is in epoch minutes (a fraction is fine).

    `horizon_days` counts days in the location's zone: 0 is today only. Staff pass no notice, no horizon and
    `proven_client=True`. `mode` keeps only times in that mode. `spare_gaps`: they are not offered what leaves a gap
    too short for anything, as long as there is something else that day.
    """

    now: float
    notice_minutes: int = 0
    horizon_days: int | None = None
    proven_client: bool = False
    mode: str | None = None
    spare_gaps: bool = False


class Terms(NamedTuple):
    """What is the same for many starts."""

    location: Id | None
    minutes: int
    price: int | None
    modes: frozenset[str]
    audience: Audience = "everyone"


class Offer(NamedTuple):
    """A start that can be booked. Bit i of `providers` is query.providers[i]."""

    start: Minute
    terms: Terms
    providers: int

    @property
    def end(self) -> Minute:
        return self.start + self.terms.minutes


@dataclass(frozen=True, slots=True)
class Found:
    """All free starts of one query, before Limits: for each Terms a dict start -> bits of providers. `sound`: in the
    same way those that leave no short gap, when the query asks for it."""

    query: Query
    zones: dict[Id | None, str]
    starts: dict[Terms, dict[Minute, int]] = field(default_factory=dict)
    sound: dict[Terms, dict[Minute, int]] = field(default_factory=dict)


Code = Literal[
    "no_opening",
    "closed",
    "service_not_in_opening",
    "elsewhere",
    "slot_too_short",
    "off_grid",
    "busy",
    "absence",
    "buffer",
    "skill",
    "day_full",
    "requirement",
    "too_soon",
    "beyond_horizon",
    "audience",
    "mode",
    "gap",
    "nonexistent_time",
]


class Reason(NamedTuple):
    """Why a time is not offered. `interval` is what stands in the way, `kind` its kind when it is busy time.
    `need` is the index of the requirement that the resource was wanted for; None for the provider. `skill`: the one
    that does not hold then."""

    code: Code
    resource: Id | None = None
    interval: Interval | None = None
    kind: str | None = None
    need: int | None = None
    skill: Id | None = None


class Chosen(NamedTuple):
    """What may be written: the provider, and the resources for each requirement in the query's order. `gap`: when the
    provider is free within."""

    start: Minute
    terms: Terms
    provider: Id
    needs: tuple[tuple[Id, ...], ...]
    gap: Gap | None = None
