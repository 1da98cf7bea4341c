"""Recurring bookings in a template week: kept as who, what and when, and booked anew by the verb that books all others.
A paste forces nothing: what collides is told."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from booking.availability.answering import longest
from booking.availability.asking import Busy, Chosen, Query
from booking.availability.book import Book
from booking.availability.catalogue import Catalogue, Reading, read
from booking.availability.choosing import may_start
from booking.availability.models import BlockKind, TemplateBlock
from booking.availability.opening_book import book_for, read_rules
from booking.availability.openings import compile_openings
from booking.availability.planning import Planned, Stretch, as_single
from booking.availability.search import limits
from booking.availability.taken import LONGEST, read_taken
from booking.availability.template_weeks import clock_of
from booking.availability.wallclock import instants
from booking.availability.weeks import WEEK, monday_of
from booking.availability.wishing import Wish, candidates, make_query
from booking.bookings.models import STANDING, Booking, Part, Status
from booking.clients.models import Client
from booking.kernel.clock import from_minute, to_minute
from booking.kernel.errors import Invalid
from booking.kernel.intervals import Minute
from booking.resources.models import Resource
from tenants.models import Tenant

DAY = timedelta(days=1)
MOST = 100


@dataclass(frozen=True, slots=True)
class Again:
    """One booking that would be made. `why`: empty when it can be; "there", or the engine's word for what forbids it.
    Without `wish` it is not even tried."""

    block: TemplateBlock
    on: date
    client: Client | None
    wish: Wish | None
    start_at: datetime | None
    why: str = ""


def booking_blocks(tenant: Tenant, day: date, people: Sequence[Resource]) -> list[TemplateBlock]:
    """The bookings that stand in the week of `day`, each by the clock of its place, but for those of several parts."""
    parts = _parts(tenant, day, people).filter(position=0).exclude(booking__in=_of_several(tenant, day, people))
    return [_block(part) for part in parts.select_related("booking", "booking__location")]


def left_out(tenant: Tenant, day: date, people: Sequence[Resource]) -> list[Booking]:
    """Those of several parts: no one wish could book them anew."""
    return list(Booking.objects.filter(pk__in=_of_several(tenant, day, people)).order_by("start_at"))


def _parts(tenant: Tenant, day: date, people: Sequence[Resource]) -> QuerySet[Part]:
    zone, monday = ZoneInfo(tenant.timezone), monday_of(day)
    from_at, until_at = (datetime.combine(one, time.min, zone) for one in (monday, monday + WEEK))
    return Part.objects.filter(
        resource__in=people, start_at__gte=from_at, start_at__lt=until_at,
        booking__status__in=(Status.CONFIRMED, Status.COMPLETED), booking__client__isnull=False,
    )  # fmt: skip


def _of_several(tenant: Tenant, day: date, people: Sequence[Resource]) -> set[UUID]:
    bookings = _parts(tenant, day, people).values("booking")
    return set(Part.objects.filter(position=1, booking__in=bookings).values_list("booking", flat=True))


def _block(part: Part) -> TemplateBlock:
    start = part.start_at.astimezone(ZoneInfo(part.booking.location.timezone))
    minutes = (part.end_at - part.start_at) // timedelta(minutes=1)
    return TemplateBlock(
        kind=BlockKind.BOOKING, resource_id=part.resource_id, location_id=part.booking.location_id,
        weekday=start.weekday(), opens=start.time(), closes=clock_of(start.hour * 60 + start.minute + minutes),
        service_id=part.service_id, client_id=part.booking.client_id, mode=part.booking.mode,
    )  # fmt: skip


def wanted(blocks: Iterable[TemplateBlock], stretch: Stretch) -> list[tuple[date, TemplateBlock]]:
    """Each booking on each of its days, in order of time. Raises `Invalid` when they are too many."""
    found = [(on, one) for one in blocks if one.kind == BlockKind.BOOKING for on in stretch.days_of(one)]
    if len(found) > MOST:
        raise Invalid(errors={"last": [_("That is more than %(most)d bookings. Choose fewer weeks.") % {"most": MOST}]})
    return sorted(found, key=lambda one: (one[0], one[1].opens, one[1].pk))


def again(tenant: Tenant, blocks: Iterable[TemplateBlock], stretch: Stretch, hours: Sequence[Planned]) -> list[Again]:
    """All of them, judged by the engine as if the opening times of `hours` were there already. Raises `Invalid` when
    they are too many."""
    asked = wanted(blocks, stretch)
    if not asked:
        return []
    reading = read(tenant)
    near = (stretch.first - DAY, stretch.last + DAY)
    rules = read_rules(reading.catalogue, *near)
    singles = (as_single(one) for one in hours if one.new and one.block.kind == BlockKind.SLOT)
    pieces = (piece for one in hours for piece in one.add)
    rules = replace(rules, dated=(*rules.dated, *pieces), singles=(*rules.singles, *singles))
    return _judged(reading, asked, compile_openings(rules, reading.catalogue.zones, *near))


def again_now(reading: Reading, block: TemplateBlock, on: date) -> Again:
    """One of them, by what is open and taken right now."""
    book = book_for(reading.catalogue, on - DAY, on + DAY)
    return _judged(reading, [(on, block)], book)[0]


def _again(catalogue: Catalogue, known: dict[UUID, Client], block: TemplateBlock, on: date) -> Again:
    client = known.get(block.client_id) if block.client_id else None
    service = next((one for one in catalogue.services if one.pk == block.service_id and one.active), None)
    place = catalogue.locations.get(block.location_id) if block.location_id else None
    if client is None or service is None or place is None:
        return Again(block, on, client, None, None, "gone")
    start = block.opens.hour * 60 + block.opens.minute
    minutes = (block.closes.hour * 60 + block.closes.minute - start) % 1440
    moments = instants(place.timezone, on, start)
    if not moments:
        return Again(block, on, client, None, None, "nonexistent_time")
    who = catalogue.resources[block.resource_id]
    wish = Wish(service, who, place, block.mode or None, minutes, hidden=True)
    return Again(block, on, client, wish, from_minute(moments[0]))


def _judged(reading: Reading, asked: Sequence[tuple[date, TemplateBlock]], book: Book) -> list[Again]:
    """What is asked of the database is asked once for all of them."""
    known = {one.pk: one for one in Client.objects.filter(pk__in={block.client_id for _on, block in asked})}
    found = [_again(reading.catalogue, known, block, on) for on, block in asked]
    there, queries = _standing(found), [_query(reading.catalogue, one) for one in found]
    busy = _busy(reading, [query for query in queries if query])
    judged = []
    for one, query in zip(found, queries, strict=True):
        if one.wish is None:
            judged.append(one)
        elif (one.block.client_id, one.block.service_id, one.block.resource_id, one.start_at) in there:
            judged.append(replace(one, why="there", wish=None))
        elif query is None:
            judged.append(replace(one, why="gone", wish=None))
        else:
            judged.append(replace(one, why=_refusal(reading, book, busy, one.wish, query)))
    return judged


def _query(catalogue: Catalogue, one: Again) -> Query | None:
    """None: the service does not come in this length any more, or not by this person."""
    if one.wish is None or one.start_at is None:
        return None
    start = to_minute(one.start_at)
    try:
        query = make_query(catalogue, one.wish, start, start + 1)
    except Invalid:
        return None
    return query if query.providers else None


def _busy(reading: Reading, queries: Sequence[Query]) -> Mapping[UUID, Busy]:
    """All that is taken from the first of the starts to the end of the last."""
    if not queries:
        return {}
    first = min(query.first - query.before for query in queries)
    last = max(query.first + longest(query) for query in queries)
    pks = sorted({pk for query in queries for pk in candidates(query)})
    return read_taken(reading.catalogue.tenant_id, pks, first, last, kinds=True)[0]


def _refusal(reading: Reading, book: Book, busy: Mapping[UUID, Busy], wish: Wish, query: Query) -> str:
    """The engine's word for why it cannot be booked; empty when it can."""
    near: dict[Any, Busy] = {
        pk: _around(busy[pk], query.first - query.before, query.first + longest(query))
        for pk in candidates(query)
        if pk in busy
    }
    answer = may_start(query, book, near, limits(reading, wish, staff=True), query.first)
    return "" if isinstance(answer, Chosen) else next((reason.code for reason in answer), "no_opening")


def _around(busy: Busy, first: Minute, last: Minute) -> Busy:
    """What of a long time can reach into a short one."""
    begin, end = bisect_left(busy.starts, first - LONGEST), bisect_left(busy.starts, last)
    return Busy(busy.starts[begin:end], busy.ends[begin:end], busy.kinds[begin:end])


def _standing(found: Iterable[Again]) -> set[tuple]:
    moments = [one.start_at for one in found if one.start_at]
    rows = Part.objects.filter(start_at__in=moments, booking__status__in=STANDING)
    return set(rows.values_list("booking__client", "service", "resource", "start_at"))


def unchanged(pks: Iterable[str]) -> list[Booking]:
    """Those of the bookings that nobody has touched since they were made."""
    return list(Booking.objects.filter(pk__in=list(pks), status=Status.CONFIRMED, sequence=0).select_related("tenant"))
