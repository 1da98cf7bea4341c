"""Cancel a booking: the time is free at once, and what is to be given back is frozen in the event."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from booking.availability.catalogue import current, read
from booking.availability.claiming import Asked
from booking.availability.forcing import HOURS, claim_anyway
from booking.availability.locking import writing
from booking.availability.occupying import release
from booking.bookings.holding import take
from booking.bookings.limiting import passed_by
from booking.bookings.locking import Locked, changed, lock
from booking.bookings.models import Booking, Status
from booking.bookings.moving import wish_of
from booking.bookings.policies import outcome
from booking.kernel.clock import to_minute
from booking.kernel.errors import Forbidden, SlotTaken, StaleState
from tenants import events
from tenants.actors import CLIENT, Actor
from tenants.models import Event

MISTAKE = "mistake"
UNDO_WITHIN = timedelta(seconds=30)  # nobody is told of a cancellation that staff may still take back


def cancel(
    *,
    booking: Booking,
    actor: Actor = CLIENT,
    by: str = "client",
    reason: str = "",
    seen: int | None = None,
    on_behalf: bool = False,
    tell: bool = True,
) -> Booking:
    """By the client within the policy, or by staff (`by="staff"`) at any time; staff give everything back.
    `on_behalf`: at the desk; with `by="client"` they write down that the client cancelled, and too late costs what the
    policy says. `by="mistake"`: it should never have been there, and nobody is told; only while nothing is paid.
    `tell`: whether the client is told. What is cancelled at the desk unpaid can be `restore`d for half a minute.

    Raises `StaleState` when it does not stand any more, `Forbidden` by the policy."""
    with writing():
        locked = lock(booking)
        fresh = locked.booking
        if fresh.status not in (Status.CONFIRMED, Status.AWAITING_PAYMENT) or seen not in (None, fresh.sequence):
            raise StaleState
        judged = outcome(fresh, locked.now)
        if by == "client" and not on_behalf and not judged.allowed:
            raise Forbidden(_("It is too late to cancel this booking yourself. Please contact the business."))
        if by == MISTAKE and not may_remove(fresh):
            raise Forbidden(
                _("Something has been paid or is being paid. Cancel the booking instead, so that the money goes back.")
            )
        refund = judged.refund.amount if by == "client" else fresh.paid_amount
        back = _undoable(locked, at_the_desk=on_behalf)
        release(locked.owners)
        fresh.status, fresh.held_until = Status.CANCELLED, None
        fresh.cancelled_by, fresh.cancel_reason = by, reason[:300]
        fresh.sequence += 1
        changed(fresh, locked.now, "status", "held_until", "cancelled_by", "cancel_reason", "sequence")
        events.record(
            booking.tenant, "booking.cancelled", subject_id=fresh.pk, subject_code=fresh.code, actor=actor,
            by=by, reason=bool(reason), refund_due=refund, tell=tell, **back,
        )  # fmt: skip
    return fresh


def may_take_back(booking: Booking) -> bool:
    """Whether `restore` would take this booking, just cancelled, as one to put back."""
    return bool(_cancelling(booking).data.get("undoable"))


def _undoable(locked: Locked, *, at_the_desk: bool) -> dict[str, bool]:
    """For the event. No money has moved or is about to, and one wish can take the time again; not one that lay over
    something else, for that is there."""
    booking = locked.booking
    may = at_the_desk and may_remove(booking) and len(locked.parts) == 1 and not booking.forced_reason
    return {"undoable": True} if may else {}


def _cancelling(booking: Booking) -> Event:
    return Event.objects.filter(subject_id=booking.pk, type="booking.cancelled").latest("id")


def may_remove(booking: Booking) -> bool:
    """A mistake that nobody has paid for can vanish without a word. Who waits for money is about to pay."""
    return booking.status == Status.CONFIRMED and booking.paid_amount == 0


def restore(*, booking: Booking, actor: Actor, seen: int) -> Booking:
    """A booking that was removed by mistake, or cancelled by staff a moment ago, stands again, at its own time, if
    nobody has it; also when it is over.

    Raises `StaleState` when it is not as `seen`, or when the client may have been told; `SlotTaken`."""
    with writing():
        asked = Asked(read(booking.tenant), wish_of(booking), to_minute(booking.start_at), staff=True, again=True)
        try:
            claimed = claim_anyway(asked, HOURS)
        except SlotTaken:
            text = _("Somebody has taken the time meanwhile, so the booking stays cancelled. Book another time.")
            raise SlotTaken(text) from None
        locked = lock(booking)
        fresh = locked.booking
        if fresh.status != Status.CANCELLED or fresh.sequence != seen:
            raise StaleState
        _must_be_untold(fresh, locked.now)
        take(booking.tenant, locked.parts[0], claimed, None)
        fresh.status, fresh.cancelled_by, fresh.cancel_reason, fresh.forced_reason = Status.CONFIRMED, "", "", ""
        fresh.over_limit = passed_by(current(booking.tenant), fresh, locked.parts[0]) is not None
        fresh.sequence += 1
        changed(fresh, locked.now, "status", "cancelled_by", "cancel_reason", "forced_reason", "over_limit", "sequence")
        events.record(booking.tenant, "booking.restored", subject_id=fresh.pk, subject_code=fresh.code, actor=actor)
    return fresh


def _must_be_untold(booking: Booking, now: datetime) -> None:
    """Nobody is ever told of a mistake; of what was cancelled, once its half minute is over."""
    if booking.cancelled_by == MISTAKE:
        return
    said = _cancelling(booking)
    if not said.data.get("undoable") or now - said.occurred_at > UNDO_WITHIN:
        raise StaleState(
            _("It is too late to undo: messages of the cancellation go out after half a minute. Book anew.")
        )
