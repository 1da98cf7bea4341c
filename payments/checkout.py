"""Completing a hold: the details come, and when money is due now, the card field is made ready.

Called outside a transaction, for it talks to Stripe between two short ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from booking.availability.catalogue import current
from booking.bookings.answers import answered
from booking.bookings.approving import answer_within
from booking.bookings.completing import complete_hold
from booking.bookings.completing import pay_on_site_instead as stands_unpaid
from booking.bookings.models import Booking, Paying, Status
from booking.bookings.selectors import held
from booking.clients.models import Client
from booking.clients.services import Contact
from booking.kernel.errors import Invalid, StaleState
from booking.kernel.money import Money
from payments.intents import asked, payable
from payments.looking import look_at_booking
from payments.offering import offered
from payments.settling import mismatch
from tenants.actors import CLIENT, Actor
from tenants.models import Tenant
from tenants.tenancy import tenant_tx

WAITS_FOR_CARD = ("requires_payment_method", "requires_confirmation", "requires_action")


@dataclass(frozen=True, slots=True)
class CardField:
    """What a browser needs to take a card on our page; the card itself never touches us."""

    client_secret: str
    publishable_key: str
    account: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Checkout:
    booking: Booking
    card_field: CardField | None


def check_out(
    *,
    tenant: Tenant,
    hold_token: str,
    contact: Contact,
    paying: str,
    actor: Actor = CLIENT,
    client: Client | None = None,
    answers: Mapping[str, Any] | None = None,
    intent: bool = True,
    opened: Booking | None = None,
) -> Checkout:
    """Complete the hold. A second call with the same hold and contact resumes where the first one was.

    `client`: who has shown that it is they. `answers`: to the service's questions, by their codes. `intent=False`
    leaves Stripe to the payment page. `opened`: what the token opened, when the caller has just looked; behind the lock
    it is read again. Raises `HoldExpired`, `Invalid`, `Unavailable`; `StaleState` when somebody else completed it."""
    try:
        booking = _completed(
            tenant,
            opened,
            hold_token,
            contact=contact,
            paying=paying,
            actor=actor,
            client=client,
            answers=answers or {},
        )
    except StaleState:  # the same form was sent twice, and the other request was faster
        booking = _now(tenant, hold_token)
    _must_be_theirs(booking, contact)
    if booking.status != Status.AWAITING_PAYMENT or not intent:
        return Checkout(booking, None)
    try:
        return Checkout(booking, card_field(tenant=tenant, booking=booking))
    except StaleState:  # paid meanwhile
        booking = _now(tenant, hold_token)
        if not booking.stands:
            raise
        return Checkout(booking, None)


def card_field(*, tenant: Tenant, booking: Booking) -> CardField:
    """Resumes the stored intent, or makes it. Raises `StaleState` when nothing is to be paid (any more),
    `HoldExpired`, `Unavailable`."""
    for _attempt in range(2):
        booking, payment = payable(tenant, booking.pk)
        seen = asked(tenant, payment, booking)
        if seen.status in WAITS_FOR_CARD and not mismatch(payment, seen):
            return CardField(seen.client_secret or "", settings.STRIPE_PUBLISHABLE_KEY, payment.account, payment.money)
        # Paid, on its way, or cancelled at Stripe: our books follow first.
        look_at_booking(tenant, booking.pk)
    raise StaleState


def look_again(*, tenant: Tenant, booking: Booking) -> None:
    """Ask Stripe how it went and let the booking follow; for the client who comes back from paying."""
    look_at_booking(tenant, booking.pk)


def pay_on_site_instead(*, tenant: Tenant, booking: Booking, actor: Actor = CLIENT) -> Booking:
    """The client pays when they come, if the service allows it. Money that is under way is never lost: the intent is
    looked at first, and cancelled afterwards; a booking that stands by then is returned as it is.

    Raises `Invalid`, `StaleState`, `HoldExpired`."""
    with tenant_tx(tenant):
        if not may_pay_on_site_instead(tenant, booking):
            raise Invalid(errors={"payment": [_("Choose one of the ways to pay that are offered here.")]})
    look_at_booking(tenant, booking.pk)
    with tenant_tx(tenant):
        fresh = Booking.objects.select_related("tenant").get(pk=booking.pk)
        if not fresh.stands:
            fresh = stands_unpaid(booking=booking, actor=actor)
    look_at_booking(tenant, booking.pk)
    return fresh


def must_pay_online(tenant: Tenant, booking: Booking) -> bool:
    """Whether paying now is the only way; inside a transaction."""
    part = booking.parts.all()[0]
    return not offered(tenant, current(tenant).service_by_id(part.service_id))[Paying.ON_SITE]


def may_pay_on_site_instead(tenant: Tenant, booking: Booking) -> bool:
    """Of one that waits for money; inside a transaction. Not where the business has come to answer first: what is
    neither paid nor answered does not stand."""
    service = current(tenant).service_by_id(booking.parts.all()[0].service_id)
    return answer_within(service) is None and offered(tenant, service)[Paying.ON_SITE]


def _completed(
    tenant: Tenant,
    opened: Booking | None,
    hold_token: str,
    *,
    contact: Contact,
    paying: str,
    actor: Actor,
    client: Client | None,
    answers: Mapping[str, Any],
) -> Booking:
    with tenant_tx(tenant):
        booking = opened or held(tenant, hold_token)
        if booking.status != Status.HELD:
            return booking
        _must_be_offered(tenant, booking, paying)
        catalogue = current(tenant)
        service = catalogue.service_by_id(booking.parts.all()[0].service_id)
        return complete_hold(
            booking=booking, contact=contact, paying=paying, actor=actor, client=client,
            answers=answered(catalogue.asked(service), answers), answer_within=answer_within(service),
        )  # fmt: skip


def _now(tenant: Tenant, hold_token: str) -> Booking:
    with tenant_tx(tenant):
        return held(tenant, hold_token)


def _must_be_theirs(booking: Booking, contact: Contact) -> None:
    """Judged when it is complete: until then, anybody with the same hold may be faster."""
    said = (contact.name, contact.email, contact.phone)
    if said != (booking.contact_name, booking.contact_email, booking.contact_phone):
        raise StaleState


def _must_be_offered(tenant: Tenant, booking: Booking, paying: str) -> None:
    service = current(tenant).service_by_id(booking.parts.all()[0].service_id)
    ways = offered(tenant, service)
    if booking.price and not ways.get(Paying(paying) if paying in Paying.values else Paying.FREE, False):
        raise Invalid(errors={"payment": [_("Choose one of the ways to pay that are offered here.")]})
