"""Staff give everything back that a payment brought in: with one click, and once however often it is clicked."""

import logging
from uuid import UUID

from booking.kernel.errors import NotFound
from booking.kernel.money import Money
from payments import gateway
from payments.locking import lock_payment
from payments.looking import look
from payments.models import Payment, RefundStatus
from payments.refunding import plan_refund, refundable
from tenants import events
from tenants.actors import Actor
from tenants.models import Tenant
from tenants.tenancy import tenant_tx

log = logging.getLogger(__name__)


def give_back(*, tenant: Tenant, payment_id: UUID, actor: Actor) -> Money | None:
    """What goes back now; None when there is nothing left to give. Called outside a transaction.

    Stripe is asked first what really came in. When it does not answer, what we know of is planned, and the
    reconciler sends it. Raises `NotFound`."""
    with tenant_tx(tenant):
        if not Payment.objects.filter(pk=payment_id).exists():
            raise NotFound
    _look(tenant, payment_id)
    planned = _plan(tenant, payment_id, actor)
    if planned:
        _look(tenant, payment_id)
    return planned


def _plan(tenant: Tenant, payment_id: UUID, actor: Actor) -> Money | None:
    """A refund that Stripe refused has a cause of its own, so that it can be tried again."""
    with tenant_tx(tenant):
        payment = lock_payment(payment_id)
        left = refundable(payment)
        if left <= 0:
            return None
        refused = payment.refunds.filter(status=RefundStatus.REFUSED).count()
        cause = f"staff:{payment.pk}" + (f":{refused}" if refused else "")
        refund = plan_refund(payment, left, cause=cause)
        if refund is None or refund.status != RefundStatus.PLANNED:
            return None
        events.record(
            tenant, "payment.refund_asked", subject_id=payment.booking_id, subject_code=payment.booking.code,
            actor=actor, payment=str(payment.pk), amount=refund.amount, currency=received_currency(payment),
        )  # fmt: skip
        return Money(refund.amount, received_currency(payment))


def received_currency(payment: Payment) -> str:
    """In which the money really came: not always the one that was asked for."""
    entry = payment.entries.first()
    return entry.currency if entry else payment.currency


def _look(tenant: Tenant, payment_id: UUID) -> None:
    try:
        look(tenant, payment_id)
    except gateway.GatewayUnavailable:
        log.warning("Stripe does not answer; the reconciler sends what is planned.")
