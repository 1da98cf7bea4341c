"""What staff see of messages: those about one booking, and everything that was given up."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from booking.bookings.desk.booking import seen_booking
from booking.bookings.secrecy import as_seen_by, must_know
from booking.kernel.errors import NotFound
from booking.kernel.saying import local_day, page_language, say_moment
from notifications.again import confirm_again, may_send
from notifications.forms import AgainForm, ReceiptForm
from notifications.models import Message, MessageStatus
from notifications.receipts import receipt_goes_to, receipts_sent, send_receipt
from notifications.recipients import client_of
from notifications.selectors import messages_of, undelivered
from tenants.answers import see_other
from tenants.clock import database_now
from tenants.requests import TenantRequest
from tenants.undelivered import try_again
from tenants.undelivered import undelivered as undelivered_events

KINDS = {
    "confirmation": gettext_lazy("Confirmation"),
    "moved": gettext_lazy("New time"),
    "moved_away": gettext_lazy("Given to a colleague"),
    "passed_on": gettext_lazy("No longer theirs"),
    "client_changed": gettext_lazy("Another client"),
    "receipt": gettext_lazy("Receipt"),
    "cancelled": gettext_lazy("Cancellation"),
    "requested": gettext_lazy("Request"),
    "declined": gettext_lazy("Request declined"),
    "withdrawn": gettext_lazy("Request withdrawn"),
    "lapsed": gettext_lazy("Nobody answered in time"),
    "reminder": gettext_lazy("Reminder"),
    "payment_failed": gettext_lazy("Payment failed"),
    "refunded": gettext_lazy("Money back"),
    "late_refunded": gettext_lazy("Paid too late, money back"),
    "mismatch": gettext_lazy("Payment that does not match"),
    "refund_failed": gettext_lazy("Refund that failed"),
    "disputed": gettext_lazy("Disputed payment"),
}
BADGES = {
    MessageStatus.PLANNED: "held",
    MessageStatus.SENT: "done",
    MessageStatus.DROPPED: "absence",
    MessageStatus.MISSED: "first",
    MessageStatus.FAILED: "booked",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One message as it is told. `at` is when it was sent, or will be, or should have been."""

    message: Message
    what: str
    when: str
    at: datetime
    badge: str


@require_safe
def booking_messages(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    """A part of the booking's page, which fetches it; a page of its own for whoever comes without a script. The
    newest first, as the history beside it."""
    booking = seen_booking(request, code)
    now, zone = database_now(), booking.location.timezone
    lines = [_line(message, zone, now) for message in messages_of(booking).reverse()]
    part_only = request.headers.get("HX-Request")
    template = "notifications/desk/_messages.html" if part_only else "notifications/desk/messages.html"
    return render(request, template, {"booking": booking, "lines": lines, "rail": "calendar"})


@require_http_methods(["GET", "HEAD", "POST"])
def confirmation(request: TenantRequest, tenant: str, code: str) -> HttpResponseBase:
    """Says where it goes, and sends it once more."""
    booking = seen_booking(request, code)
    must_know(booking)
    if request.method == "POST":
        told = confirm_again(booking=booking, actor=request.member.actor)
        messages.success(request, _("The confirmation is on its way to %(address)s.") % {"address": told.address})
        return see_other("desk-booking", tenant=tenant, code=code)
    context = {"booking": booking, "told": client_of(booking), "may_send": may_send(booking), "rail": "calendar"}
    return render(request, "notifications/desk/confirmation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: TenantRequest, tenant: str, code: str) -> HttpResponseBase:
    """Says where it goes, and sends it."""
    booking = seen_booking(request, code)
    must_know(booking)
    sent, told = receipts_sent(booking), receipt_goes_to(booking)
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        message = send_receipt(booking=booking, actor=request.member.actor, seen=form.cleaned_data["seen"])
        if message:
            messages.success(request, _("The receipt is on its way to %(address)s.") % {"address": message.address})
        else:
            messages.info(request, _("The receipt is on its way already."))
        return see_other("desk-booking", tenant=tenant, code=code)
    context = {"booking": booking, "told": told, "sent": sent, "rail": "calendar"}
    return render(request, "notifications/desk/receipt.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def given_up(request: TenantRequest, tenant: str) -> HttpResponseBase:
    """Messages that reached nobody, and events that a reader gave up; POST sets one of the latter going again."""
    if request.method == "POST":
        form = AgainForm(request.POST)
        if not form.is_valid() or not try_again(
            tenant=request.tenant, delivery_id=form.cleaned_data["delivery"], actor=request.member.actor
        ):
            raise NotFound
        messages.success(request, _("It is on its way again."))
        return see_other("desk-undelivered", tenant=tenant)
    now, found = database_now(), list(undelivered(request.tenant))
    as_seen_by(request.member, [message.booking for message in found])
    context = {
        "lines": [_line(message, request.tenant.timezone, now) for message in found],
        "deliveries": undelivered_events(),
        "rail": "messages",
    }
    return render(request, "notifications/desk/undelivered.html", context)


def _line(message: Message, zone: str, now: datetime) -> Line:
    at = message.sent_at or (message.due_at if message.status == MessageStatus.PLANNED else min(message.due_at, now))
    return Line(
        message=message,
        what=str(KINDS.get(message.kind, message.kind)),
        when=say_moment(at, zone, page_language(), today=local_day(now, zone)),
        at=at,
        badge=BADGES[MessageStatus(message.status)],
    )
