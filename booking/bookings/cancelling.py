"""Cancel a booking: the time is free at once, and what is to be given back is frozen in the event."""

from django.utils.translation import gettext_lazy as _

from booking.availability.locking import writing
from booking.availability.occupying import release
from booking.bookings.locking import changed, lock
from booking.bookings.models import Booking, Status
from booking.bookings.policies import outcome
from booking.kernel.errors import Forbidden, StaleState
from tenants import events
from tenants.actors import CLIENT, Actor


def cancel(
    *, booking: Booking, actor: Actor = CLIENT, by: str = "client", reason: str = "", seen: int | None = None
) -> Booking:
    """By the client within the policy, or by staff (`by="staff"`) at any time; staff give everything back.

    Raises `StaleState` when it does not stand any more, `Forbidden` by the policy."""
    with writing():
        locked = lock(booking)
        fresh = locked.booking
        if fresh.status not in (Status.CONFIRMED, Status.AWAITING_PAYMENT) or seen not in (None, fresh.sequence):
            raise StaleState
        judged = outcome(fresh, locked.now)
        if by == "client" and not judged.allowed:
            raise Forbidden(_("It is too late to cancel this booking yourself. Please contact the business."))
        refund = judged.refund.amount if by == "client" else fresh.paid_amount
        release(locked.owners)
        fresh.status, fresh.held_until = Status.CANCELLED, None
        fresh.cancelled_by, fresh.cancel_reason = by, reason[:300]
        fresh.sequence += 1
        changed(fresh, locked.now, "status", "held_until", "cancelled_by", "cancel_reason", "sequence")
        events.record(
            booking.tenant, "booking.cancelled", subject_id=fresh.pk, subject_code=fresh.code, actor=actor,
            by=by, reason=reason[:300], refund_due=refund,
        )  # fmt: skip
    return fresh
