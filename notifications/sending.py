"""Send one message: claim it by a lease, read how things are now, send outside any transaction, note the outcome."""

import logging
import traceback
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connections, models
from django.db.models import F, Q

from notifications.composing import compose
from notifications.letters import Accepted, Letter, Outcome, Refused, TryLater
from notifications.models import Message, MessageStatus
from notifications.passing_on import not_theirs
from notifications.receipts import nothing_to_show
from notifications.rules import ATTEMPTS, superseded, too_late, wait_before
from notifications.selectors import loaded_booking
from notifications.senders import sender_for
from tenants.clock import DatabaseNow, database_now
from tenants.events import record, ring
from tenants.tenancy import tenant_tx

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)
# Everything that the relay may read: ids and times.
DUE = """
    SELECT tenant_id, id FROM notifications_message
    WHERE status = 'planned' AND due_at <= ledig_now() AND (leased_until IS NULL OR leased_until <= ledig_now())
    ORDER BY due_at LIMIT 500
"""


def sweep() -> int:
    """Ring for every message that is due and that nobody has claimed, in all businesses. Returns how many."""
    with connections["relay"].cursor() as cursor:
        cursor.execute(DUE)
        due = cursor.fetchall()
    for tenant_id, message_id in due:
        ring("notifications.tasks.send_message", str(tenant_id), str(message_id))
    return len(due)


def send(tenant_id: UUID, message_id: UUID) -> None:
    """At most one worker at a time; a worker that dies is followed by another when its lease ends.

    Raises `Message.DoesNotExist` for one that this tenant does not have: that is never "nothing to do"."""
    message = claim(tenant_id, message_id)
    if message is None:
        with tenant_tx(tenant_id):
            Message.objects.only("pk").get(pk=message_id)
        return
    try:
        letter = _written(message)
        outcome = sender_for(message.medium).send(letter) if letter else None
    except Exception as problem:  # one bad row must not stop the others, nor be tried without end
        # The text of an exception may hold somebody's address: its name and place will do.
        place = traceback.extract_tb(problem.__traceback__)[-1]
        reason = type(problem).__name__
        log.error("A message failed", extra={"at": f"{place.name}:{place.lineno}", "error": reason})
        outcome = TryLater(reason)
    if outcome is not None:
        _settle(message, outcome)


def claim(tenant_id: UUID, message_id: UUID) -> Message | None:
    """Take the message for `LEASE`, if it is due and nobody else has it."""
    free = Q(leased_until=None) | Q(leased_until__lte=DatabaseNow())
    with tenant_tx(tenant_id):
        message = (
            Message.objects.select_for_update(skip_locked=True, no_key=True)
            .filter(free, pk=message_id, status=MessageStatus.PLANNED, due_at__lte=DatabaseNow())
            .first()
        )
        if message is not None:
            Message.objects.filter(pk=message_id).update(leased_until=_later(LEASE), attempts=F("attempts") + 1)
            message.attempts += 1
    return message


def _written(message: Message) -> Letter | None:
    """The words, from the state at this moment; None when they have lost their point."""
    with tenant_tx(message.tenant_id):
        booking = loaded_booking(message.booking_id)
        over = superseded(message.kind, message.about_start_at, booking.start_at, booking.status)
        if over or not_theirs(message, booking) or nothing_to_show(message, booking):
            _end(message, status=MessageStatus.DROPPED)
        elif too_late(message.kind, booking.start_at, booking.end_at, database_now()):
            _end(message, status=MessageStatus.MISSED)
        else:
            return compose(message, booking)
    return None


def _settle(message: Message, outcome: Outcome) -> None:
    with tenant_tx(message.tenant_id):
        match outcome:
            case Accepted(provider_id):
                _end(
                    message,
                    status=MessageStatus.SENT,
                    sent_at=DatabaseNow(),
                    provider_id=provider_id[:120],
                    last_error="",
                )
            case Refused(reason):
                _end(message, status=MessageStatus.FAILED, last_error=reason[:300])
            case TryLater(reason, asked):
                wait = max(wait_before(message.attempts), asked or timedelta())
                status = MessageStatus.FAILED if message.attempts >= ATTEMPTS else F("status")
                _end(message, status=status, last_error=reason[:300], due_at=_later(wait))


def _end(message: Message, **fields: Any) -> None:
    """What did not reach anybody is an event too, so that staff see it in the booking's history."""
    Message.objects.filter(pk=message.pk).update(leased_until=None, **fields)
    if fields.get("status") in (MessageStatus.FAILED, MessageStatus.MISSED):
        booking = message.booking
        record(
            message.tenant, f"message.{fields['status']}", subject_id=booking.pk, subject_code=booking.code,
            kind=message.kind, recipient=message.recipient, medium=message.medium,
        )  # fmt: skip


def _later(wait: timedelta) -> models.Expression:
    return models.ExpressionWrapper(DatabaseNow() + models.Value(wait), output_field=models.DateTimeField())
