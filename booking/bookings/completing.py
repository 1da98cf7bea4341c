"""Complete a hold: the client's details come, and the booking stands, or waits for money."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from booking.availability.catalogue import current
from booking.availability.locking import writing
from booking.availability.occupying import keep
from booking.bookings.answers import Answer, keep_answers
from booking.bookings.limiting import passed_by, refuse
from booking.bookings.locking import Locked, changed, lock
from booking.bookings.models import Booking, Paying, Status
from booking.bookings.passing import kept_for_others, record_passed
from booking.bookings.terms import agree_on_terms
from booking.clients.models import Client
from booking.clients.services import Contact, match_or_make
from booking.kernel.errors import HoldExpired, StaleState
from tenants import events
from tenants.actors import CLIENT, Actor

PAY_WITHIN = timedelta(minutes=15)


def complete_hold(
    *,
    booking: Booking,
    contact: Contact,
    paying: str,
    actor: Actor = CLIENT,
    client: Client | None = None,
    mode: str = "",
    on_own_terms: bool = False,
    answers: Iterable[Answer] = (),
    answer_within: timedelta | None = None,
) -> Booking:
    """Confirmed, or awaiting payment and prolonged once to fifteen minutes from now; or a request, when the business
    wants to answer first (`answer_within`), taken until then, at the latest until it begins.

    `mode`: how they meet, when that was asked after the time was taken. `answers`: to the service's questions.
    `on_own_terms`: staff booked before they knew for whom; of a client of a group it costs what the group pays.
    `client`: staff or a proven login chose the person; without it the match by e-mail stays unproven.
    Raises `NotBookable` when a client who is known for sure would have too many; `HoldExpired` when the database's
    clock has passed the hold, `StaleState` when it is complete already."""
    with writing():
        locked = lock(booking)
        _must_be_held(locked)
        _must_work_here(locked)
        fresh = locked.booking
        _agree_with(locked, client, contact, on_own_terms=on_own_terms)
        _keep_the_limit(locked, actor)
        fresh.paying = paying if fresh.price else Paying.FREE
        _freeze(fresh, contact, mode)
        told = _go_on(fresh, locked.now, answer_within)
        if keep(locked.owners, fresh.held_until) == 0:
            raise HoldExpired
        changed(
            fresh, locked.now, "client", "client_proven", "paying", "status", "held_until",
            "contact_name", "contact_email", "contact_phone", "language", "message", "confirm_by", "mode",
            "group", "price", "over_limit",
        )  # fmt: skip
        keep_answers(fresh, answers)
        _tell(locked, told, actor)
    return fresh


def pay_on_site_instead(*, booking: Booking, actor: Actor = CLIENT) -> Booking:
    """The client could not or would not pay now; the service lets them pay when they come."""
    with writing():
        locked = lock(booking)
        fresh = locked.booking
        if fresh.status != Status.AWAITING_PAYMENT:
            raise StaleState
        if fresh.held_until is None or fresh.held_until <= locked.now or keep(locked.owners, None) == 0:
            raise HoldExpired
        fresh.status, fresh.held_until, fresh.paying = Status.CONFIRMED, None, Paying.ON_SITE
        changed(fresh, locked.now, "status", "held_until", "paying")
        events.record(booking.tenant, "booking.confirmed", subject_id=fresh.pk, subject_code=fresh.code, actor=actor)
    return fresh


def _must_be_held(locked: Locked) -> None:
    status, until = locked.booking.status, locked.booking.held_until
    if status == Status.EXPIRED or (status == Status.HELD and (until is None or until <= locked.now)):
        raise HoldExpired
    if status != Status.HELD:
        raise StaleState


def _must_work_here(locked: Locked) -> None:
    """A time that was held when its practitioner left is nobody's: no foresight has named it, so nobody handed it
    over."""
    there = current(locked.booking.tenant).resources
    if not all(there[part.resource_id].active for part in locked.parts):
        raise HoldExpired


def _agree_with(locked: Locked, client: Client | None, contact: Contact, *, on_own_terms: bool) -> None:
    booking = locked.booking
    booking.client = client or match_or_make(tenant=booking.tenant, contact=contact)
    booking.client_proven = client is not None
    if on_own_terms and client is not None and client.group_id and booking.group_id is None:
        agree_on_terms(locked, client.group_id)


def _keep_the_limit(locked: Locked, actor: Actor) -> None:
    """Refuses a client who has shown who they are; of others, and of what staff do, it is only written down."""
    booking = locked.booking
    found = passed_by(current(booking.tenant), booking, locked.parts[0])
    if found and actor == CLIENT and booking.client_proven:
        raise refuse(found)
    booking.over_limit = found is not None


def _go_on(fresh: Booking, now: datetime, answer_within: timedelta | None) -> str:
    """What it becomes, and until when; returns the event that tells of it. Raises `HoldExpired` for a request that
    nobody could answer before it begins."""
    if fresh.paying == Paying.ONLINE:
        fresh.status, fresh.held_until = Status.AWAITING_PAYMENT, now + PAY_WITHIN
    elif answer_within is not None:
        if fresh.start_at <= now:
            raise HoldExpired
        fresh.status, fresh.held_until = Status.REQUESTED, min(now + answer_within, fresh.start_at)
    else:
        fresh.status, fresh.held_until = Status.CONFIRMED, None
    return f"booking.{fresh.status}"


def _tell(locked: Locked, told: str, actor: Actor) -> None:
    booking = locked.booking
    chosen: dict[str, Any] = {"confirm_by": booking.confirm_by} if booking.confirm_by else {}
    chosen |= {"over_limit": True} if booking.over_limit else {}
    chosen |= {"past": True} if booking.end_at <= locked.now else {}  # nobody is told of what they were at
    events.record(booking.tenant, told, subject_id=booking.pk, subject_code=booking.code, actor=actor, **chosen)
    if actor != CLIENT:
        record_passed(booking, kept_for_others(current(booking.tenant), booking, locked.parts[0]), actor)


def _freeze(booking: Booking, contact: Contact, mode: str) -> None:
    booking.contact_name = contact.name
    booking.contact_email = contact.email
    booking.contact_phone = contact.phone
    booking.message = contact.message
    booking.language = contact.language or booking.language
    booking.confirm_by = contact.confirm_by
    booking.mode = mode or booking.mode
