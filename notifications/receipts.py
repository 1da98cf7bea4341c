"""The receipt by e-mail, as often as makes sense and never twice by one click."""

from django.utils.translation import gettext_lazy as _

from booking.bookings.models import Booking
from booking.kernel.errors import Forbidden, StaleState
from notifications.again import must_not_be_too_often
from notifications.models import Medium, Message, Recipient
from notifications.passing_on import links_of
from notifications.planning import ring_when_written
from notifications.recipients import Told, is_test
from notifications.selectors import loaded_booking
from tenants import events
from tenants.actors import Actor
from tenants.clock import database_now

RECEIPT = "receipt"


def receipt_goes_to(booking: Booking) -> Told | None:
    """By e-mail alone, for it is to be kept; None without an address."""
    address = booking.client.email if is_test(booking) and booking.client else booking.contact_email
    language = booking.language or booking.tenant.locale
    return Told(Recipient.CLIENT, Medium.EMAIL, address, language) if address else None


def receipts_sent(booking: Booking) -> int:
    """How often it was asked for, which tells one click from the next."""
    return Message.objects.filter(booking=booking, kind=RECEIPT).count()


def send_receipt(*, booking: Booking, actor: Actor, seen: int) -> Message | None:
    """None when it is on its way already: since the page with `seen` receipts was looked at, somebody else has sent it,
    or the same click came twice.

    Raises `StaleState` when nothing is paid, `Forbidden` without an e-mail, and `RateLimited` after five in an hour.
    Call it in a transaction."""
    Booking.objects.select_for_update(no_key=True).get(pk=booking.pk)  # one click after the other
    fresh = loaded_booking(booking.pk)
    told, number = receipt_goes_to(fresh), receipts_sent(fresh)
    if not fresh.paid_amount:
        raise StaleState(_("Nothing is paid, so there is no receipt to send."))
    if told is None:
        raise Forbidden(_("There is no e-mail on the booking."))
    if number != seen:
        return None
    must_not_be_too_often(fresh, RECEIPT)
    message = Message(
        tenant=fresh.tenant, booking=fresh, kind=RECEIPT, effect_key=f"{RECEIPT}:{fresh.pk}:{number}",
        recipient=told.recipient, medium=told.medium, address=told.address, language=told.language,
        data=links_of(fresh), about_start_at=fresh.start_at, due_at=database_now(),
    )  # fmt: skip
    message.save(force_insert=True)
    events.record(
        fresh.tenant, "message.receipt", subject_id=fresh.pk, subject_code=fresh.code, actor=actor, medium=told.medium
    )
    ring_when_written(fresh, [message.effect_key])
    return message


def nothing_to_show(message: Message, booking: Booking) -> bool:
    """All of it has gone back since the receipt was asked for."""
    return message.kind == RECEIPT and not booking.paid_amount
