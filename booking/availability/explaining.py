"""Why can this time be booked, or why not? The engine's own trace for each service, and the rules that lie there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from booking.availability.answering import longest, zone_of
from booking.availability.asking import A_LONG_DAY, Query, Reason
from booking.availability.catalogue import Catalogue, Reading
from booking.availability.daily import is_full
from booking.availability.gaps import day_around
from booking.availability.models import Closure, Shift, WeeklyHours
from booking.availability.opening_book import book_for
from booking.availability.openings import span
from booking.availability.search import limits
from booking.availability.taken import read_taken
from booking.availability.trace import explain
from booking.availability.wallclock import day_of
from booking.availability.weekly import counts_on
from booking.availability.wishing import Wish, candidates, make_query
from booking.kernel.clock import from_minute, to_minute
from booking.kernel.intervals import Minute
from booking.resources.models import Resource

ONE_DAY = timedelta(days=1)
KEPT = 20  # weeks that were looked at


@dataclass(frozen=True, slots=True)
class Explained:
    """What removes a start for a client whom nobody knows; nothing does when `reasons` is empty."""

    wish: Wish
    query: Query
    reasons: list[Reason]


@dataclass(frozen=True, slots=True)
class Lying:
    """A rule that opens or closes the moment, and from when until when it does."""

    row: Shift | WeeklyHours
    start_at: datetime
    end_at: datetime


def explained(reading: Reading, wish: Wish, start_at: datetime, *, staff: bool = False) -> Explained:
    """The same run that makes the offer, for one start. `staff`: as for `make_query`."""
    catalogue, start = reading.catalogue, to_minute(start_at)
    query = make_query(catalogue, wish, start, start + 1, staff=staff)
    day = day_of(zone_of(catalogue, wish), start)
    book = book_for(catalogue, day - ONE_DAY, day + ONE_DAY)
    for_clients = limits(reading, wish)
    around = day_around(query, for_clients, book.zones, start)
    busy, _until = read_taken(
        catalogue.tenant_id, candidates(query), around.first - query.lead, around.last + longest(query), kinds=True,
        visits=query.counts_visits, ignoring=wish.ignoring,
    )  # fmt: skip
    return Explained(wish, query, explain(query, book, busy, for_clients, start))


def full_that_day(reading: Reading, wish: Wish, who: Iterable[UUID], start: Minute, zone: str) -> list[Resource]:
    """Those of them who have as many visits on that day, by the clock of that zone, as they take."""
    found = (reading.catalogue.resources[pk] for pk in who)
    limited = [one for one in found if one.most_a_day is not None]
    if not limited:
        return []
    before = wish.service.buffer_before
    busy, _until = read_taken(
        reading.catalogue.tenant_id, [one.pk for one in limited], start - before - A_LONG_DAY, start + A_LONG_DAY,
        visits=True, ignoring=wish.ignoring,
    )  # fmt: skip
    return [one for one in limited if is_full(one.most_a_day, busy.get(one.pk), start, before, zone)]


def lying(catalogue: Catalogue, resource: Resource, at: datetime) -> list[Lying]:
    """The shifts and weekly hours that cover a moment, in order of their start."""
    days = (at - 2 * ONE_DAY).date(), (at + ONE_DAY).date()
    shifts = list(Shift.objects.filter(resource=resource, on__range=days))
    weekly = list(WeeklyHours.objects.filter(resource=resource))
    replaced = {shift.on for shift in shifts if shift.replaces_weekly}
    found = [*_shifts(catalogue, shifts), *_weekly(catalogue, weekly, at, replaced)]
    return sorted((one for one in found if one.start_at <= at < one.end_at), key=lambda one: one.start_at)


def lying_between(catalogue: Catalogue, people: Iterable[Resource], first: date, last: date) -> Iterator[Lying]:
    """The shifts and weekly hours that begin on these local days, both included; in no order."""
    whose = {one.pk for one in people}
    for one in _all_between(catalogue, first, last):
        if one.row.resource_id in whose:
            yield one


def _all_between(catalogue: Catalogue, first: date, last: date) -> list[Lying]:
    """Everybody's: no question to the database when the rules are known."""
    kept: dict[tuple[date, date], list[Lying]] = catalogue.kept.setdefault("lying", {})
    if (first, last) in kept:
        return kept[first, last]
    shifts = list(Shift.objects.filter(on__range=(first, last)))
    replaced = {(shift.resource_id, shift.on) for shift in shifts if shift.replaces_weekly}
    found = list(_shifts(catalogue, shifts))
    for row in WeeklyHours.objects.all():
        zone = catalogue.locations[row.location_id].timezone
        days = (first + n * ONE_DAY for n in range((last - first).days + 1))
        counted = (on for on in days if counts_on(row, on) and (row.resource_id, on) not in replaced)
        found += [Lying(row, *_span(row, zone, on)) for on in counted]
    if len(kept) >= KEPT:
        kept.clear()
    kept[first, last] = found
    return found


def closures(catalogue: Catalogue, resource: UUID, location: UUID | None, at: datetime) -> list[Closure]:
    """The closures that keep the resource (at the location) from being open then."""
    days = (at - ONE_DAY).date(), (at + ONE_DAY).date()
    near = Closure.objects.filter(from_on__lte=days[1], until_on__gte=days[0])
    on = day_of(catalogue.zones.get(location) or next(iter(catalogue.zones.values()), "UTC"), to_minute(at))
    return [
        one
        for one in near
        if one.resource_id in (None, resource)
        and (location is None or one.location_id in (None, location))
        and one.from_on <= on <= one.until_on
    ]


def span_of(shift: Shift, zone: str) -> tuple[datetime, datetime]:
    """The shift's wall clock at its place, as moments."""
    return _span(shift, zone, shift.on)


def _shifts(catalogue: Catalogue, shifts: list[Shift]) -> Iterator[Lying]:
    for shift in shifts:
        if not shift.opens_nothing:
            yield Lying(shift, *span_of(shift, catalogue.locations[shift.location_id].timezone))


def _weekly(catalogue: Catalogue, rows: list[WeeklyHours], at: datetime, replaced: set[date]) -> Iterator[Lying]:
    for row in rows:
        zone = catalogue.locations[row.location_id].timezone
        today = day_of(zone, to_minute(at))
        for on in (today - ONE_DAY, today):
            if counts_on(row, on) and on not in replaced:
                yield Lying(row, *_span(row, zone, on))


def _span(row: Shift | WeeklyHours, zone: str, on: date) -> tuple[datetime, datetime]:
    opens, closes = (clock.hour * 60 + clock.minute for clock in (row.opens, row.closes))
    begins, ends = span(zone, on, opens, closes)
    return from_minute(begins), from_minute(ends)
