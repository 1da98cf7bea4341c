"""Look at Stripe, and let our books and the booking follow. Everything that happens to money goes through here:
a webhook, a client who returns, the reconciler. It can be repeated in any order and ends in the same state."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from booking.bookings.models import Booking, Status
from booking.kernel.errors import SlotTaken
from payments import gateway
from payments.intents import ensure_intent
from payments.models import UNSETTLED, Payment, PaymentStatus, Refund, RefundStatus
from payments.refunding import ABOUT_US, send_refund
from payments.settling import mismatch, settle
from tenants.clock import database_now
from tenants.models import Tenant
from tenants.tenancy import tenant_tx

log = logging.getLogger(__name__)
GONE = (Status.EXPIRED, Status.CANCELLED)
WAITING = (RefundStatus.PLANNED, RefundStatus.SENT)
AGAIN = timedelta(minutes=1)
LATEST = timedelta(hours=6)
# Settled money is looked at again after a day, two, four, …: refunds and disputes that no webhook told.
DAILY = timedelta(days=1)
FORGOTTEN = timedelta(days=180)


def look_at_booking(tenant: Tenant, booking_id: UUID) -> bool:
    """All payments of a booking. False: Stripe does not answer, or somebody held the rows for too long;
    the reconciler comes back."""
    with tenant_tx(tenant):
        payments = list(Payment.objects.filter(booking_id=booking_id).values_list("pk", flat=True))
    answered = True
    for payment_id in payments:
        try:
            look(tenant, payment_id)
        except (gateway.GatewayUnavailable, SlotTaken):
            log.warning("A payment cannot be looked at now; the reconciler will come back.")
            answered = False
    return answered


def look(tenant: Tenant, payment_id: UUID) -> None:
    """Read the intent, cancel it when nobody wants it any more, settle, and send what is to be given back.
    Raises `GatewayUnavailable`."""
    payment, booking, now = _read(tenant, payment_id)
    if payment.status == PaymentStatus.CANCELED and not payment.intent_id:
        return
    unwanted = payment.status in UNSETTLED and _unwanted(booking, now)
    try:
        _ask(tenant, payment, booking, unwanted=unwanted)
    except gateway.GatewayRefused as refusal:
        _refused(tenant, payment, refusal, unwanted=unwanted)
    plan_next_look(tenant, payment_id)


def plan_next_look(tenant: Tenant, payment_id: UUID) -> None:
    """What is unsettled is looked at again by itself, less and less often; what is settled, rarely."""
    with tenant_tx(tenant):
        payment = Payment.objects.select_for_update(no_key=True).get(pk=payment_id)
        waits = payment.status in UNSETTLED or payment.refunds.filter(status__in=WAITING).exists()
        now = database_now()
        payment.check_at = _next_look(payment, now, waits=waits)
        payment.save(update_fields=["check_at"])


def _next_look(payment: Payment, now: datetime, *, waits: bool) -> datetime | None:
    age = now - payment.created_at
    if waits:
        return now + min(max(AGAIN, age / 4), LATEST)
    if payment.status == PaymentStatus.CANCELED or age > FORGOTTEN:
        return None
    return now + max(DAILY, age)


def _read(tenant: Tenant, payment_id: UUID) -> tuple[Payment, Booking, datetime]:
    with tenant_tx(tenant):
        payment = Payment.objects.select_related("booking__tenant").get(pk=payment_id)
        return payment, payment.booking, database_now()


def _unwanted(booking: Booking, now: datetime) -> bool:
    """Nobody waits for this money: the booking is gone, is paid otherwise, or its time to pay is over."""
    if booking.status in GONE or booking.stands:
        return True
    return booking.held_until is not None and booking.held_until <= now


def _ask(tenant: Tenant, payment: Payment, booking: Booking, *, unwanted: bool) -> None:
    seen = ensure_intent(tenant, payment, booking)
    if (unwanted or mismatch(payment, seen)) and seen.status not in ("succeeded", "canceled"):
        seen = gateway.cancel_intent(payment.intent_id, account=payment.account or None)
    _settle(tenant, payment, seen)
    with tenant_tx(tenant):
        planned = list(Refund.objects.filter(payment=payment, status=RefundStatus.PLANNED))
    for refund in planned:
        send_refund(tenant, payment, refund)
    if planned:
        _settle(tenant, payment, gateway.read_intent(payment.intent_id, account=payment.account or None))


def _settle(tenant: Tenant, payment: Payment, seen: gateway.IntentSnapshot) -> None:
    """Refunds are read as soon as there is one, also when the bank has sent it back meanwhile."""
    with tenant_tx(tenant):
        any_refund = (
            bool(seen.amount_refunded) or payment.refunds.exists() or payment.entries.filter(amount__lt=0).exists()
        )
    refunds = gateway.read_refunds(payment.intent_id, account=payment.account or None) if any_refund else []
    settle(tenant, payment.pk, seen, refunds)


def _refused(tenant: Tenant, payment: Payment, refusal: gateway.GatewayRefused, *, unwanted: bool) -> None:
    """Stripe has no such intent, or would not make one: there is nothing that anybody could pay."""
    if refusal.code in ABOUT_US:
        raise gateway.GatewayUnavailable(refusal.code) from refusal
    log.error("Stripe refused to show a payment", extra={"code": refusal.code, "payment": str(payment.pk)})
    if unwanted:
        with tenant_tx(tenant):
            Payment.objects.filter(pk=payment.pk, status__in=UNSETTLED).update(
                status=PaymentStatus.CANCELED, failure_code=refusal.code[:60]
            )
