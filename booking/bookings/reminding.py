"""When a client is reminded: one rule for the page that promises it and for whoever plans it."""

from datetime import datetime, timedelta

from booking.bookings.models import Booking
from tenants.models import Event

REMIND_AT_LEAST_AFTER = timedelta(hours=2)
AGREED = ("booking.confirmed", "booking.moved")


def reminder_of(booking: Booking) -> datetime | None:
    """The moment for the reminder of the time that is agreed now, past or to come."""
    hours = max((part.service.reminder_hours for part in booking.parts.all()), default=0)
    return remind_at(booking.start_at, hours, _agreed_at(booking))


def remind_at(start_at: datetime, lead_hours: int, agreed_at: datetime) -> datetime | None:
    """None when the service wants no reminder, or when the client agreed to this time so shortly before that moment
    (or after it) that the confirmation itself reminds."""
    due_at = start_at - timedelta(hours=lead_hours)
    return due_at if lead_hours and due_at - agreed_at >= REMIND_AT_LEAST_AFTER else None


def _agreed_at(booking: Booking) -> datetime:
    """When the present time was agreed, with whoever has it: the latest confirming or moving, or since it is theirs."""
    event = Event.objects.filter(subject_id=booking.pk, type__in=AGREED).order_by("-id").first()
    theirs = booking.handovers.order_by("-handed_at").values_list("handed_at", flat=True).first()
    agreed = event.occurred_at if event else booking.updated_at
    return max(agreed, theirs) if theirs else agreed
