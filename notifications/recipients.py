"""Who is told of what, and how."""

from dataclasses import dataclass

from booking.bookings.cancelling import MISTAKE
from booking.bookings.models import Booking, Channel, ConfirmBy
from notifications.models import Medium, Recipient
from tenants.models import Event, Membership, Role

ASKED = {"requested", "withdrawn", "lapsed"}
FOR_MANAGERS = {"mismatch", "refund_failed", "disputed"}


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who is told, and how. `key` tells two people of the same kind apart."""

    recipient: Recipient
    medium: Medium
    address: str
    language: str
    key: str = ""


def recipients(event: Event, booking: Booking, kind: str) -> list[Told]:
    """The client, and the practitioner of a booking that came to stand, unless it was their own doing. Money gone
    wrong is for the managers. What was agreed elsewhere and then imported is no news to anybody, nor is a visit that
    was entered when it had been or moved to what has been, nor what was removed as a mistake; and staff may say of a
    move, a cancellation or a booking of theirs that the client need not be told."""
    if event.data.get("by") == MISTAKE:
        return []
    if event.data.get("past") or (kind == "confirmation" and booking.channel == Channel.IMPORT):
        return []
    if kind in FOR_MANAGERS:
        return _managers(booking)
    client = client_of(booking)
    clients = [client] if client and event.data.get("tell", True) else []
    if kind == "confirmation" and booking.confirm_by == ConfirmBy.NONE:
        clients = []
    if kind == "late_refunded":
        return clients + _managers(booking)
    if is_test(booking):
        return clients
    if kind in ASKED:  # somebody has to answer, also for a room that nobody is
        return clients + (practitioners(event, booking) or (_managers(booking) if kind == "requested" else []))
    return clients + (practitioners(event, booking) if kind == "confirmation" or _was_confirmed(booking) else [])


def client_of(booking: Booking) -> Told | None:
    """By e-mail when there is an address, else by SMS, unless SMS was chosen; None when staff wrote down neither. What
    a test client books is told to whoever plays them, whatever address they wrote."""
    language = booking.language or booking.tenant.locale
    if is_test(booking):
        return Told(Recipient.CLIENT, Medium.EMAIL, booking.client.email, language)  # type: ignore[union-attr]
    by_sms = booking.confirm_by == ConfirmBy.SMS and booking.contact_phone
    if booking.contact_email and not by_sms:
        return Told(Recipient.CLIENT, Medium.EMAIL, booking.contact_email, language)
    if booking.contact_phone:
        return Told(Recipient.CLIENT, Medium.SMS, booking.contact_phone, language)
    return None


def is_test(booking: Booking) -> bool:
    """Somebody of the staff plays a client."""
    return booking.client is not None and booking.client.test


def left_behind(event: Event, booking: Booking) -> list[Told]:
    """The practitioner whose time it was, when the booking went to somebody else."""
    if is_test(booking) or event.data.get("past"):
        return []
    old, new = event.data.get("old_resource_id"), event.data.get("new_resource_id")
    if not old or old == new:
        return []
    here = {part.resource.member_id for part in booking.parts.all()}
    members = Membership.objects.filter(tenant=booking.tenant, resources=old, deactivated_at=None).select_related(
        "user"
    )
    return [
        _colleague(Recipient.PRACTITIONER, member, booking)
        for member in members
        if member.pk not in here and not _own_doing(event, member)
    ]


def _was_confirmed(booking: Booking) -> bool:
    """Whoever was never told of a booking is not told that it ended."""
    return Event.objects.filter(subject_id=booking.pk, type="booking.confirmed").exists()


def practitioners(event: Event, booking: Booking) -> list[Told]:
    """Whoever gives it, unless it was their own doing."""
    members = {part.resource.member for part in booking.parts.all()}
    return [
        _colleague(Recipient.PRACTITIONER, member, booking)
        for member in members
        if member is not None and member.deactivated_at is None and not _own_doing(event, member)
    ]


def givers(booking: Booking) -> set[str]:
    """The addresses of those who give it now."""
    members = (part.resource.member for part in booking.parts.all())
    return {member.user.email for member in members if member is not None}


def _own_doing(event: Event, member: Membership) -> bool:
    return event.actor_kind == "member" and event.actor_id == member.user_id


def _managers(booking: Booking) -> list[Told]:
    members = Membership.objects.filter(tenant=booking.tenant, role__in=[Role.OWNER, Role.MANAGER], deactivated_at=None)
    return [_colleague(Recipient.MANAGER, member, booking) for member in members.select_related("user")]


def _colleague(recipient: Recipient, member: Membership, booking: Booking) -> Told:
    language = member.user.language or booking.tenant.locale
    return Told(recipient, Medium.EMAIL, member.user.email, language, f":{member.pk}")
