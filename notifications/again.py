"""The confirmation once more: to whoever it went to before, as often as makes sense."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from booking.bookings.models import Booking, Status
from booking.kernel.errors import Forbidden, RateLimited, StaleState
from notifications.models import Message
from notifications.planning import AGAIN, plan_again
from notifications.recipients import Told, client_of
from notifications.rules import too_late
from notifications.selectors import loaded_booking
from tenants import events
from tenants.actors import Actor
from tenants.clock import database_now

AT_MOST = 5
WITHIN = timedelta(hours=1)


def may_send(booking: Booking) -> bool:
    """There is somewhere to send it, and something to come."""
    return (
        booking.status == Status.CONFIRMED
        and client_of(booking) is not None
        and not too_late("confirmation", booking.start_at, booking.end_at, database_now())
    )


def confirm_again(*, booking: Booking, actor: Actor) -> Told:
    """Where it goes. Raises `StaleState` when nothing is to come, `Forbidden` without an address, and `RateLimited`
    after five in an hour. Call it in a transaction."""
    Booking.objects.select_for_update(no_key=True).get(pk=booking.pk)  # one click after the other
    fresh = loaded_booking(booking.pk)
    told = client_of(fresh)
    if told is None:
        raise Forbidden(_("There is neither an e-mail nor a phone number on the booking."))
    if not may_send(fresh):
        raise StaleState
    must_not_be_too_often(fresh, AGAIN)
    event = events.record(
        fresh.tenant, "message.again", subject_id=fresh.pk, subject_code=fresh.code, actor=actor,
        kind="confirmation", medium=told.medium,
    )  # fmt: skip
    plan_again(fresh, told, str(event.pk))
    return told


def must_not_be_too_often(booking: Booking, asked_for: str) -> None:
    """`asked_for`: how the keys of those begin that count. Raises `RateLimited`."""
    now = database_now()
    sent = Message.objects.filter(booking=booking, effect_key__startswith=asked_for, due_at__gt=now - WITHIN)
    times = list(sent.order_by("-due_at").values_list("due_at", flat=True)[:AT_MOST])
    if len(times) == AT_MOST:
        raise RateLimited(retry_after=max(1, int((times[-1] + WITHIN - now).total_seconds())))
