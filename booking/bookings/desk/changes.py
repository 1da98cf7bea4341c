"""Move and cancel by staff: told what it leads to, asked once, done."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from booking.availability.catalogue import current
from booking.availability.search import FreeTime, nearest_free
from booking.bookings import moving
from booking.bookings.cancelling import cancel
from booking.bookings.desk import asking
from booking.bookings.desk.asking import Asked
from booking.bookings.desk.booking import said, seen_booking
from booking.bookings.desk.forms import CancelForm, MoveForm
from booking.bookings.desk.times import as_choices, calendar, next_choices
from booking.bookings.desk.warnings import outside_the_rules
from booking.bookings.desk.who import offered
from booking.bookings.models import Booking, Status
from booking.kernel.clock import as_day, as_moment
from booking.kernel.errors import NotBookable, SlotTaken, StaleState
from booking.kernel.money import Money
from booking.kernel.saying import page_language, say_moment
from booking.resources.models import Resource
from tenants.clock import database_now
from tenants.requests import TenantRequest


@require_http_methods(["GET", "POST"])
def cancellation(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    """Staff are not bound by the policy, and give everything back."""
    booking = seen_booking(request, code)
    if booking.status not in (Status.CONFIRMED, Status.AWAITING_PAYMENT):
        raise StaleState
    form = CancelForm(request.POST if request.method == "POST" else None, initial={"seen": booking.sequence})
    if request.method == "POST" and form.is_valid():
        cancel(
            booking=booking,
            actor=request.member.actor,
            by="staff",
            reason=form.cleaned_data["reason"],
            seen=form.cleaned_data["seen"],
        )
        messages.success(
            request, _("Cancelled: %(name)s, %(when)s") % {"name": booking.contact_name, "when": said(booking)}
        )
        return redirect("desk-booking", request.tenant.slug, booking.code)
    refund = Money(booking.paid_amount, booking.currency).written(page_language()) if booking.paid_amount else ""
    context = {"booking": booking, "form": form, "when": said(booking), "refund": refund}
    return render(request, "desk/cancel.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def move(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    """Choose another time (`?day=`, `?with=`), look once at what will be (`?start=`), and move (POST)."""
    booking = seen_booking(request, code)
    if booking.status != Status.CONFIRMED:
        raise StaleState
    asked = _asked(request, booking)
    if asked.start is None:
        return _choose_time(request, booking, asked)
    form = MoveForm(request.POST if request.method == "POST" else None, initial={"seen": booking.sequence})
    if request.method == "POST" and form.is_valid():
        return _move(request, booking, asked, asked.start, form.cleaned_data["seen"])
    context = _context(booking, asked) | {
        "form": form,
        "new": _said(asked.start, booking),
        "back": asked.query(start=""),
        "warnings": _warnings(request, asked),
    }
    return render(request, "desk/move_confirm.html", context, status=422 if form.errors else 200)


def _move(request: TenantRequest, booking: Booking, asked: Asked, start: datetime, seen: int) -> HttpResponse:
    try:
        moved = moving.move(
            booking=booking,
            start_at=start,
            practitioner=asked.wish.practitioner,
            actor=request.member.actor,
            by_staff=True,
            seen=seen,
        )
    except SlotTaken as taken:
        return _taken(request, booking, asked, taken.extra.get("alternatives", []))
    except NotBookable:
        return _taken(request, booking, asked, nearest_free(request.tenant, asked.wish, start, staff=True))
    when = _said(moved.start_at, booking)
    messages.success(request, _("Moved: %(name)s, now %(when)s") % {"name": booking.contact_name, "when": when})
    return redirect("desk-booking", request.tenant.slug, booking.code)


def _choose_time(request: TenantRequest, booking: Booking, asked: Asked, **more: Any) -> HttpResponse:
    now = database_now()
    today = now.astimezone(ZoneInfo(request.tenant.timezone)).date()
    catalogue = current(request.tenant)
    context = _context(booking, asked) | {
        "able": asking.choosable(catalogue, asked.wish.service, request.member),
        "next": next_choices(request.tenant, asked, today),
        "calendar": calendar(
            request.tenant, asked, now, booking.start_at.astimezone(ZoneInfo(booking.location.timezone)).date()
        ),
    }
    return render(request, "desk/move.html", context | more, status=409 if more else 200)


def _taken(request: TenantRequest, booking: Booking, asked: Asked, alternatives: list[FreeTime]) -> HttpResponse:
    """Nothing was changed; the nearest times, and the whole calendar, instead."""
    today = database_now().astimezone(ZoneInfo(request.tenant.timezone)).date()
    choices = as_choices(asked, alternatives, today)
    lost = _said(asked.start, booking) if asked.start else ""
    return _choose_time(request, booking, asked.without_time(), lost=lost, choices=choices)


def _asked(request: TenantRequest, booking: Booking) -> Asked:
    """The same agreement with another day, time or practitioner. Raises `NotFound` for somebody who is not there."""
    wish = moving.wish_of(booking)
    catalogue = current(request.tenant)
    code = request.GET.get("with", "")
    if code:
        able: list[Resource] = asking.choosable(catalogue, wish.service, request.member)
        chosen = catalogue.resource(code)
        wish = replace(wish, practitioner=chosen) if chosen in able else wish
    return Asked(wish, as_day(request.GET.get("day")), _typed(request, booking))


def _typed(request: TenantRequest, booking: Booking) -> datetime | None:
    """A time that was clicked on, or one that was typed: wall clock at the place."""
    clicked = as_moment(request.GET.get("start"))
    try:
        typed = datetime.fromisoformat(request.GET.get("at", ""))
    except ValueError:
        return clicked
    local = typed.replace(tzinfo=ZoneInfo(booking.location.timezone), second=0, microsecond=0)
    return clicked or as_moment(local.isoformat())


def _warnings(request: TenantRequest, asked: Asked) -> list[str]:
    time = offered(request, asked)
    line = outside_the_rules(request.tenant, asked.wish, time, database_now()) if time else ""
    return [line] if line else []


def _context(booking: Booking, asked: Asked) -> dict[str, Any]:
    return {"booking": booking, "asked": asked, "when": said(booking), "rail": "calendar"}


def _said(moment: datetime, booking: Booking) -> str:
    return say_moment(moment, booking.location.timezone, page_language())
