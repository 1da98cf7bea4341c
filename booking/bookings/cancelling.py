"""Cancel a booking: the time is free at once, and what is to be given back is frozen in the event."""

from django.utils.translation import gettext_lazy as _

from booking.availability.catalogue import read
from booking.availability.claiming import Asked
from booking.availability.forcing import HOURS, claim_anyway
from booking.availability.locking import writing
from booking.availability.occupying import release
from booking.bookings.holding import take
from booking.bookings.locking import changed, lock
from booking.bookings.models import Booking, Status
from booking.bookings.moving import wish_of
from booking.bookings.policies import outcome
from booking.kernel.clock import to_minute
from booking.kernel.errors import Forbidden, StaleState
from tenants import events
from tenants.actors import CLIENT, Actor

MISTAKE = "mistake"


def cancel(
    *,
    booking: Booking,
    actor: Actor = CLIENT,
    by: str = "client",
    reason: str = "",
    seen: int | None = None,
    on_behalf: bool = False,
) -> Booking:
    """By the client within the policy, or by staff (`by="staff"`) at any time; staff give everything back.
    `on_behalf`: staff write down that the client cancelled; too late costs what the policy says. `by="mistake"`: it
    should never have been there, and nobody is told; only while nothing is paid.

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
        release(locked.owners)
        fresh.status, fresh.held_until = Status.CANCELLED, None
        fresh.cancelled_by, fresh.cancel_reason = by, reason[:300]
        fresh.sequence += 1
        changed(fresh, locked.now, "status", "held_until", "cancelled_by", "cancel_reason", "sequence")
        events.record(
            booking.tenant, "booking.cancelled", subject_id=fresh.pk, subject_code=fresh.code, actor=actor,
            by=by, reason=bool(reason), refund_due=refund,
        )  # fmt: skip
    return fresh


def may_remove(booking: Booking) -> bool:
    """A mistake that nobody has paid for can vanish without a word. Who waits for money is about to pay."""
    return booking.status == Status.CONFIRMED and booking.paid_amount == 0


def restore(*, booking: Booking, actor: Actor, seen: int) -> Booking:
    """A booking that was removed by mistake stands again, at its own time, if nobody has it; also when it is over.

    Raises `StaleState` when it is not as `seen`, `SlotTaken`."""
    with writing():
        asked = Asked(read(booking.tenant), wish_of(booking), to_minute(booking.start_at), staff=True, again=True)
        claimed = claim_anyway(asked, HOURS)
        locked = lock(booking)
        fresh = locked.booking
        if fresh.status != Status.CANCELLED or fresh.cancelled_by != MISTAKE or fresh.sequence != seen:
            raise StaleState
        take(booking.tenant, locked.parts[0], claimed, None)
        fresh.status, fresh.cancelled_by, fresh.cancel_reason, fresh.forced_reason = Status.CONFIRMED, "", "", ""
        fresh.sequence += 1
        changed(fresh, locked.now, "status", "cancelled_by", "cancel_reason", "forced_reason", "sequence")
        events.record(booking.tenant, "booking.restored", subject_id=fresh.pk, subject_code=fresh.code, actor=actor)
    return fresh
