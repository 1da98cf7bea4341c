"""Money for one of our bookings through an intent that we never stored: nothing is confirmed, staff get a case."""

from booking.bookings.models import Booking
from payments import gateway
from payments.looking import look
from payments.models import Payment, PaymentStatus, StripeInbox, StripeRoute
from payments.refunding import as_key
from tenants import events
from tenants.models import Tenant
from tenants.tenancy import tenant_tx

PAID = "payment_intent.succeeded"


def adopt(told: StripeInbox) -> bool:
    """True when it is ours now. What stands in the metadata counts only if it names a business that has just the
    account where the money is: others can write into the metadata of their own account. Raises `GatewayUnavailable`."""
    if told.type != PAID:
        return False
    try:
        seen = gateway.read_intent(told.intent_id, account=told.account or None)
    except gateway.GatewayRefused:
        return False
    named = as_key(seen.metadata.get("tenant"))
    tenant = Tenant.objects.filter(pk=named, stripe_account=told.account).first() if named else None
    payment = _take_in(tenant, seen, told.account) if tenant and seen.amount_received else None
    if tenant is None or payment is None:
        return False
    look(tenant, payment.pk)
    return True


def _take_in(tenant: Tenant, seen: gateway.IntentSnapshot, account: str) -> Payment | None:
    with tenant_tx(tenant):
        booking = Booking.objects.filter(code=seen.metadata.get("booking", "")).first()
        if booking is None:
            return None
        payment, new = Payment.objects.get_or_create(
            tenant=tenant, intent_id=seen.id,
            defaults={
                "booking": booking, "status": PaymentStatus.MISMATCH, "failure_code": "intent",
                "amount": seen.amount, "currency": seen.currency, "account": account,
            },
        )  # fmt: skip
        StripeRoute.objects.get_or_create(intent_id=seen.id, defaults={"tenant": tenant, "payment_id": payment.pk})
        if new:
            events.record(
                tenant, "payment.mismatch", subject_id=booking.pk, subject_code=booking.code,
                payment=str(payment.pk), what="intent", amount=seen.amount_received, currency=seen.currency,
            )  # fmt: skip
    return payment
