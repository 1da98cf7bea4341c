"""The staff's page about money: what needs a look, what was paid lately, and giving money back."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from booking.bookings.secrecy import as_seen_by
from booking.kernel.money import Money
from booking.kernel.saying import page_language, say_moment
from payments.giving_back import give_back
from payments.models import PaymentStatus
from payments.selectors import latest_payments, needing_attention, payment_with_sums
from tenants.answers import private, see_other
from tenants.clock import local_today
from tenants.requests import TenantRequest
from tenants.tenancy import outside_transaction, tenant_tx


@dataclass(frozen=True, slots=True)
class Row:
    """One payment as it is told. `left` and `back` are empty when there is nothing of it."""

    payment: Any
    when: str
    came: str
    back: str
    left: str
    state: str
    badge: str
    reasons: list[str]


@require_GET
@private
def money(request: TenantRequest, tenant: str) -> HttpResponse:
    zone = request.tenant.timezone
    today = local_today(zone)
    attention, latest = needing_attention(), latest_payments()
    as_seen_by(request.member, [payment.booking for payment in (*attention, *latest)])
    context = {
        "attention": [_row(payment, zone, today) for payment in attention],
        "latest": [_row(payment, zone, today) for payment in latest],
        "rail": "money",
    }
    return render(request, "payments/desk/money.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@outside_transaction
@private
def refund(request: TenantRequest, tenant: str, payment: UUID) -> HttpResponseBase:
    """Everything that can be given back, asked for once. A second click finds nothing left. Raises `NotFound`."""
    if request.method != "POST":
        with tenant_tx(request.tenant):
            zone = request.tenant.timezone
            found = payment_with_sums(payment)
            as_seen_by(request.member, [found.booking])
            row = _row(found, zone, local_today(zone))
        if row.left:
            return render(request, "payments/desk/refund.html", {"row": row, "rail": "money"})
        messages.info(request, _("There was nothing left to pay back."))
        return see_other("desk-money", tenant=tenant)
    back = give_back(tenant=request.tenant, payment_id=payment, actor=request.member.actor)
    if back:
        messages.success(request, _("%(amount)s is on its way back.") % {"amount": back.written(page_language())})
    else:
        messages.info(request, _("There was nothing left to pay back."))
    return see_other("desk-money", tenant=tenant)


def _row(payment: Any, zone: str, today: date) -> Row:
    def written(amount: int) -> str:
        return Money(amount, payment.moved_currency).written(page_language()) if amount > 0 else ""

    state, badge = _state(payment)
    return Row(
        payment=payment,
        when=say_moment(payment.created_at, zone, page_language(), today=today),
        came=written(payment.came),
        back=written(payment.back),
        left=written(payment.left),
        state=state,
        badge=badge,
        reasons=_reasons(payment),
    )


def _state(payment: Any) -> tuple[str, str]:
    if payment.disputed:
        return _("Disputed"), "booked"
    if payment.status == PaymentStatus.MISMATCH and payment.left > 0:
        return _("Does not match"), "first"
    if payment.back and payment.back >= payment.came:
        return _("Paid back"), "absence"
    if payment.pending or payment.back:
        return (_("On its way back"), "held") if payment.pending else (_("Partly paid back"), "absence")
    return _("Paid"), "done"


def _reasons(payment: Any) -> list[str]:
    """Why somebody should look, in sentences."""
    sums = {
        "asked": payment.money.written(page_language()),
        "came": Money(payment.came, payment.moved_currency).written(page_language()),
    }
    said = []
    if payment.status == PaymentStatus.MISMATCH and payment.left > 0:
        said.append(
            _("%(came)s came in by a payment that we did not ask for. The booking is not confirmed by it.") % sums
            if payment.failure_code == "intent"
            else _("%(came)s came in, but %(asked)s was asked for. The booking is not confirmed by it.") % sums
        )
    if getattr(payment, "refused", False) and payment.left > 0:
        said.append(_("A repayment was refused. Try again, or pay the client back in another way."))
    if payment.disputed:
        said.append(_("The client's bank has asked for the money back. Answer in Stripe."))
    return said
