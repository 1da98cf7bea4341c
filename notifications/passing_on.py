"""A booking that went to another client: who hears of it, and that nothing planned for one of them reaches the other.

A message keeps the version of the links that were valid when it was planned: it is for whoever has those links."""

from typing import Any

from booking.bookings.handing import as_it_was
from booking.bookings.models import Booking, ConfirmBy, Handover
from notifications.models import Message, MessageStatus, Recipient
from notifications.recipients import Told, client_of, givers, is_test, practitioners
from tenants.models import Event

PASSED_ON, CLIENT_CHANGED = "passed_on", "client_changed"
LINKS = "links"


def links_of(booking: Booking) -> dict[str, int]:
    """Whose a message about it is; nothing for the first client."""
    return {LINKS: booking.token_version} if booking.token_version > 1 else {}


def kept_of(booking: Booking, data: dict[str, Any]) -> Handover | None:
    """None when the change was taken back, and when it is so long ago that nothing is known of it any more."""
    key = data.get("handover")
    if not key:
        return None
    rows = Handover.objects.filter(booking=booking, pk=str(key)).exclude(sealed=b"")
    return rows.select_related("client").first()


def handed_over(event: Event, booking: Booking, kept: Handover | None) -> list[tuple[str, Told]]:
    """A confirmation to the new client, as chosen; a word to the earlier one, as ticked; and whoever gives it. Nobody
    hears of what has been, or of what was taken back."""
    if kept is None or event.data.get("past"):
        return []
    told: list[tuple[str, Told]] = []
    if event.data.get("version") == booking.token_version:  # else it went on to a third, who hears of that
        client = client_of(booking) if booking.confirm_by != ConfirmBy.NONE else None
        told += [("confirmation", client)] if client else []
        told += [] if is_test(booking) else [(CLIENT_CHANGED, one) for one in practitioners(event, booking)]
    earlier = client_of(as_it_was(booking, kept)) if event.data.get("tell") else None
    # One of a family for another: the confirmation in the same mailbox says all.
    if earlier and not any(one.address == earlier.address for _kind, one in told):
        told.append((PASSED_ON, earlier))
    return told


def before_it_was_theirs(event: Event, booking: Booking) -> bool:
    """Read late, when the booking has gone to another client: their confirmation says all that stands. Keys rise
    with time."""
    return booking.token_version > 1 and booking.handovers.filter(pk__gt=event.pk).exists()


def not_theirs(message: Message, booking: Booking) -> bool:
    """It would reach somebody whose booking it is no longer; or tell somebody that it is not theirs, and it is."""
    if message.kind == PASSED_ON:
        kept = kept_of(booking, message.data)
        back_with_them = kept is not None and kept.client_id is not None and kept.client_id == booking.client_id
        return kept is None or back_with_them or never_told(booking, kept)
    if message.kind == CLIENT_CHANGED and message.address not in givers(booking):
        return True
    for_one_client = message.recipient == Recipient.CLIENT or message.kind == CLIENT_CHANGED
    return for_one_client and message.data.get(LINKS, 1) != booking.token_version


def never_told(booking: Booking, kept: Handover) -> bool:
    """It went on before the confirmation reached them: then nothing is theirs no longer. Whoever booked it, or was to
    get no confirmation, knows of it otherwise."""
    if kept.token_version == 1 or as_it_was(booking, kept).confirm_by == ConfirmBy.NONE:
        return False
    sent = Message.objects.filter(booking=booking, recipient=Recipient.CLIENT, status=MessageStatus.SENT)
    return not sent.filter(**{f"data__{LINKS}": kept.token_version}).exists()


def as_known_to(message: Message, booking: Booking) -> Booking:
    """The booking in the eyes of whoever gets the message."""
    kept = kept_of(booking, message.data) if message.kind == PASSED_ON else None
    return as_it_was(booking, kept) if kept else booking
