"""Give money back: written down first with its cause, so that one cause gives back once; then asked of Stripe."""

import logging

from django.db.models import Sum

from payments import gateway
from payments.models import Payment, Refund, RefundStatus
from tenants.models import Tenant
from tenants.tenancy import tenant_tx

log = logging.getLogger(__name__)


def plan_refund(payment: Payment, amount: int, *, cause: str) -> Refund | None:
    """Inside a transaction that holds the payment. Never more than came in and is not on its way back already."""
    known = Refund.objects.filter(payment=payment, cause=cause).first()
    if known is not None:
        return known
    left = min(amount, refundable(payment))
    if left <= 0:
        return None
    payment.check_at = None
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
        log.warning("Stripe refused a refund", extra={"code": problem.code, "refund": str(refund.pk)})
        status, stripe_id = RefundStatus.REFUSED, ""
    else:
        status, stripe_id = RefundStatus.SENT, answer.id
    with tenant_tx(tenant):
        Refund.objects.filter(pk=refund.pk, status=RefundStatus.PLANNED).update(status=status, stripe_id=stripe_id)
