"""Recurring bookings in a template week: kept as who, what and when, and booked anew by the verb that books all others.
A paste forces nothing: what collides is told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from booking.availability.answering import longest
from booking.availability.asking import Chosen, Query
from booking.availability.catalogue import Catalogue, Reading, read
from booking.availability.choosing import may_start
from booking.availability.models import BlockKind, TemplateBlock
from booking.availability.opening_book import read_rules
from booking.availability.openings import compile_openings
from booking.availability.planning import Planned, Stretch
from booking.availability.search import limits
from booking.availability.taken import read_taken
from booking.availability.template_weeks import clock_of
from booking.availability.wallclock import instants
from booking.availability.weeks import WEEK, monday_of
from booking.availability.wishing import Wish, candidates, make_query
from booking.bookings.models import STANDING, Booking, Part, Status
from booking.clients.models import Client
from booking.kernel.clock import from_minute, to_minute
from booking.kernel.errors import Invalid
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
    """The bookings that stand in the week of `day`, each by the clock of its place. What is made of several parts
    cannot be booked by one wish, and is left out."""
    zone, monday = ZoneInfo(tenant.timezone), monday_of(day)
    from_at, until_at = (datetime.combine(one, time.min, zone) for one in (monday, monday + WEEK))
    parts = Part.objects.filter(
        resource__in=people, start_at__gte=from_at, start_at__lt=until_at, position=0,
        booking__status__in=(Status.CONFIRMED, Status.COMPLETED), booking__client__isnull=False,
    ).select_related("booking", "booking__location")  # fmt: skip
    several = set(Part.objects.filter(position=1, booking__parts__in=parts).values_list("booking", flat=True))
    return [_block(part) for part in parts if part.booking_id not in several]


def _block(part: Part) -> TemplateBlock:
    start = part.start_at.astimezone(ZoneInfo(part.booking.location.timezone))
    minutes = (part.end_at - part.start_at) // timedelta(minutes=1)
    return TemplateBlock(
        kind=BlockKind.BOOKING, resource_id=part.resource_id, location_id=part.booking.location_id,
        weekday=start.weekday(), opens=start.time(), closes=clock_of(start.hour * 60 + start.minute + minutes),
        service_id=part.service_id, client_id=part.booking.client_id, mode=part.booking.mode,
    )  # fmt: skip


def again(tenant: Tenant, blocks: Iterable[TemplateBlock], stretch: Stretch, hours: Sequence[Planned]) -> list[Again]:
    """Each booking on each of its days, judged by the engine as if the working time of `hours` were there already.

    Raises `Invalid` when they are too many."""
    reading = read(tenant)
    wanted = [(on, one) for one in blocks if one.kind == BlockKind.BOOKING for on in stretch.days_of(one)]
    if len(wanted) > MOST:
        raise Invalid(errors={"last": [_("That is more than %(most)d bookings. Choose fewer weeks.") % {"most": MOST}]})
    known = {one.pk: one for one in Client.objects.filter(pk__in=[block.client_id for _on, block in wanted])}
    found = [_again(reading.catalogue, known, block, on) for on, block in wanted]
    return sorted(_judged(reading, found, stretch, hours), key=lambda one: (one.on, one.block.opens, one.block.pk))


def needed(reading: Reading, found: Iterable[Again]) -> set[UUID]:
    """Every resource that these bookings may take."""
    return {pk for one in found if one.wish for pk in candidates(_query(reading.catalogue, one))}


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


def _judged(reading: Reading, found: list[Again], stretch: Stretch, hours: Sequence[Planned]) -> list[Again]:
    catalogue = reading.catalogue
    near = (stretch.first - DAY, stretch.last + DAY)
    rules = read_rules(catalogue, *near)
    rules = replace(rules, dated=(*rules.dated, *(piece for one in hours for piece in one.add)))
    book = compile_openings(rules, catalogue.zones, *near)
    there = _standing(found)
    judged = []
    for one in found:
        if one.wish is None or one.start_at is None:
            judged.append(one)
        elif (one.block.client_id, one.block.service_id, one.block.resource_id, one.start_at) in there:
            judged.append(replace(one, why="there", wish=None))
        else:
            why = _refusal(reading, book, one, one.start_at)
            judged.append(replace(one, why=why, wish=None if why == "gone" else one.wish))
    return judged


def _refusal(reading: Reading, book: Any, one: Again, start_at: datetime) -> str:
    """The engine's word for why it cannot be booked; empty when it can."""
    try:
        query = _query(reading.catalogue, one)
    except Invalid:
        return "gone"  # the service does not come in this length any more
    if not query.providers:
        return "gone"
    start = to_minute(start_at)
    busy, _until = read_taken(
        reading.catalogue.tenant_id, candidates(query), start - query.before, start + longest(query), kinds=True
    )
    answer = may_start(query, book, busy, limits(reading, one.wish, staff=True), start)  # type: ignore[arg-type]
    return "" if isinstance(answer, Chosen) else next((reason.code for reason in answer), "no_opening")


def _query(catalogue: Catalogue, one: Again) -> Query:
    start = to_minute(one.start_at)  # type: ignore[arg-type]
    return make_query(catalogue, one.wish, start, start + 1)  # type: ignore[arg-type]


def _standing(found: Iterable[Again]) -> set[tuple]:
    moments = [one.start_at for one in found if one.start_at]
    rows = Part.objects.filter(start_at__in=moments, booking__status__in=STANDING)
    return set(rows.values_list("booking__client", "service", "resource", "start_at"))


def unchanged(pks: Iterable[str]) -> list[Booking]:
    """Those of the bookings that nobody has touched since they were made."""
    return list(Booking.objects.filter(pk__in=list(pks), status=Status.CONFIRMED, sequence=0).select_related("tenant"))
