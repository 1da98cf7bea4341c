"""Which coming bookings a change of the rules touches. They stand; whoever makes the change sees them first."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from booking.availability.book import Book, open_intervals
from booking.availability.catalogue import Catalogue
from booking.availability.foreseeing import Change, compiled
from booking.availability.models import Occupancy, TakenBy
from booking.availability.rules import ClosedDays
from booking.availability.wallclock import end_instant, first_instant
from booking.bookings.models import Part, Status, in_pause
from booking.bookings.setup.lying import COLUMNS, Lying
from booking.bookings.setup.sufficing import asking_more, suffices_no_more, things
from booking.kernel.clock import from_minute, to_minute
from booking.kernel.intervals import Intervals, contains
from tenants.clock import DatabaseNow

COMING = (Status.CONFIRMED, Status.AWAITING_PAYMENT, Status.REQUESTED)
ONE_DAY = timedelta(days=1)


Test = Callable[[Lying], bool]


@dataclass(frozen=True, slots=True)
class Looking:
    """`taking`: which of the resources that the change names are taken by which part."""

    catalogue: Catalogue
    change: Change
    parts: Sequence[Lying]
    taking: Mapping[UUID, set[UUID]]


def touched(catalogue: Catalogue, change: Change) -> list[Lying]:
    """Of each booking the first part that is touched, in order of time: what lies on days that are closed, outside the
    hours in which it lies now, with or at what is archived, with whoever would not give it any more, without what its
    service would ask for, or by another time on the clock of its place."""
    named = {*_whose_hours(catalogue, change), *change.archived, *things(catalogue, change)}
    named |= {one.resource for one in change.days if one.resource}
    taking: dict[UUID, set[UUID]] = defaultdict(set)
    for part, resource in _taken(catalogue, named & set(catalogue.resources)):
        taking[part].add(resource)
    near = _near(catalogue, change) | Q(pk__in=list(taking))
    rows = Part.objects.filter(
        near, tenant=catalogue.tenant_id, booking__status__in=COMING, end_at__gt=DatabaseNow()
    ).order_by("start_at", "pk")
    parts = [Lying(*row) for row in rows.values_list(*COLUMNS)]
    if not parts:
        return []
    tests = _tests(Looking(catalogue, change, parts, taking))
    found = [part for part in parts if any(test(part) for test in tests)]
    return list({part.booking: part for part in reversed(found)}.values())[::-1]


def _taken(catalogue: Catalogue, resources: Iterable[UUID]) -> Iterable[tuple[UUID, UUID]]:
    wanted = list(resources)
    if not wanted:
        return []
    rows = Occupancy.objects.filter(tenant=catalogue.tenant_id, resource__in=wanted, kind=TakenBy.BOOKING)
    return rows.filter(end_at__gt=DatabaseNow()).values_list("owner_id", "resource_id")


def _near(catalogue: Catalogue, change: Change) -> Q:
    """What may be touched for another reason than by its resources; the days wide enough for any zone."""
    near = Q(booking__location__in=[*change.zones, *(change.archived & set(catalogue.locations))])
    near |= Q(service__in=[pk for pk, rules in change.rules.items() if rules.providers is not None])
    near |= Q(service__in=asking_more(catalogue, change))
    near |= Q(service__in=change.archived - set(catalogue.resources) - set(catalogue.locations))
    for one in change.closing:
        if one.resource is None:
            first, last = (_moment("UTC", one, end) for end in (False, True))
            near |= Q(start_at__lt=last + ONE_DAY, end_at__gt=first - ONE_DAY)
    return near


def _tests(looking: Looking) -> list[Test]:
    change, tests = looking.change, []
    if change.archived:
        tests.append(_archived(looking))
    if change.closing:
        tests.append(_closed(looking))
    if change.rules:
        tests.append(_not_given(looking))
    if things(looking.catalogue, change) or asking_more(looking.catalogue, change):
        tests.append(_suffices_no_more(looking))
    if _whose_hours(looking.catalogue, change):
        tests.append(_no_longer_open(looking))
    if change.zones:
        tests.append(_shown_otherwise(looking))
    return tests


def _archived(looking: Looking) -> Test:
    gone = looking.change.archived
    return lambda part: bool(gone & {part.service, part.location, *looking.taking.get(part.pk, ())})


def _not_given(looking: Looking) -> Test:
    """Who gives it now would not any more."""
    lost: set[tuple[UUID, UUID]] = set()
    for pk, rules in looking.change.rules.items():
        if rules.providers is not None:
            left = {row.resource_id for row in rules.providers}
            was = looking.catalogue.providers(looking.catalogue.service_by_id(pk))
            lost |= {(pk, resource.pk) for resource, _row in was if resource.pk not in left}
    return lambda part: (part.service, part.resource) in lost


def _suffices_no_more(looking: Looking) -> Test:
    owners = [part.pk for part in looking.parts]
    taking: dict[UUID, set[UUID]] = defaultdict(set)
    rows = Occupancy.objects.filter(tenant=looking.catalogue.tenant_id, owner_id__in=owners, kind=TakenBy.BOOKING)
    for part, resource in rows.values_list("owner_id", "resource_id"):
        taking[part].add(resource)
    return suffices_no_more(looking.catalogue, looking.change, taking)


def _closed(looking: Looking) -> Test:
    """A closed place closes what is booked there, a closed room or person what takes them; whoever is only away in the
    pause of a booking is not missed."""
    change, zones = looking.change, looking.catalogue.zones

    def lies(part: Lying, one: ClosedDays) -> bool:
        if one.location not in (None, part.location):
            return False
        if one.resource is not None and one.resource not in looking.taking.get(part.pk, ()):
            return False
        first, last = (_moment(zones[part.location], one, end) for end in (False, True))
        if one.resource == part.resource and in_pause(part.start_at, part.gap_begin, part.gap_end, first, last):
            return False
        return part.start_at < last and part.end_at > first

    return lambda part: (
        any(lies(part, one) for one in change.closing) and not any(lies(part, one) for one in change.opening)
    )


def _shown_otherwise(looking: Looking) -> Test:
    """The offset at its moment is another one."""
    now = looking.catalogue.zones
    zones = {place: (ZoneInfo(now[place]), ZoneInfo(zone)) for place, zone in looking.change.zones.items()}

    def shown(part: Lying) -> bool:
        return len({part.start_at.astimezone(zone).utcoffset() for zone in zones.get(part.location, ())}) > 1

    return shown


def _no_longer_open(looking: Looking) -> Test:
    """It lies in the hours of what it takes, and would not. Without hours of its own a room is always open."""
    every, whose = looking.change, _whose_hours(looking.catalogue, looking.change)
    only_hours = Change(weekly=every.weekly, places=every.places, entered=every.entered, removed=every.removed)
    books = [_hours(looking, change, whose) for change in (Change(), only_hours)]
    kept: dict[tuple[UUID, UUID, UUID, str], list[Intervals]] = {}

    def within(part: Lying, resource: UUID, book: Book, spans: Intervals) -> bool:
        if resource not in book.hours and resource != part.resource:
            return True
        return contains(spans, to_minute(part.start_at), to_minute(part.end_at))

    def left(part: Lying, resource: UUID) -> bool:
        # A room does not care how one meets.
        key = resource, part.service, part.location, part.mode if resource == part.resource else ""
        if key not in kept:
            only: dict[str, Any] = {"service": key[1], "location": key[2], "mode": key[3] or None}
            kept[key] = [open_intervals(book, resource, **only) for book in books]
        was, will_be = (within(part, resource, *one) for one in zip(books, kept[key], strict=True))
        return was and not will_be

    return lambda part: any(left(part, one) for one in looking.taking.get(part.pk, set()) & whose)


def _whose_hours(catalogue: Catalogue, change: Change) -> set[UUID]:
    at_places = catalogue.with_hours_at(change.places) if change.places else set()
    return {*change.weekly, *at_places, *(one.resource for one in (*change.entered, *change.removed))}


def _hours(looking: Looking, change: Change, whose: set[UUID]) -> Book:
    """As far as anything is booked."""
    days = [moment.date() for part in looking.parts for moment in (part.start_at, part.end_at)]
    begin, end = min(days) - ONE_DAY, max(days) + ONE_DAY
    return compiled(looking.catalogue, change, begin, end, only=whose)


def _moment(zone: str, one: ClosedDays, end: bool) -> datetime:
    if end:
        return from_minute(end_instant(zone, one.until_on, one.end_minute))
    return from_minute(first_instant(zone, one.from_on, one.start_minute))
