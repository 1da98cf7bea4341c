"""Give money back: written down first with its cause, so that one cause gives back once; then asked of Stripe."""

import logging
from datetime import timedelta
from uuid import UUID

from django.db.models import Sum

from payments import gateway
from payments.models import Payment, Refund, RefundStatus
from tenants import events
from tenants.clock import database_now
from tenants.models import Tenant
from tenants.tenancy import tenant_tx

log = logging.getLogger(__name__)
SENT_WITHIN = timedelta(minutes=1)
# Stripe's answer is about us, not about this payment: the same question will be answered later.
ABOUT_US = {"authentication_failed", "idempotency_error"}


def plan_refund(payment: Payment, amount: int, *, cause: str) -> Refund | None:
    """Inside a transaction that holds the payment. Never more than came in and is not on its way back already.
    Whoever plans it sends it; if they die before, the reconciler does."""
    known = Refund.objects.filter(payment=payment, cause=cause).first()
    if known is not None:
        return known
    left = min(amount, refundable(payment))
    if left <= 0:
        return None
    Payment.objects.filter(pk=payment.pk).update(check_at=database_now() + SENT_WITHIN)
    return Refund.objects.create(tenant=payment.tenant, payment=payment, cause=cause, amount=left)


def refundable(payment: Payment) -> int:
    """What came in and neither went back nor is planned to."""
    moved = payment.entries.aggregate(total=Sum("amount"))["total"] or 0
    on_the_way = (
        payment.refunds.filter(status__in=[RefundStatus.PLANNED, RefundStatus.SENT])
        .exclude(stripe_id__in=payment.entries.values("stripe_id"))
        .aggregate(total=Sum("amount"))["total"]
        or 0
    )
    return moved - on_the_way


def send_refund(tenant: Tenant, payment: Payment, refund: Refund) -> None:
    """Outside a transaction. Repeating it gives nothing back twice. Raises `GatewayUnavailable`."""
    try:
        answer = gateway.refund(
            intent_id=payment.intent_id,
            amount=refund.amount,
            account=payment.account or None,
            idempotency_key=f"refund-{refund.pk}",
            metadata={"refund": str(refund.pk)},
        )
    except gateway.GatewayRefused as problem:
        if problem.code in ABOUT_US:
            raise gateway.GatewayUnavailable(problem.code) from problem
        log.warning("Stripe refused a refund", extra={"code": problem.code, "refund": str(refund.pk)})
        _refused(tenant, payment, refund)
        return
    with tenant_tx(tenant):
        Refund.objects.filter(pk=refund.pk, status=RefundStatus.PLANNED).update(
            status=RefundStatus.SENT, stripe_id=answer.id
        )


def as_key(text: str | None) -> UUID | None:
    """What stands in Stripe's metadata may be anything."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _refused(tenant: Tenant, payment: Payment, refund: Refund) -> None:
    with tenant_tx(tenant):
        changed = Refund.objects.filter(pk=refund.pk, status=RefundStatus.PLANNED).update(status=RefundStatus.REFUSED)
        if changed:
            events.record(
                tenant, "payment.refund_refused", subject_id=payment.booking_id, subject_code=payment.booking.code,
                payment=str(payment.pk), amount=refund.amount, currency=payment.currency,
            )  # fmt: skip
