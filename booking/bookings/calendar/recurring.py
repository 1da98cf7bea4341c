"""Recurring bookings of a template week, judged by the engine before they are booked by the verb that books all others:
each part with the same person and, where they are free, in the same room and with the same things. Nothing is forced:
what collides is told."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain
from typing import Any
from uuid import UUID

from booking.availability.answering import longest
from booking.availability.asking import Busy, Chosen, Query
from booking.availability.book import Book
from booking.availability.catalogue import Catalogue, Reading, read
from booking.availability.choosing import may_start
from booking.availability.models import BlockKind, TakenBy, TemplateBlock
from booking.availability.opening_book import book_for, read_rules
from booking.availability.openings import compile_openings
from booking.availability.planning import Planned, Stretch, as_single
from booking.availability.search import limits
from booking.availability.taken import LONGEST, read_taken
from booking.availability.wallclock import instants
from booking.availability.wishing import Wish, candidates, make_query
from booking.bookings.calendar.regulars import APART, THERE, TOGETHER, Again, Regular, wanted
from booking.bookings.models import STANDING, Booking, Part, Status
from booking.clients.models import Client
from booking.kernel.clock import from_minute, to_minute
from booking.kernel.errors import Invalid
from booking.kernel.intervals import Minute
from tenants.models import Tenant

DAY = timedelta(days=1)
Parts = list[Again]


def again(tenant: Tenant, found: Sequence[Regular], stretch: Stretch, hours: Sequence[Planned]) -> list[Again]:
    """All of them, judged by the engine as if the opening times of `hours` were there already, and those before them.
    Raises `Invalid` when they are too many."""
    asked = wanted(found, stretch)
    if not asked:
        return []
    reading = read(tenant)
    near = (stretch.first - DAY, stretch.last + max(_days(one) for one in found))
    rules = read_rules(reading.catalogue, *near)
    singles = (as_single(one) for one in hours if one.new and one.block.kind == BlockKind.SLOT)
    pieces = (piece for one in hours for piece in one.add)
    rules = replace(rules, dated=(*rules.dated, *pieces), singles=(*rules.singles, *singles))
    return _judged(reading, asked, compile_openings(rules, reading.catalogue.zones, *near))


def again_now(reading: Reading, one: Regular, on: date) -> Parts:
    """One of them, part by part, by what is open and taken right now."""
    return _judged(reading, [(on, one)], book_for(reading.catalogue, on - DAY, on + _days(one)))


def involved(catalogue: Catalogue, parts: Iterable[Again]) -> set[UUID]:
    """Everybody and everything that may be locked to book them."""
    queries = (_query(catalogue, one) for one in parts)
    return {pk for query in queries if query for pk in candidates(query)}


def unchanged(pks: Iterable[str]) -> list[Booking]:
    """Those of the bookings that nobody has touched since they were made."""
    return list(Booking.objects.filter(pk__in=list(pks), status=Status.CONFIRMED, sequence=0).select_related("tenant"))


def _days(one: Regular) -> timedelta:
    """How far beyond its own day it reaches at most."""
    return DAY * (1 + one.parts[-1].after // 1440)


def _judged(reading: Reading, asked: Sequence[tuple[date, Regular]], book: Book) -> list[Again]:
    """What is asked of the database is asked once for all of them."""
    blocks = [block for _on, one in asked for block in one.parts]
    known = {one.pk: one for one in Client.objects.filter(pk__in={block.client_id for block in blocks})}
    found = [_parts(reading.catalogue, known, on, one) for on, one in asked]
    return list(chain.from_iterable(map(_Judge(reading, book, list(chain.from_iterable(found))).booking, found)))


def _parts(catalogue: Catalogue, known: dict[UUID, Client], on: date, one: Regular) -> Parts:
    """The first part is when the clock on the wall says so, the others are so long after it."""
    place = catalogue.locations.get(one.first.location_id) if one.first.location_id else None
    at = one.first.opens.hour * 60 + one.first.opens.minute
    begins = instants(place.timezone, on, at)[:1] if place else ()
    found = []
    for block in one.parts:
        after = block.after - one.first.after
        client = known.get(block.client_id) if block.client_id else None
        wish = _wish(catalogue, block)
        start_at = from_minute(begins[0] + after) if begins else None
        why = "" if one.whole else APART
        if not why and (client is None or wish is None):
            why = "gone"
        elif not why and start_at is None:
            why = "nonexistent_time"
        day = on + (at + after) // 1440 * DAY
        found.append(Again(block, day, client, None if why else wish, None if why else start_at, why))
    return found


def _wish(catalogue: Catalogue, block: TemplateBlock) -> Wish | None:
    """None: the service or the place is no longer there."""
    service = next((one for one in catalogue.services if one.pk == block.service_id and one.active), None)
    place = catalogue.locations.get(block.location_id) if block.location_id else None
    if service is None or place is None:
        return None
    minutes = (block.closes.hour - block.opens.hour) * 60 + block.closes.minute - block.opens.minute
    who, things = catalogue.resources[block.resource_id], frozenset(block.things or ())
    return Wish(service, who, place, block.mode or None, minutes % 1440, hidden=True, preferred=things)


def _query(catalogue: Catalogue, one: Again) -> Query | None:
    """None: the service does not come in this length any more, or not by this person."""
    if one.wish is None or one.start_at is None:
        return None
    start = to_minute(one.start_at)
    try:
        query = make_query(catalogue, one.wish, start, start + 1, staff=True)
    except Invalid:
        return None
    return query if query.providers else None


class _Judge:
    """Says of one booking after the other whether it can be made, and with what; those before it are then taken."""

    def __init__(self, reading: Reading, book: Book, found: Parts) -> None:
        self.reading, self.book = reading, book
        self.there = _standing(found)
        self.busy = _busy(reading, [query for one in found if (query := _query(reading.catalogue, one))])

    def booking(self, parts: Parts) -> Parts:
        """All of it or nothing."""
        before = self.busy
        self.busy = dict(before)
        said = [self._part(one) for one in parts]
        if not any(one.refused for one in said):
            self.there |= {_key(one) for one in said}
            return said
        self.busy = before
        return [one if one.why else replace(one, why=TOGETHER, things=()) for one in said]

    def _part(self, one: Again) -> Again:
        if one.wish is None:
            return one
        if _key(one) in self.there:
            return replace(one, why=THERE, wish=None)
        query = _query(self.reading.catalogue, one)
        if query is None:
            return replace(one, why="gone", wish=None)
        near: dict[Any, Busy] = {
            pk: _around(self.busy[pk], query.first - query.before, query.first + longest(query))
            for pk in candidates(query)
            if pk in self.busy
        }
        answer = may_start(query, self.book, near, limits(self.reading, one.wish, staff=True), query.first)
        if not isinstance(answer, Chosen):
            return replace(one, why=next((reason.code for reason in answer), "no_opening"))
        self._take(query, answer)
        things: list[Any] = [thing for need in answer.needs for thing in need]
        return replace(one, things=tuple(things))

    def _take(self, query: Query, chosen: Chosen) -> None:
        """As it will be written: buffers included, the person not in the gap."""
        begin, end = chosen.start - query.before, chosen.start + chosen.terms.minutes + query.after
        free = [chosen.start + minute for minute in chosen.gap or ()]
        own = [(begin, free[0]), (free[1], end)] if free else [(begin, end)]
        for who, spans in ((chosen.provider, own), *((one, [(begin, end)]) for need in chosen.needs for one in need)):
            pk: Any = who
            taken = self.busy.get(pk, Busy((), (), ()))
            rows = zip(taken.starts, taken.ends, taken.kinds, strict=True)
            self.busy[pk] = Busy.of([*rows, *((*span, TakenBy.BOOKING.value) for span in spans)])


def _busy(reading: Reading, queries: Sequence[Query]) -> dict[UUID, Busy]:
    """All that is taken from the first of the starts to the end of the last."""
    if not queries:
        return {}
    first = min(query.first - query.before for query in queries)
    last = max(query.first + longest(query) for query in queries)
    pks = sorted({pk for query in queries for pk in candidates(query)})
    return read_taken(reading.catalogue.tenant_id, pks, first, last, kinds=True)[0]


def _around(busy: Busy, first: Minute, last: Minute) -> Busy:
    """What of a long time can reach into a short one."""
    begin, end = bisect_left(busy.starts, first - LONGEST), bisect_left(busy.starts, last)
    return Busy(busy.starts[begin:end], busy.ends[begin:end], busy.kinds[begin:end])


def _key(one: Again) -> tuple:
    return one.block.client_id, one.block.service_id, one.block.resource_id, one.start_at


def _standing(found: Iterable[Again]) -> set[tuple]:
    moments = [one.start_at for one in found if one.start_at]
    rows = Part.objects.filter(start_at__in=moments, booking__status__in=STANDING)
    return set(rows.values_list("booking__client", "service", "resource", "start_at"))
