"""Whether the client came: expected, arrived, done, or not come. Said by staff, and taken back when it was a slip."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from booking.availability.locking import writing
from booking.bookings.locking import changed, lock
from booking.bookings.models import STANDING, Booking, Status
from booking.kernel.errors import Forbidden, StaleState
from tenants import events
from tenants.actors import Actor

EXPECTED, ARRIVED, DONE, ABSENT = "expected", "arrived", "done", "absent"
STATES = {EXPECTED: Status.CONFIRMED, ARRIVED: Status.CONFIRMED, DONE: Status.COMPLETED, ABSENT: Status.NO_SHOW}
TOLD = {EXPECTED: "reopened", ARRIVED: "arrived", DONE: "completed", ABSENT: "no_show"}
BEFOREHAND = timedelta(hours=12)  # so early may somebody sit in the waiting room already


def state_of(booking: Booking) -> str | None:
    """None for a booking that does not stand."""
    if booking.status == Status.CONFIRMED:
        return ARRIVED if booking.arrived_at else EXPECTED
    return {Status.COMPLETED: DONE, Status.NO_SHOW: ABSENT}.get(Status(booking.status))


def may_become(booking: Booking, now: datetime) -> list[str]:
    """What can be said of the booking at this moment, its present state left out."""
    state = state_of(booking)
    if state is None:
        return []
    return [one for one in STATES if one != state and _time_has_come(booking, one, now)]


def attend(
    *, booking: Booking, state: str, actor: Actor, seen: int | None = None, arrived_at: datetime | None = None
) -> Booking:
    """Said twice is as once. `arrived_at`: when it was, for who takes something back; now, when it is not said.

    Raises `StaleState` when it does not stand or is not as `seen`, `Forbidden` before its time."""
    with writing():
        locked = lock(booking)
        fresh = locked.booking
        if fresh.status not in STANDING or seen not in (None, fresh.sequence):
            raise StaleState
        if state_of(fresh) == state:
            return fresh
        if not _time_has_come(fresh, state, locked.now):
            raise Forbidden(_("That can be said once the time has begun."))
        came = {EXPECTED: None, ABSENT: None, DONE: fresh.arrived_at or arrived_at, ARRIVED: arrived_at or locked.now}
        fresh.status, fresh.arrived_at = STATES[state], came[state]
        fresh.sequence += 1
        changed(fresh, locked.now, "status", "arrived_at", "sequence")
        events.record(
            booking.tenant, f"booking.{TOLD[state]}", subject_id=fresh.pk, subject_code=fresh.code, actor=actor
        )
    return fresh


def _time_has_come(booking: Booking, state: str, now: datetime) -> bool:
    if state == EXPECTED:
        return True
    return now >= booking.start_at - (BEFOREHAND if state == ARRIVED else timedelta())
