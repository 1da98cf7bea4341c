"""The state machine of money: from what Stripe has now to what our books say. Order does not matter."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from booking.bookings.confirming import record_paid, record_put_aside, record_refunded
from payments.gateway import IntentSnapshot, RefundSnapshot
from payments.locking import lock_payment
from payments.models import LedgerEntry, Payment, PaymentStatus, Refund, RefundStatus
from payments.refunding import as_key, plan_refund
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
ENDED = (PaymentStatus.SUCCEEDED, PaymentStatus.CANCELED, PaymentStatus.MISMATCH)


def settle(tenant: Tenant, payment_id: UUID, seen: IntentSnapshot, refunds: Iterable[RefundSnapshot]) -> None:
    """One transaction: resources, booking, payment are locked in this order; each movement is booked once.

    `seen` was read before the lock and may be older than what is booked already: nothing goes back."""
    with tenant_tx(tenant):
        payment = lock_payment(payment_id)
        wrong = mismatch(payment, seen)
        if wrong and payment.status != PaymentStatus.MISMATCH:
            payment.status, payment.failure_code = PaymentStatus.MISMATCH, wrong
            _tell(payment, "payment.mismatch", what=wrong, amount=seen.amount_received, currency=seen.currency)
        if seen.amount_received:
            _book_capture(payment, seen)
        for refund in refunds:
            _book_refund(payment, refund)
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


def _book_capture(payment: Payment, seen: IntentSnapshot) -> None:
    """Money that does not match confirms nothing: staff decide, and can give it back."""
    if not _booked(payment, seen.latest_charge_id or seen.id, seen.amount_received, seen.currency):
        return
    if payment.status == PaymentStatus.MISMATCH:
        if seen.currency == payment.booking.currency:
            record_put_aside(booking=payment.booking, amount=seen.amount_received)
        return
    stands = record_paid(booking=payment.booking, amount=seen.amount_received)
    _tell(payment, "payment.succeeded", amount=seen.amount_received, currency=seen.currency)
    if not stands:
        plan_refund(payment, seen.amount_received, cause=LATE)


def _book_refund(payment: Payment, refund: RefundSnapshot) -> None:
    mine = Q(stripe_id=refund.id)
    asked = as_key(refund.metadata.get("refund"))
    if asked:  # Stripe did it, and its answer was lost
        mine |= Q(pk=asked, stripe_id="")
    ours = Refund.objects.filter(mine, payment=payment).first()
    if refund.status in ("succeeded", "pending"):
        _book_outgoing(payment, refund, ours)
    elif refund.status in ("failed", "canceled"):
        _book_returned(payment, refund, ours)


def _book_outgoing(payment: Payment, refund: RefundSnapshot, ours: Refund | None) -> None:
    if ours and not (ours.stripe_id and ours.status == RefundStatus.REFUSED):
        ours.stripe_id = refund.id
        ours.status = RefundStatus.DONE if refund.status == "succeeded" else RefundStatus.SENT
        ours.save(update_fields=["stripe_id", "status"])
    if not _booked(payment, refund.id, -refund.amount, refund.currency):
        return
    if refund.currency == payment.booking.currency:
        record_refunded(booking=payment.booking, amount=refund.amount)
    late = ours is not None and ours.cause == LATE
    told = "payment.late_refunded" if late else "payment.refunded"
    _tell(payment, told, amount=refund.amount, currency=refund.currency)


def _book_returned(payment: Payment, refund: RefundSnapshot, ours: Refund | None) -> None:
    """The bank sent a refund back: the money is ours again, and somebody has to look."""
    if ours and ours.status != RefundStatus.REFUSED:
        ours.stripe_id, ours.status = refund.id, RefundStatus.REFUSED
        ours.save(update_fields=["stripe_id", "status"])
        _tell(payment, "payment.refund_refused", amount=refund.amount, currency=refund.currency)
    if not payment.entries.filter(stripe_id=refund.id).exists():
        return
    new = _booked(payment, f"{refund.id}:returned", refund.amount, refund.currency)
    if new and refund.currency == payment.booking.currency:
        record_refunded(booking=payment.booking, amount=-refund.amount)


def _booked(payment: Payment, stripe_id: str, amount: int, currency: str) -> bool:
    """Write one movement into the ledger. False: it was there already."""
    _entry, new = LedgerEntry.objects.get_or_create(
        tenant=payment.tenant,
        stripe_id=stripe_id,
        defaults={"payment": payment, "booking": payment.booking, "amount": amount, "currency": currency},
    )
    return new


def _follow(payment: Payment, seen: IntentSnapshot) -> None:
    failed = seen.last_error_code or ""
    if payment.status not in ENDED:
        if failed and not payment.failure_code and seen.status == "requires_payment_method":
            _tell(payment, "payment.failed", code=failed)
        payment.failure_code = failed or payment.failure_code
    if payment.status not in ENDED or (payment.status == PaymentStatus.CANCELED and seen.status == "succeeded"):
        payment.status = FROM_STRIPE.get(seen.status, payment.status)
    if seen.disputed and not payment.disputed:
        payment.disputed = True
        _tell(payment, "payment.disputed", amount=seen.amount_received, currency=seen.currency)
    payment.save(update_fields=["status", "failure_code", "disputed"])


def _tell(payment: Payment, type: str, **data: Any) -> None:
    booking = payment.booking
    events.record(
        payment.tenant, type, subject_id=booking.pk, subject_code=booking.code, payment=str(payment.pk), **data
    )
