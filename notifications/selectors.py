"""Reading bookings with everything that a message tells, and messages for staff."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet

from booking.bookings.models import Booking, Part
from notifications.models import Message, MessageStatus
from tenants.models import Tenant

UNDELIVERED = (MessageStatus.FAILED, MessageStatus.MISSED)
SHOWN = 100


def loaded_booking(booking_id: UUID) -> Booking:
    """In the present tenant, as it is now, with its business, place, services and practitioners."""
    parts = Part.objects.select_related("service", "resource__member__user").order_by("position")
    return (
        Booking.objects.select_related("tenant", "location", "client")
        .prefetch_related(Prefetch("parts", queryset=parts))
        .get(pk=booking_id)
    )


def undelivered(tenant: Tenant) -> QuerySet[Message]:
    """What was not told to anybody: refused or too late, the latest first."""
    failed = Message.objects.filter(tenant=tenant, status__in=UNDELIVERED)
    return failed.select_related("booking").order_by("-due_at")[:SHOWN]


def messages_of(booking: Booking) -> QuerySet[Message]:
    """Every message about a booking: planned, sent, failed; the oldest first."""
    return Message.objects.filter(tenant=booking.tenant, booking=booking).order_by("due_at", "id")
