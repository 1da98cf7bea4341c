"""From what happened to who is told: events become message rows. Reading an event twice plans nothing twice."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.dateparse import parse_datetime

from booking.bookings.handing import TOLD as CLIENT_CHANGED
from booking.bookings.models import Booking
from notifications.models import Message, MessageStatus, Recipient
from notifications.passing_on import before_it_was_theirs, handed_over, kept_of, links_of
from notifications.recipients import Told, left_behind, recipients
from notifications.reminders import align_reminders, forget_cancelled
from notifications.rules import due_after
from notifications.selectors import loaded_booking
from tenants.clock import DatabaseNow, database_now
from tenants.events import ring
from tenants.models import Event
from tenants.tenancy import tenant_tx

KINDS = {
    "booking.confirmed": "confirmation",
    "booking.moved": "moved",
    "booking.cancelled": "cancelled",
    "booking.requested": "requested",
    "booking.declined": "declined",
    "booking.withdrawn": "withdrawn",
    "booking.lapsed": "lapsed",
    "payment.failed": "payment_failed",
    "payment.refunded": "refunded",
    "payment.late_refunded": "late_refunded",
    "payment.mismatch": "mismatch",
    "payment.refund_refused": "refund_failed",
    "payment.disputed": "disputed",
}
KEPT = {
    "old_start", "old_end", "old_resource_id", "new_resource_id", "amount", "currency", "by", "refund_due", "handover",
}  # fmt: skip
AGAIN = "again:"
CHANGES = {
    "booking.confirmed", "booking.moved", "booking.cancelled", "booking.completed", "booking.restored", CLIENT_CHANGED,
}  # fmt: skip
AWAY = {"moved_away", "passed_on"}  # to whom it is no longer, besides whoever has it now


def plan(event: Event) -> None:
    """Write down whom the event is told to, and bring the booking's reminder in line with it."""
    with tenant_tx(event.tenant):
        # Two events of one booking are read one after the other, so that their reminders cannot cross.
        if not Booking.objects.select_for_update(no_key=True).filter(pk=event.subject_id).exists():
            return
        booking = loaded_booking(event.subject_id)
        if event.type == "booking.restored":
            forget_cancelled(booking)
        keys = _write(event, booking)
        if event.type in CHANGES:
            align_reminders(booking)
        ring_when_written(booking, keys)


def plan_again(booking: Booking, told: Told, cause: str) -> None:
    """The confirmation once more, because somebody asked for it: a row of its own, keyed by the asking."""
    message = Message(
        tenant=booking.tenant, booking=booking, kind="confirmation", effect_key=f"{AGAIN}{cause}:{told.recipient}",
        recipient=told.recipient, medium=told.medium, address=told.address, language=told.language,
        data=links_of(booking), about_start_at=booking.start_at, due_at=database_now(),
    )  # fmt: skip
    message.save(force_insert=True)
    ring_when_written(booking, [message.effect_key])


def _write(event: Event, booking: Booking) -> list[str]:
    rows = [_row(event, booking, kind, told) for kind, told in _told(event, booking)]
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    return [row.effect_key for row in rows]


def _told(event: Event, booking: Booking) -> list[tuple[str, Told]]:
    """To whom the event is told, and what."""
    if event.type == CLIENT_CHANGED:
        return handed_over(event, booking, kept_of(booking, event.data))
    kind = KINDS.get(event.type)
    if kind is None:
        return []
    away = left_behind(event, booking) if event.type == "booking.moved" else []
    told = recipients(event, booking, kind)
    if before_it_was_theirs(event, booking):
        told = [one for one in told if one.recipient != Recipient.CLIENT]
    return [(kind, one) for one in told] + [("moved_away", one) for one in away]


def _row(event: Event, booking: Booking, kind: str, told: Told) -> Message:
    # A client who tries three cards in a row is told once that a payment failed.
    cause = f"failed:{booking.pk}" if kind == "payment_failed" else str(event.pk)
    away = "away:" if kind in AWAY else ""
    return Message(
        tenant=booking.tenant, booking=booking, kind=kind,
        effect_key=f"{cause}:{away}{told.recipient}:{told.medium}{told.key}",
        recipient=told.recipient, medium=told.medium, address=told.address, language=told.language,
        data={name: value for name, value in event.data.items() if name in KEPT} | links_of(booking),
        about_start_at=_about(event, booking),
        due_at=database_now() + due_after(kind, undoable=event.data.get("undoable", False)),
    )  # fmt: skip


def _about(event: Event, booking: Booking) -> datetime:
    """The time that the event made, which need not be the present one."""
    return parse_datetime(event.data.get("new_start", "")) or booking.start_at


def ring_when_written(booking: Booking, keys: list[str]) -> None:
    """What is due at once goes out as soon as the transaction is through."""
    waiting = Message.objects.filter(
        tenant=booking.tenant, effect_key__in=keys, status=MessageStatus.PLANNED, due_at__lte=DatabaseNow()
    )
    ids = [str(pk) for pk in waiting.values_list("pk", flat=True)]
    transaction.on_commit(partial(_ring, str(booking.tenant_id), ids))


def _ring(tenant_id: str, message_ids: list[str]) -> None:
    for message_id in message_ids:
        ring("notifications.tasks.send_message", tenant_id, message_id)
