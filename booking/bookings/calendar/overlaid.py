"""The bookings that an absence lies over: they stay, and somebody has to do something about them."""

from dataclasses import dataclass
from datetime import datetime

from booking.bookings.calendar.spots import Scope
from booking.bookings.models import Part, Status
from booking.bookings.secrecy import as_seen_by
from booking.resources.models import Resource

MOST = 50  # a longer list is no help


@dataclass(frozen=True, slots=True)
class Overlaid:
    code: str
    name: str
    when: str


def overlaid(scope: Scope, person: Resource, start_at: datetime, end_at: datetime) -> list[Overlaid]:
    """In order of time; holds say nothing of whom they are for, so they are left out, and so is a booking in whose
    pause all of it lies."""
    parts = Part.objects.filter(
        resource=person, start_at__lt=end_at, end_at__gt=start_at,
        booking__status__in=(Status.CONFIRMED, Status.AWAITING_PAYMENT, Status.REQUESTED),
    ).select_related("booking").order_by("start_at")  # fmt: skip
    lying = [part for part in parts if not part.leaves_free(start_at, end_at)][:MOST]
    as_seen_by(scope.member, [part.booking for part in lying])
    return [
        Overlaid(part.booking.code, part.booking.contact_name, scope.said(part.start_at, part.end_at))
        for part in lying
        if part.booking.contact_name
    ]
