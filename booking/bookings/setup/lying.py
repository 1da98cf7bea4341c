"""The bookings on days that are about to be closed. They stand; whoever closes the days sees them first."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q

from booking.availability.models import Occupancy, TakenBy
from booking.availability.rules import ClosedDays
from booking.availability.wallclock import end_instant, first_instant
from booking.bookings.models import Part, Status
from booking.kernel.clock import from_minute
from booking.kernel.saying import page_language, say_span
from tenants.clock import database_now
from tenants.models import Tenant

COMING = (Status.CONFIRMED, Status.AWAITING_PAYMENT, Status.REQUESTED)
SHOWN = 50  # a longer list is no help


@dataclass(frozen=True, slots=True)
class Lying:
    """All that were found, of each booking one part; `mark` names them, so that one who has seen them can say so."""

    parts: Sequence[Part]

    @property
    def mark(self) -> str:
        seen = " ".join(sorted(f"{part.pk}/{part.booking.sequence}" for part in self.parts))
        return hashlib.sha256(seen.encode()).hexdigest()[:24] if seen else ""

    @property
    def shown(self) -> list[tuple[str, str, str]]:
        """Code, client, and when with whom, by the clock of its place; the first of them."""
        language = page_language()
        return [
            (
                part.booking.code, part.booking.contact_name,
                f"{say_span(part.start_at, part.end_at, part.booking.location.timezone, language)}, {part.resource}",
            )
            for part in self.parts[:SHOWN]
        ]  # fmt: skip

    @property
    def more(self) -> int:
        return max(0, len(self.parts) - SHOWN)


def lying(tenant: Tenant, closures: Sequence[ClosedDays]) -> Lying:
    """What is booked and not over on these days, in order of time. A closed place closes what is booked there, a closed
    room or person what takes them."""
    if not closures:
        return Lying([])
    near = Q()
    for one in closures:
        near |= Q(start_at__lt=_moment(one, 1), end_at__gt=_moment(one, 0))
    parts = (
        Part.objects.filter(near, tenant=tenant, booking__status__in=COMING, end_at__gt=database_now())
        .select_related("booking__location", "resource")
        .order_by("start_at", "pk")
    )
    taking = _taking(tenant, closures)
    found = (part for part in parts if any(_lies(part, one, taking) for one in closures))
    return Lying(list({part.booking_id: part for part in found}.values()))


def _moment(one: ClosedDays, end: int) -> object:
    """Wide enough for any zone."""
    if end:
        return from_minute(end_instant("UTC", one.until_on, one.end_minute)) + timedelta(days=1)
    return from_minute(first_instant("UTC", one.from_on, one.start_minute)) - timedelta(days=1)


def _taking(tenant: Tenant, closures: Sequence[ClosedDays]) -> set[tuple[object, object]]:
    """Which part takes which of the resources that are closed."""
    closed = {one.resource for one in closures if one.resource is not None}
    rows = Occupancy.objects.filter(tenant=tenant, resource__in=closed, kind=TakenBy.BOOKING) if closed else ()
    return {(row.owner_id, row.resource_id) for row in rows}


def _lies(part: Part, one: ClosedDays, taking: set[tuple[object, object]]) -> bool:
    zone = part.booking.location.timezone
    begin = from_minute(first_instant(zone, one.from_on, one.start_minute))
    end = from_minute(end_instant(zone, one.until_on, one.end_minute))
    return (
        part.start_at < end
        and part.end_at > begin
        and one.location in (None, part.booking.location_id)
        and (one.resource is None or (part.pk, one.resource) in taking)
    )
