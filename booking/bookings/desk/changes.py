"""Cancel by staff: for the business, for the client who called, or because it was a mistake. Told what it leads to,
asked once, done."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from booking.bookings.calendar.answering import shown_beside
from booking.bookings.cancelling import MISTAKE, cancel, may_remove, may_take_back, restore
from booking.bookings.desk.booking import page_of, reachable, said, seen_booking
from booking.bookings.desk.forms import CancelForm
from booking.bookings.models import Booking, Status
from booking.bookings.policies import outcome
from booking.kernel.errors import StaleState
from booking.kernel.money import Money
from booking.kernel.saying import page_language
from tenants.clock import database_now
from tenants.requests import TenantRequest
from tenants.undoing import tell_undoable, way_back

STAFF, CLIENT = "staff", "client"


@require_http_methods(["GET", "POST"])
def cancellation(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    """Staff are not bound by the policy, and give everything back. `?by=client`: the client cancelled, and the policy
    says what goes back. `?by=mistake`: it should never have been there."""
    booking = seen_booking(request, code)
    by = request.GET.get("by", STAFF)
    if booking.status not in (Status.CONFIRMED, Status.AWAITING_PAYMENT) or by not in (STAFF, CLIENT, MISTAKE):
        raise StaleState
    over = booking.end_at <= database_now()
    initial = {"seen": booking.sequence, "tell": reachable(booking) and not over}
    form = CancelForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        return _cancel(request, booking, by, form)
    context = {"booking": booking, "form": form, "when": said(booking), "by": by, "may_remove": may_remove(booking)}
    context |= _money(booking, by) | {"reachable": reachable(booking)}
    return render(request, "desk/cancel.html", context, status=422 if form.errors else 200)


def _cancel(request: TenantRequest, booking: Booking, by: str, form: CancelForm) -> HttpResponse:
    cancelled = cancel(
        booking=booking,
        actor=request.member.actor,
        by=by,
        reason=form.cleaned_data["reason"],
        seen=form.cleaned_data["seen"],
        on_behalf=True,
        tell=form.cleaned_data["tell"],
    )
    names = {"name": booking.contact_name, "when": said(booking)}
    text = _("Removed: %(name)s, %(when)s") if by == MISTAKE else _("Cancelled: %(name)s, %(when)s")
    if not may_take_back(cancelled):
        messages.success(request, text % names)
        return redirect("desk-booking", request.tenant.slug, booking.code)
    page = page_of(request, booking)
    tell_undoable(request, text % names, "removal", page=page, code=booking.code, seen=cancelled.sequence)
    if request.headers.get("HX-Target") == "panel":
        return shown_beside(request)
    if by == MISTAKE:
        return redirect("desk", request.tenant.slug)
    return redirect("desk-booking", request.tenant.slug, booking.code)


@way_back("removal")
def put_back(request: TenantRequest, **what: Any) -> None:
    """It stands again, if nobody has taken its time."""
    restore(booking=seen_booking(request, what["code"]), actor=request.member.actor, seen=what["seen"])


def _money(booking: Booking, by: str) -> dict[str, str]:
    """What goes back, and what stays."""
    judged = outcome(booking, database_now())
    back = judged.refund.amount if by == CLIENT else booking.paid_amount
    return {
        "refund": Money(back, booking.currency).written(page_language()) if back else "",
        "kept": Money(booking.paid_amount - back, booking.currency).written(page_language())
        if booking.paid_amount > back
        else "",
    }
