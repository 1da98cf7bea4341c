"""A request: the client asked for a time, and the business answers. The time is taken meanwhile; when nobody answers
in time, it is free again by itself (`expiring`). Of an answer, a withdrawal and the end, the first one counts."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from booking.availability.locking import writing
from booking.availability.occupying import keep, release
from booking.bookings.locking import Locked, changed, lock
from booking.bookings.models import Booking, Status
from booking.kernel.errors import StaleState
from booking.resources.models import Service
from tenants import events
from tenants.actors import CLIENT, Actor

DECLINED, WITHDRAWN = "declined", "withdrawn"  # as `Booking.cancelled_by`


def answer_within(service: Service) -> timedelta | None:
    """How long the business takes to answer; None when it stands at once."""
    return timedelta(hours=service.answer_hours) if service.approval else None


def answer_by(service: Service, start_at: datetime, now: datetime) -> datetime | None:
    """When a request that is made now is answered, at the latest: before the time itself."""
    within = answer_within(service)
    return None if within is None else min(now + within, start_at)


def accept(*, booking: Booking, actor: Actor, word: str = "", seen: int | None = None) -> Booking:
    """It stands, and the client is told, with a word from the business. Raises `StaleState`."""
    with writing():
        locked = _waiting(booking, seen)
        fresh = locked.booking
        if keep(locked.owners, None) < len(locked.resources) or not locked.resources:
            raise StaleState(_ran_out())
        fresh.status, fresh.held_until = Status.CONFIRMED, None
        _answer(locked, "booking.confirmed", actor, word)
    return fresh


def decline(*, booking: Booking, actor: Actor, word: str = "", seen: int | None = None) -> Booking:
    """The time is free, and the client is told, with a word from the business. Raises `StaleState`."""
    return _let_go(booking, DECLINED, actor, word, seen)


def withdraw(*, booking: Booking, actor: Actor = CLIENT, seen: int | None = None) -> Booking:
    """The client wants it no more. Raises `StaleState` when it was answered meanwhile."""
    return _let_go(booking, WITHDRAWN, actor, "", seen)


def _let_go(booking: Booking, how: str, actor: Actor, word: str, seen: int | None) -> Booking:
    with writing():
        locked = _waiting(booking, seen)
        release(locked.owners)
        locked.booking.status, locked.booking.held_until = Status.CANCELLED, None
        locked.booking.cancelled_by = how
        _answer(locked, f"booking.{how}", actor, word)
    return locked.booking


def _waiting(booking: Booking, seen: int | None) -> Locked:
    """Locked, and still waiting by the database's clock."""
    locked = lock(booking)
    fresh = locked.booking
    if fresh.status == Status.EXPIRED or (fresh.status == Status.REQUESTED and _over(locked)):
        raise StaleState(_ran_out())
    if fresh.status != Status.REQUESTED or seen not in (None, fresh.sequence):
        raise StaleState
    return locked


def _over(locked: Locked) -> bool:
    until = locked.booking.held_until
    return until is None or until <= locked.now


def _answer(locked: Locked, told: str, actor: Actor, word: str) -> None:
    """Its number changes: who looked at the request has not seen what it became."""
    fresh = locked.booking
    fresh.reply, fresh.sequence = word[:300], fresh.sequence + 1
    changed(fresh, locked.now, "status", "held_until", "cancelled_by", "reply", "sequence")
    said = {"reason": True} if word else {}
    events.record(fresh.tenant, told, subject_id=fresh.pk, subject_code=fresh.code, actor=actor, **said)


def _ran_out() -> str:
    return str(_("The request ran out before it was answered. The client has been told, and the time is free."))
