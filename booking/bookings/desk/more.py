"""What else is done with a booking: whether the client came, and what they get to show for their money."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from booking.bookings.attending import ABSENT, ARRIVED, DONE, attend, state_of
from booking.bookings.calendar.answering import answered
from booking.bookings.desk.booking import attending, page_of, said, seen_booking
from booking.bookings.desk.forms import AttendForm
from booking.bookings.receipt import business_lines, receipt_lines
from booking.bookings.secrecy import must_know
from booking.kernel.errors import StaleState
from tenants.answers import private
from tenants.clock import database_now
from tenants.requests import TenantRequest
from tenants.undoing import tell_undoable, way_back


@require_http_methods(["GET", "POST"])
def attendance(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    """Has arrived, done, did not come, or back to booked. One click, and one to take it back."""
    booking = seen_booking(request, code)
    form = AttendForm(request.POST if request.method == "POST" else None, initial={"seen": booking.sequence})
    if request.method == "GET" or not form.is_valid():
        context = {"booking": booking, "attending": attending(booking, database_now()), "form": form}
        return render(
            request, "desk/attendance.html", context | {"when": said(booking), "rail": "calendar"},
            status=422 if form.errors else 200,
        )  # fmt: skip
    was, came = state_of(booking), booking.arrived_at
    if was is None:
        raise StaleState
    marked = attend(
        booking=booking, state=form.cleaned_data["state"], actor=request.member.actor, seen=form.cleaned_data["seen"]
    )
    if marked.sequence != booking.sequence:
        tell_undoable(
            request, _said_of(form.cleaned_data["state"]) % {"name": booking.contact_name}, "attendance",
            page=page_of(request, booking), code=code, seen=marked.sequence, state=was,
            came=came.isoformat() if came else "",
        )  # fmt: skip
    return answered(request, "desk-booking", code)


@way_back("attendance")
def take_back(request: TenantRequest, **what: Any) -> None:
    """As it was, with the minute of arrival."""
    came = datetime.fromisoformat(what["came"]) if what["came"] else None
    attend(
        booking=seen_booking(request, what["code"]), state=what["state"], actor=request.member.actor,
        seen=what["seen"], arrived_at=came,
    )  # fmt: skip


@require_GET
@private
def receipt(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    """To print, or to save as a file. It shows what has been paid and not given back."""
    booking = seen_booking(request, code)
    must_know(booking)
    lines = receipt_lines(booking, database_now())
    context = {"booking": booking, "business": business_lines(booking), "lines": lines, "rail": "calendar"}
    return render(request, "desk/receipt.html", context)


def _said_of(state: str) -> str:
    if state == ARRIVED:
        return _("%(name)s has arrived.")
    if state == DONE:
        return _("Done: %(name)s.")
    return _("%(name)s did not come.") if state == ABSENT else _("%(name)s is booked as before.")
