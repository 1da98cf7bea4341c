"""The state machine of money: from what Stripe has now to what our books say. Order does not matter."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Sum

from booking.bookings.confirming import record_paid, record_refunded
from booking.bookings.locking import lock
from payments.gateway import IntentSnapshot, RefundSnapshot
from payments.models import LedgerEntry, Payment, PaymentStatus, Refund, RefundStatus
from payments.refunding import plan_refund
from tenants import events
from tenants.models import Tenant
from tenants.tenancy import tenant_tx

LATE = "late"
FROM_STRIPE = {
    "requires_payment_method": PaymentStatus.OPEN,
    "requires_confirmation": PaymentStatus.OPEN,
    "requires_action": PaymentStatus.OPEN,
    "requires_capture": PaymentStatus.PROCESSING,
    "processing": PaymentStatus.PROCESSING,
    "canceled": PaymentStatus.CANCELED,
    "succeeded": PaymentStatus.SUCCEEDED,
}


def settle(tenant: Tenant, payment_id: UUID, seen: IntentSnapshot, refunds: Iterable[RefundSnapshot]) -> None:
    """One transaction: resources, booking, payment are locked in this order; each movement is booked once."""
    with tenant_tx(tenant):
        payment = Payment.objects.select_related("booking__tenant").get(pk=payment_id)
        lock(payment.booking)
        payment = (
            Payment.objects.select_for_update(no_key=True, of=("self",))
            .select_related("booking__tenant")
            .get(pk=payment_id)
        )
        wrong = mismatch(payment, seen)
        if wrong:
            _put_aside(payment, wrong)
            return
        if seen.amount_received:
            _book_capture(payment, seen)
        for refund in refunds:
            if refund.status in ("succeeded", "pending"):
                _book_refund(payment, refund)
            elif refund.status in ("failed", "canceled"):
                Refund.objects.filter(payment=payment, stripe_id=refund.id).update(status=RefundStatus.REFUSED)
        _follow(payment, seen)


def mismatch(payment: Payment, seen: IntentSnapshot) -> str:
    """What differs between the intent and what we stored; empty when nothing does."""
    live = settings.STRIPE_SECRET_KEY.startswith(("sk_live", "rk_live"))
    compared = {
        "intent": (payment.intent_id, seen.id),
        "amount": (payment.amount, seen.amount),
        "received": (payment.amount, seen.amount_received or payment.amount),
        "currency": (payment.currency.lower(), seen.currency.lower()),
        "account": (payment.account, seen.account or ""),
        "livemode": (live, seen.livemode),
    }
    return next((name for name, (ours, theirs) in compared.items() if ours != theirs), "")


def _put_aside(payment: Payment, wrong: str) -> None:
    """Never confirmed; staff decide, and can give the money back."""
    if payment.status == PaymentStatus.MISMATCH:
        return
    payment.status, payment.failure_code = PaymentStatus.MISMATCH, wrong
    payment.save(update_fields=["status", "failure_code"])
    _tell(payment, "payment.mismatch", what=wrong)


def _book_capture(payment: Payment, seen: IntentSnapshot) -> None:
    moved = seen.latest_charge_id or seen.id
    _entry, new = LedgerEntry.objects.get_or_create(
        tenant=payment.tenant,
        stripe_id=moved,
        defaults={
            "payment": payment,
            "booking": payment.booking,
            "amount": seen.amount_received,
            "currency": payment.currency,
        },
    )
    if not new:
        return
    stands = record_paid(booking=payment.booking, amount=seen.amount_received)
    _tell(payment, "payment.succeeded", amount=seen.amount_received, currency=payment.currency)
    if not stands:
        plan_refund(payment, seen.amount_received, cause=LATE)


def _book_refund(payment: Payment, refund: RefundSnapshot) -> None:
    _entry, new = LedgerEntry.objects.get_or_create(
        tenant=payment.tenant,
        stripe_id=refund.id,
        defaults={
            "payment": payment,
            "booking": payment.booking,
            "amount": -refund.amount,
            "currency": payment.currency,
        },
    )
    ours = Refund.objects.filter(payment=payment, stripe_id=refund.id).first()
    if ours and refund.status == "succeeded":
        Refund.objects.filter(pk=ours.pk).update(status=RefundStatus.DONE)
    if not new:
        return
    record_refunded(booking=payment.booking, amount=refund.amount)
    late = ours is not None and ours.cause == LATE
    told = "payment.late_refunded" if late else "payment.refunded"
    _tell(payment, told, amount=refund.amount, currency=payment.currency)


def _follow(payment: Payment, seen: IntentSnapshot) -> None:
    failed = seen.last_error_code or ""
    if failed and not payment.failure_code and seen.status == "requires_payment_method":
        _tell(payment, "payment.failed", code=failed)
    payment.failure_code = failed or payment.failure_code
    payment.status = FROM_STRIPE.get(seen.status, payment.status)
    payment.disputed = seen.disputed
    payment.save(update_fields=["status", "failure_code", "disputed"])


def _tell(payment: Payment, type: str, **data: Any) -> None:
    booking = payment.booking
    events.record(
        payment.tenant, type, subject_id=booking.pk, subject_code=booking.code, payment=str(payment.pk), **data
    )


def captured(payment: Payment) -> int:
    """What came in, before anything went back."""
    return payment.entries.filter(amount__gt=0).aggregate(total=Sum("amount"))["total"] or 0
