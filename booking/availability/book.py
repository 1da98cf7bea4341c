"""The opening rules compiled: what is open, as integer minutes."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import NamedTuple

from booking.availability.rules import Audience, ClosedDays, Id
from booking.availability.wallclock import end_instant, first_instant
from booking.kernel.intervals import Interval, Intervals, Minute, normalise, subtract


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
    """All openings of one resource with the same terms, sorted by start; what is closed is taken out."""

    terms: OpeningTerms
    openings: list[Opening]
    uncut: Intervals  # before closures and the hours of the place; only read to explain
    longest: int  # the longest `stop - start`: how far back to look for what is still open


@dataclass(frozen=True, slots=True)
class Book:
    """The compiled rules. A resource that is not in `hours` has no rules of its own; a place that is not in `shut` has
    no hours of its own, beyond which weekly ones do not count."""

    hours: dict[Id, list[Hours]]
    closures: tuple[ClosedDays, ...]
    zones: dict[Id | None, str]
    shut: Mapping[Id | None, Intervals] = field(default_factory=dict)


def open_intervals(
    book: Book, resource: Id, *, service: Id | None = None, location: Id | None = None, mode: str | None = None
) -> Intervals:
    """When the resource is open (for the service, at the location, in the way to meet, when given)."""
    return normalise(
        (opening.start, opening.until)
        for hours in book.hours.get(resource, ())
        if (service is None or hours.terms.services is None or service in hours.terms.services)
        and (location is None or hours.terms.location == location)
        and (mode is None or hours.terms.modes is None or mode in hours.terms.modes)
        for opening in hours.openings
    )


class Stretch(NamedTuple):
    """When a resource is open, and how far: for existing clients only, for some services, for some ways to meet."""

    start: Minute
    end: Minute
    audience: Audience
    services: frozenset[Id] | None
    modes: frozenset[str] | None


def stretches(book: Book, resource: Id, *, service: Id | None = None, location: Id | None = None) -> list[Stretch]:
    """As `open_intervals`, with what is limited apart, as far as it is not open to more people for more anyway. A
    single open time says itself what it is for; asked for one service, nobody asks for which others it is."""
    found: dict[tuple, list[Interval]] = defaultdict(list)
    for hours in book.hours.get(resource, ()):
        terms = hours.terms
        if service is not None and terms.services is not None and service not in terms.services:
            continue
        if location is not None and terms.location != location:
            continue
        single = terms.minutes is not None
        services = None if single or service is not None else terms.services
        limits = terms.audience, services, None if single else terms.modes
        found[limits] += [(opening.start, opening.until) for opening in hours.openings]
    open_to_more = {
        limits: normalise(span for other in found if _wider(other, limits) for span in found[other]) for limits in found
    }
    left = (
        Stretch(start, end, *limits)
        for limits, spans in found.items()
        for start, end in subtract(normalise(spans), open_to_more[limits])
    )
    return sorted(left, key=itemgetter(0, 1))


def _wider(one: tuple, other: tuple) -> bool:
    """Whether it lets in whatever the other does, and more."""
    audience = one[0] in ("everyone", other[0])
    return (
        one != other and audience and all(a is None or (b and a >= b) for a, b in zip(one[1:], other[1:], strict=True))
    )


def for_everyone(book: Book) -> Book:
    """The book without what is open to existing clients alone; itself when there is no such thing."""
    if all(hours.terms.audience == "everyone" for found in book.hours.values() for hours in found):
        return book
    open_to_all = {
        resource: [hours for hours in found if hours.terms.audience == "everyone"]
        for resource, found in book.hours.items()
    }
    return replace(book, hours=open_to_all)


def closed_intervals(book: Book, resource: Id, location: Id | None) -> Intervals:
    """When closures keep this resource from being open at this location."""
    zone = book.zones[location]
    return normalise(
        (first_instant(zone, c.from_on, c.start_minute), end_instant(zone, c.until_on, c.end_minute))
        for c in book.closures
        if c.location in (None, location) and c.resource in (None, resource)
    )
