"""Money has come, or gone back. Payments calls this with what really moved; the booking follows."""

from django.db import DatabaseError, IntegrityError

from booking.availability.catalogue import current, read
from booking.availability.claiming import Asked, claim
from booking.availability.locking import writing
from booking.availability.occupying import keep, release
from booking.bookings.holding import take
from booking.bookings.limiting import passed_by
from booking.bookings.locking import Locked, changed, lock
from booking.bookings.models import UNFINISHED, Booking, Paying, Status
from booking.bookings.moving import wish_of
from booking.kernel.clock import to_minute
from booking.kernel.errors import Invalid, NotBookable, SlotTaken
from tenants import events
from tenants.actors import SYSTEM


def record_paid(*, booking: Booking, amount: int) -> bool:
    """Money came in (minor units). True: the booking stands. False: its time is gone, so the money must go back.

    Money that comes after the hold takes the time again if it is free."""
    with writing():
        locked = lock(booking)
        fresh = locked.booking
        fresh.paid_amount += amount
        stands = fresh.stands or _regain(locked)
        if stands:
            fresh.paying = Paying.ONLINE
        if stands and not fresh.stands:
            if fresh.status not in UNFINISHED:  # others may have been booked since
                fresh.over_limit = passed_by(current(booking.tenant), fresh, locked.parts[0]) is not None
            fresh.status, fresh.held_until = Status.CONFIRMED, None
            events.record(booking.tenant, "booking.confirmed", subject_id=fresh.pk, subject_code=fresh.code)
        elif not stands and fresh.status in UNFINISHED:
            fresh.status = Status.EXPIRED
            events.record(booking.tenant, "booking.expired", subject_id=fresh.pk, subject_code=fresh.code, actor=SYSTEM)
        changed(fresh, locked.now, "paid_amount", "status", "held_until", "paying", "over_limit")
    return stands


def record_put_aside(*, booking: Booking, amount: int) -> None:
    """Money came that decides nothing: it does not match what was agreed."""
    with writing():
        locked = lock(booking)
        locked.booking.paid_amount += amount
        changed(locked.booking, locked.now, "paid_amount")


def record_refunded(*, booking: Booking, amount: int) -> None:
    """Money went back; less than nothing: the bank sent it to us again. A booking that stands keeps standing."""
    with writing():
        locked = lock(booking)
        locked.booking.paid_amount -= amount
        locked.booking.refunded_amount += amount
        changed(locked.booking, locked.now, "paid_amount", "refunded_amount")


def _regain(locked: Locked) -> bool:
    """Make the time last; when it was dropped meanwhile, take it again. Raises `SlotTaken` when the rows were
    locked for too long: that says nothing about the time, so the money must not go back for it."""
    booking = locked.booking
    if booking.status not in (*UNFINISHED, Status.EXPIRED):
        return False
    if len(locked.resources) and keep(locked.owners, None) == len(locked.resources):
        return True
    release(locked.owners)
    part = locked.parts[0]
    try:
        with writing():
            asked = Asked(read(booking.tenant), wish_of(booking), to_minute(booking.start_at), staff=True)
            take(booking.tenant, part, claim(asked), None)
    except (SlotTaken, NotBookable, Invalid) as refused:  # Invalid: the service does not come in this length any more
        if isinstance(refused.__cause__, DatabaseError) and not isinstance(refused.__cause__, IntegrityError):
            raise
        return False
    return True
