"""Recurring bookings on their way into a template week: each part of one is a block, with the rooms it had."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from booking.availability.models import BlockKind, Occupancy, TemplateBlock
from booking.availability.weeks import WEEK, monday_of
from booking.bookings.models import Booking, Part, Status
from booking.resources.models import Resource
from tenants.models import Tenant

MINUTE = timedelta(minutes=1)
Parts = list[Part]


def booking_blocks(tenant: Tenant, day: date, people: Sequence[Resource]) -> list[TemplateBlock]:
    """The bookings that stand in the week of `day`, part by part, each by the clock of its place; but for those that
    are with somebody else as well."""
    kept = [parts for parts in _standing(tenant, day, people) if _whole(parts, people)]
    things = _things(part for parts in kept for part in parts)
    return [block for parts in kept for block in _blocks(parts, things)]


def of_several(tenant: Tenant, day: date, people: Sequence[Resource]) -> list[Booking]:
    """Those of them that have several parts."""
    found = _standing(tenant, day, people)
    return [parts[0].booking for parts in found if len(parts) > 1 and _whole(parts, people)]


def left_out(tenant: Tenant, day: date, people: Sequence[Resource]) -> list[Booking]:
    """Those of which a part is with somebody whose calendar is not chosen: half of what was agreed on is not kept."""
    return [parts[0].booking for parts in _standing(tenant, day, people) if not _whole(parts, people)]


def _standing(tenant: Tenant, day: date, people: Sequence[Resource]) -> list[Parts]:
    """All parts of each booking that begins in the week and is with any of these people, in order of time."""
    zone, monday = ZoneInfo(tenant.timezone), monday_of(day)
    from_at, until_at = (datetime.combine(one, time.min, zone) for one in (monday, monday + WEEK))
    touched = Part.objects.filter(
        resource__in=people, start_at__gte=from_at, start_at__lt=until_at + WEEK,
        booking__start_at__gte=from_at, booking__start_at__lt=until_at, booking__client__isnull=False,
        booking__status__in=(Status.CONFIRMED, Status.COMPLETED),
    )  # fmt: skip
    parts = Part.objects.filter(booking__in=touched.values("booking")).select_related("booking__location")
    by_booking: dict[UUID, Parts] = {}
    for part in parts.order_by("start_at", "position"):
        by_booking.setdefault(part.booking_id, []).append(part)
    return list(by_booking.values())


def _whole(parts: Parts, people: Sequence[Resource]) -> bool:
    return {part.resource_id for part in parts} <= {one.pk for one in people}


def _things(parts: Iterable[Part]) -> Mapping[UUID, set[UUID]]:
    """What each part takes besides whoever gives it."""
    givers = {part.pk: part.resource_id for part in parts}
    things: dict[UUID, set[UUID]] = {}
    rows = Occupancy.objects.filter(owner_id__in=givers)
    for owner, resource in rows.values_list("owner_id", "resource_id"):
        if resource != givers[owner]:
            things.setdefault(owner, set()).add(resource)
    return things


def _blocks(parts: Parts, things: Mapping[UUID, set[UUID]]) -> Iterator[TemplateBlock]:
    """An hour takes an hour, also when the clock is changed within it: only the first part is read off the wall."""
    first, booking = parts[0], parts[0].booking
    begins = first.start_at.astimezone(ZoneInfo(booking.location.timezone)).replace(tzinfo=None)
    for part in parts:
        after = part.start_at - first.start_at
        start, end = begins + after, begins + (part.end_at - first.start_at)
        yield TemplateBlock(
            kind=BlockKind.BOOKING, resource_id=part.resource_id, location_id=booking.location_id,
            weekday=start.weekday(), opens=start.time(), closes=end.time(), service_id=part.service_id,
            client_id=booking.client_id, mode=booking.mode, things=sorted(things.get(part.pk, ())),
            together=booking.pk if len(parts) > 1 else None, after=after // MINUTE,
        )  # fmt: skip
