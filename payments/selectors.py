"""Reading money: what needs somebody's attention, and what was paid lately. Inside a transaction of the tenant."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from booking.kernel.errors import NotFound
from payments.models import LedgerEntry, Payment, PaymentStatus, Refund, RefundStatus

SHOWN = 50
ON_THE_WAY = (RefundStatus.PLANNED, RefundStatus.SENT)


def needing_attention() -> list[Payment]:
    """Money that matches nothing, that could not be given back, or that the client's bank asks for. Newest first."""
    refused = Refund.objects.filter(payment=OuterRef("pk"), status=RefundStatus.REFUSED)
    stuck = (Q(status=PaymentStatus.MISMATCH) | Exists(refused)) & Q(left__gt=0)
    return list(_with_sums().annotate(refused=Exists(refused)).filter(stuck | Q(disputed=True))[:SHOWN])


def latest_payments() -> list[Payment]:
    """Whatever money has moved for, newest first."""
    return list(_with_sums().filter(came__gt=0)[:SHOWN])


def payment_with_sums(payment_id: UUID) -> Payment:
    """One of them. Raises `NotFound`."""
    found: Payment | None = _with_sums().filter(pk=payment_id).first()
    if found is None:
        raise NotFound
    return found


def _with_sums() -> QuerySet[Any]:
    """`came`: captured; `back`: given back; `left`: could be given back now; all in `moved_currency`."""
    entries = LedgerEntry.objects.filter(payment=OuterRef("pk")).order_by().values("payment")
    returned = entries.filter(Q(amount__lt=0) | Q(stripe_id__endswith=":returned"))
    unbooked = Refund.objects.filter(payment=OuterRef("pk"), status__in=ON_THE_WAY).exclude(
        Exists(LedgerEntry.objects.filter(payment=OuterRef("payment"), stripe_id=OuterRef("stripe_id")))
    )
    rows = Payment.objects.select_related("booking").annotate(
        moved=_sum(entries),
        back=-_sum(returned),
        pending=_sum(unbooked.order_by().values("payment")),
        moved_currency=Coalesce(Subquery(entries.values("currency")[:1]), F("currency")),
    )
    return rows.annotate(came=F("moved") + F("back"), left=F("moved") - F("pending")).order_by("-created_at", "-pk")


def _sum(rows: QuerySet) -> Coalesce:
    return Coalesce(Subquery(rows.annotate(total=Sum("amount")).values("total")), 0, output_field=IntegerField())
