"""Opening rules -> what is open, as integer minutes, once per version of the rules and stretch of days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from booking.availability.rules import Audience, ClosedDays, Id, Rules
from booking.kernel.intervals import Intervals, Minute


class OpeningTerms(NamedTuple):
    """What one resource's openings can have in common. `minutes` is set for open slots: their own length."""

    location: Id | None
    services: frozenset[Id] | None = None
    audience: Audience = "everyone"
    modes: frozenset[str] | None = None
    price: int | None = None
    minutes: int | None = None


class Opening(NamedTuple):
    """A piece of opening: it offers starts in [start, stop) that are origin + n * step, and what starts here
    must be over at `until` (later than `stop` when another opening with the same terms follows at once)."""

    start: Minute
    stop: Minute
    until: Minute
    origin: Minute


class Hours(NamedTuple):
    """All openings of one resource with the same terms, sorted by start, closures taken out."""

    terms: OpeningTerms
    openings: list[Opening]
    uncut: Intervals  # before closures; only read to explain
    longest: int  # the longest `stop - start`: how far back to look for what is still open


@dataclass(frozen=True, slots=True)
class Book:
    """The compiled rules. A resource that is not in `hours` has no rules of its own."""

    hours: dict[Id, list[Hours]]
    closures: tuple[ClosedDays, ...]
    zones: dict[Id | None, str]


def compile_openings(
    rules: Rules, zone_of_location: Mapping[Id | None, str], from_on: date, to_on: date
) -> Book:
    """Compile the rules for starts on local days `from_on` to `to_on` (both included), in any of the zones.

    `zone_of_location` names the IANA zone of each location in the rules, and under None the business's own
    (for rules without a location). Lengths up to a day are judged rightly at the edges.
    """
    raise NotImplementedError


def open_intervals(
    book: Book, resource: Id, *, service: Id | None = None, location: Id | None = None
) -> Intervals:
    """When the resource is open (for the service, at the location, when given): to shade a calendar."""
    raise NotImplementedError
