"""Give a booking to another client: the time, the service, the price and the rules stay as agreed, everything else is
the new client's. What was the earlier one's opens nothing and shows nothing any more, and comes back with them."""

from collections.abc import Iterable
from copy import copy
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from booking.availability.catalogue import current
from booking.availability.locking import writing
from booking.bookings.answers import Answer, answers_of, change_answers
from booking.bookings.cancelling import UNDO_WITHIN
from booking.bookings.limiting import passed_by
from booking.bookings.locking import Locked, changed, lock
from booking.bookings.models import STANDING, Booking, Handover, Status
from booking.clients.models import Client
from booking.clients.services import Contact
from booking.kernel.errors import Forbidden, StaleState
from booking.kernel.secrets_at_rest import seal, unseal
from tenants import events
from tenants.actors import Actor
from tenants.clock import database_now
from tenants.models import Event, Tenant

TOLD = "booking.client_changed"
KEPT = timedelta(days=7)  # a notice that could not be delivered may be sent again until then
THEIRS = ("contact_name", "contact_email", "contact_phone", "language", "confirm_by", "message", "reply")
WRITTEN = (*THEIRS, "client", "client_proven", "over_limit", "token_version", "sequence")


def change_client(
    *,
    booking: Booking,
    client: Client,
    contact: Contact,
    actor: Actor,
    answers: Iterable[Answer] = (),
    seen: int | None = None,
    tell: bool = False,
) -> Booking:
    """By staff, of what stands, also when it has been. `contact`: how the new client is reached about it, and whether
    they get a confirmation (`confirm_by`); `tell`: whether the earlier one hears that it is theirs no more. `answers`:
    the new client's; without any, those that they gave when it was theirs before. To the client who has it already
    nothing happens.

    Raises `StaleState` when it does not stand or is not as `seen`, `Forbidden` once money has come for it."""
    with writing():
        locked = lock(booking)
        fresh = locked.booking
        if fresh.status not in STANDING or seen not in (None, fresh.sequence):
            raise StaleState
        if money_has_come(fresh):
            raise Forbidden(why_not(fresh))
        if fresh.client_id == client.pk:
            return fresh
        handover, said = _set_aside(fresh), list(answers) or _said_before(fresh, client)
        event: dict[str, Any] = {"old_client_id": _id(fresh.client_id), "new_client_id": _id(client.pk)}
        fresh.client, fresh.client_proven, fresh.reply = client, True, ""
        _freeze(fresh, contact)
        fresh.token_version = _unused_version(fresh)
        change_answers(fresh, said)
        event |= {"handover": str(handover.pk), "version": fresh.token_version, "tell": tell, "undoable": True}
        event |= {"past": True} if fresh.end_at <= locked.now else {}
        _write(locked, actor, event)
    return fresh


def change_back(*, booking: Booking, handover: UUID, actor: Actor, seen: int) -> Booking:
    """To whom it was a moment ago, with all that was theirs: their links open it again.

    Raises `StaleState` when it is not as `seen`, or when either client may have been told."""
    with writing():
        locked = lock(booking)
        fresh = locked.booking
        kept = Handover.objects.filter(pk=handover, booking=fresh).first()
        if fresh.sequence != seen or fresh.status not in STANDING or kept is None:
            raise StaleState
        if locked.now - kept.handed_at > UNDO_WITHIN or _has_been_told(kept):
            raise StaleState(_("It is too late to undo: messages go out after half a minute. Change the client again."))
        event = {"old_client_id": _id(fresh.client_id), "new_client_id": _id(kept.client_id), "undone": True}
        said = unseal(bytes(kept.sealed))
        fresh.client, fresh.client_proven = kept.client, said["proven"]
        fresh.token_version = kept.token_version
        for name in THEIRS:
            setattr(fresh, name, said[name])
        change_answers(fresh, [Answer(**one) for one in said["answers"]])
        kept.delete()
        _write(locked, actor, event)
    return fresh


def forget_handed_over(tenant: Tenant) -> None:
    """What was the earlier clients', once neither way back nor notice needs it: that they had it is still known."""
    old = Handover.objects.filter(tenant=tenant, handed_at__lte=database_now() - KEPT)
    old.exclude(sealed=b"").update(sealed=b"")


def _has_been_told(kept: Handover) -> bool:
    """The confirmation was asked for at once, so their link is out. Keys rise with time."""
    again = Event.objects.filter(subject_id=kept.booking_id, type="message.again", pk__gt=kept.pk)
    return again.exists()


def money_has_come(booking: Booking) -> bool:
    """The receipt is the earlier client's, and so is what goes back."""
    return bool(booking.paid_amount or booking.refunded_amount)


def why_not(booking: Booking) -> str:
    """Why the client of this booking cannot be changed, and what to do instead; "" when they can."""
    if booking.status in STANDING:
        text = _(
            "%(name)s has paid for it, so it stays theirs. Cancel the booking, with the money back, and book the time "
            "for the other client."
        )
        return text % {"name": booking.contact_name} if money_has_come(booking) else ""
    if booking.status == Status.REQUESTED:
        return _("The client waits for an answer. Answer first: what is booked can be given to somebody else.")
    if booking.status == Status.AWAITING_PAYMENT:
        return _("The client is paying just now. Wait until it is booked, or cancel it.")
    return _("It does not stand any more. Book the time for the other client.")


def as_it_was(booking: Booking, handover: Handover) -> Booking:
    """The booking as the earlier client knew it, for words to them: their name, and links that open nothing now."""
    theirs = copy(booking)
    said = unseal(bytes(handover.sealed))
    theirs.client, theirs.token_version = handover.client, handover.token_version
    for name in THEIRS:
        setattr(theirs, name, said[name])
    return theirs


def _set_aside(booking: Booking) -> Handover:
    said: dict[str, Any] = {name: getattr(booking, name) for name in THEIRS}
    said |= {"proven": booking.client_proven, "answers": [asdict(one) for one in answers_of(booking)]}
    return Handover.objects.create(
        tenant=booking.tenant, booking=booking, client_id=booking.client_id, token_version=booking.token_version,
        sealed=seal(said),
    )  # fmt: skip


def _said_before(booking: Booking, client: Client) -> list[Answer]:
    rows = Handover.objects.filter(booking=booking, client=client).exclude(sealed=b"")
    kept = rows.order_by("-token_version").first()
    return [Answer(**one) for one in unseal(bytes(kept.sealed))["answers"]] if kept else []


def _unused_version(booking: Booking) -> int:
    """Never one that somebody's links had, also when their change was taken back."""
    given = Event.objects.filter(subject_id=booking.pk, type=TOLD).count()
    return max(booking.token_version, 1 + given) + 1


def _freeze(booking: Booking, contact: Contact) -> None:
    booking.contact_name, booking.contact_email, booking.contact_phone = contact.name, contact.email, contact.phone
    booking.language = contact.language or booking.language
    booking.confirm_by, booking.message = contact.confirm_by, contact.message


def _write(locked: Locked, actor: Actor, event: dict[str, Any]) -> None:
    booking = locked.booking
    booking.over_limit = passed_by(current(booking.tenant), booking, locked.parts[0]) is not None
    booking.sequence += 1
    changed(booking, locked.now, *WRITTEN)
    events.record(
        booking.tenant, TOLD, subject_id=booking.pk, subject_code=booking.code, actor=actor,
        old_start=booking.start_at.isoformat(), old_end=booking.end_at.isoformat(), **event,
    )  # fmt: skip


def _id(pk: UUID | None) -> str:
    return str(pk) if pk else ""
