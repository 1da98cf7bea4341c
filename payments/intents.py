"""One payment for one booking: planned in our own transaction first, then made known to Stripe."""

import logging
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from booking.bookings.locking import lock
from booking.bookings.models import Booking, Status
from booking.kernel.errors import HoldExpired, StaleState, Unavailable
from payments import gateway
from payments.models import UNSETTLED, Payment, PaymentStatus, StripeRoute
from tenants.clock import database_now
from tenants.models import Tenant
from tenants.tenancy import tenant_tx

log = logging.getLogger(__name__)
FIRST_LOOK = timedelta(seconds=60)


def plan_payment(booking: Booking) -> Payment:
    """The booking's unsettled payment, made when there is none. Inside a transaction; the amount is frozen."""
    lock(booking)
    open_one = Payment.objects.filter(booking=booking, status__in=UNSETTLED).first()
    return open_one or Payment.objects.create(
        tenant=booking.tenant,
        booking=booking,
        amount=booking.price,
        currency=booking.currency,
        account=booking.tenant.stripe_account,
        check_at=database_now() + FIRST_LOOK,
    )


def ensure_intent(tenant: Tenant, payment: Payment, booking: Booking) -> gateway.IntentSnapshot:
    """The payment's intent, as Stripe has it now. Outside a transaction; repeating it makes no second one.

    Raises `GatewayUnavailable` and `GatewayRefused`."""
    account = payment.account or None
    if payment.intent_id:
        return gateway.read_intent(payment.intent_id, account=account)
    seen = gateway.create_intent(
        amount=payment.amount,
        currency=payment.currency,
        account=account,
        idempotency_key=f"payment-{payment.pk}",
        metadata={"tenant": str(tenant.pk), "booking": booking.code, "payment": str(payment.pk)},
        # Nothing that may change: the same key with other words would be refused.
        description=booking.code,
    )
    with tenant_tx(tenant):
        Payment.objects.filter(pk=payment.pk, intent_id="").update(intent_id=seen.id, status=PaymentStatus.OPEN)
        StripeRoute.objects.get_or_create(intent_id=seen.id, defaults={"tenant": tenant, "payment_id": payment.pk})
    payment.intent_id = seen.id
    return seen


def payable(tenant: Tenant, booking_id: UUID) -> tuple[Booking, Payment]:
    """The booking that waits for money, with its payment. Raises `StaleState` when it does not wait, or when money
    came that did not match and staff have to look first; `HoldExpired` when its time to pay is over."""
    with tenant_tx(tenant):
        booking = Booking.objects.select_related("tenant").get(pk=booking_id)
        payment = plan_payment(booking)
        booking.refresh_from_db(fields=["status", "held_until"])
        if booking.status != Status.AWAITING_PAYMENT:
            raise StaleState
        if Payment.objects.filter(booking=booking, status=PaymentStatus.MISMATCH).exists():
            raise StaleState
        if booking.held_until is None or booking.held_until <= database_now():
            raise HoldExpired
        return booking, payment


def asked(tenant: Tenant, payment: Payment, booking: Booking) -> gateway.IntentSnapshot:
    """`ensure_intent` for somebody who waits: what Stripe cannot answer becomes a sentence."""
    try:
        return ensure_intent(tenant, payment, booking)
    except gateway.GatewayRefused as problem:
        log.error("Stripe refused a payment", extra={"code": problem.code, "payment": str(payment.pk)})
        raise Unavailable(_("Paying by card does not work here just now. Your time is still held.")) from problem
    except gateway.GatewayUnavailable as problem:
        raise Unavailable(_("The payment service does not answer. Your time is still held; try again.")) from problem
