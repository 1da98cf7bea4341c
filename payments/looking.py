"""Look at Stripe, and let our books and the booking follow. Everything that happens to money goes through here:
a webhook, a client who returns, the reconciler. It can be repeated in any order and ends in the same state."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from booking.bookings.models import Booking, Status
from payments import gateway
from payments.intents import ensure_intent
from payments.models import UNSETTLED, Payment, Refund, RefundStatus
from payments.refunding import send_refund
from payments.settling import settle
from tenants.clock import database_now
from tenants.models import Tenant
from tenants.tenancy import tenant_tx

log = logging.getLogger(__name__)
GONE = (Status.EXPIRED, Status.CANCELLED)
AGAIN = timedelta(minutes=1)
LATEST = timedelta(hours=6)


def look_at_booking(tenant: Tenant, booking_id: UUID) -> None:
    """All payments of a booking. Raises nothing for a Stripe that does not answer: the reconciler comes back."""
    with tenant_tx(tenant):
        payments = list(Payment.objects.filter(booking_id=booking_id).values_list("pk", flat=True))
    for payment_id in payments:
        try:
            look(tenant, payment_id)
        except gateway.GatewayUnavailable:
            log.warning("Stripe does not answer; the reconciler will ask again.")


def look(tenant: Tenant, payment_id: UUID) -> None:
    """Read the intent, cancel it when nobody wants it any more, settle, and send what is to be given back."""
    payment, booking, now = _read(tenant, payment_id)
    seen = ensure_intent(tenant, payment, booking)
    if payment.status in UNSETTLED and _unwanted(booking, now) and seen.status != "succeeded":
        seen = gateway.cancel_intent(payment.intent_id, account=payment.account or None)
    _settle(tenant, payment, seen)
    with tenant_tx(tenant):
        planned = list(Refund.objects.filter(payment_id=payment_id, status=RefundStatus.PLANNED))
    for refund in planned:
        send_refund(tenant, payment, refund)
    if planned:
        _settle(tenant, payment, gateway.read_intent(payment.intent_id, account=payment.account or None))
    _plan_next_look(tenant, payment_id)


def _read(tenant: Tenant, payment_id: UUID) -> tuple[Payment, Booking, datetime]:
    with tenant_tx(tenant):
        payment = Payment.objects.select_related("booking__tenant").get(pk=payment_id)
        return payment, payment.booking, database_now()


def _unwanted(booking: Booking, now: datetime) -> bool:
    """Nobody waits for this money: the booking is gone, is paid otherwise, or its time to pay is over."""
    if booking.status in GONE or booking.stands:
        return True
    return booking.held_until is not None and booking.held_until <= now


def _settle(tenant: Tenant, payment: Payment, seen: gateway.IntentSnapshot) -> None:
    refunds = gateway.read_refunds(payment.intent_id, account=payment.account or None) if seen.amount_refunded else []
    settle(tenant, payment.pk, seen, refunds)


def _plan_next_look(tenant: Tenant, payment_id: UUID) -> None:
    """An unsettled payment is looked at again by itself, less and less often; a settled one no more."""
    with tenant_tx(tenant):
        payment = Payment.objects.get(pk=payment_id)
        waiting = (
            payment.status in UNSETTLED
            or payment.refunds.filter(status__in=[RefundStatus.PLANNED, RefundStatus.SENT]).exists()
        )
        age = database_now() - payment.created_at
        wait = min(max(AGAIN, age / 4), LATEST)
        payment.check_at = database_now() + wait if waiting else None
        payment.save(update_fields=["check_at"])
