"""A hold that nobody completed ends, and a request that nobody answered. The time was free already at its last moment;
this writes it down."""

from booking.availability.locking import writing
from booking.availability.occupying import release
from booking.bookings.locking import changed, lock
from booking.bookings.models import UNFINISHED, Booking, Status
from tenants import events


def expire(*, booking: Booking) -> bool:
    """True when it ended now; False when it was completed, ended before, or still has time left."""
    with writing():
        locked = lock(booking)
        fresh = locked.booking
        if fresh.status not in UNFINISHED or fresh.held_until is None or fresh.held_until > locked.now:
            return False
        release(locked.owners)
        was, fresh.status = fresh.status, Status.EXPIRED
        changed(fresh, locked.now, "status")
        told = "booking.lapsed" if was == Status.REQUESTED else "booking.expired"
        events.record(booking.tenant, told, subject_id=fresh.pk, subject_code=fresh.code, was=was)
    return True
