"""The reminder follows the booking: one row for the time that is agreed now, none for any other."""

from datetime import datetime

from booking.bookings.models import Booking, Status
from booking.bookings.reminding import reminder_of
from notifications.models import Message, MessageStatus, Recipient
from notifications.passing_on import links_of, not_theirs
from notifications.recipients import client_of


def align_reminders(booking: Booking) -> None:
    """Drop planned reminders for times, and for clients, that are no longer agreed; plan the one that is.

    Looks only at how things are now, so it may be called in any order and any number of times.
    The booking's row must be locked."""
    planned = Message.objects.filter(booking=booking, kind="reminder", status=MessageStatus.PLANNED)
    if booking.status != Status.CONFIRMED:
        planned.update(status=MessageStatus.DROPPED)
        return
    planned.exclude(about_start_at=booking.start_at).update(status=MessageStatus.DROPPED)
    of_others = [one.pk for one in planned if not_theirs(one, booking)]
    planned.filter(pk__in=of_others).update(status=MessageStatus.DROPPED)
    due_at = reminder_of(booking)
    if due_at is not None:
        _plan(booking, due_at)


def forget_cancelled(booking: Booking) -> None:
    """What was cancelled stands again: that it was is no news to anybody, however soon it is cancelled anew."""
    waiting = Message.objects.filter(booking=booking, kind="cancelled", status=MessageStatus.PLANNED)
    waiting.update(status=MessageStatus.DROPPED)


def _plan(booking: Booking, due_at: datetime) -> None:
    told = client_of(booking)
    if told is None:
        return
    # Keyed by time and client, not by the event: moved away and back again is still one reminder.
    key = f"reminder:{booking.pk}:{int(booking.start_at.timestamp())}:{told.recipient}:{told.medium}"
    key += "".join(f":{links}" for links in links_of(booking).values())
    row = Message(
        tenant=booking.tenant, booking=booking, kind="reminder", effect_key=key, recipient=Recipient.CLIENT,
        medium=told.medium, address=told.address, language=told.language,
        data=links_of(booking), about_start_at=booking.start_at, due_at=due_at,
    )  # fmt: skip
    Message.objects.bulk_create([row], ignore_conflicts=True)
    dropped = Message.objects.filter(tenant=booking.tenant, effect_key=key, status=MessageStatus.DROPPED)
    dropped.update(status=MessageStatus.PLANNED, due_at=due_at, attempts=0, leased_until=None)
