"""When the time that is asked for cannot be had just so: what is near it, and what staff may pass."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render

from booking.availability.forcing import Forced, free_anyway, passes
from booking.availability.search import FreeTime, free_times
from booking.bookings.calendar.reasons import hindrance
from booking.bookings.calendar.spots import scope_of
from booking.bookings.desk import asking, who
from booking.bookings.desk.asking import Asked
from booking.bookings.desk.booking import said
from booking.bookings.desk.forms import BookForm, TakeForm
from booking.bookings.desk.times import as_choices
from booking.bookings.desk.warnings import has_been
from booking.bookings.models import Booking
from booking.kernel.saying import page_language, say_moment
from tenants.clock import database_now, local_today
from tenants.requests import TenantRequest


def before_holding(
    request: TenantRequest,
    asked: Asked,
    alternatives: list[FreeTime],
    *,
    form: TakeForm | None = None,
    status: int = 409,
) -> HttpResponse:
    """The nearest times instead, and, to those who may, the way past what stands there."""
    forced = free_anyway(request.tenant, asked.wish, start_of(asked), past=True)
    passing = forced.passing if forced else ""
    may = passing and asking.may_pass(request.member, passing) == passing
    past = has_been(forced.time.start_at, forced.time.end_at, database_now()) if forced else ""
    found = hindrance(scope_of(request), asked.wish, start_of(asked), passing) if passing else None
    context = _context(request, asked, [] if past else alternatives) | {
        "lines": found.lines if found else (),
        "between": bool(found and found.between),
        "client": who.client_of(request, asked),
        "past": past,
        "form": form or TakeForm(),
        "when": _when(request, asked),
        "why": passing,
        "passing": passing if may else "",
        "anyway": asked.query(force=passing) if may else "",
    }
    return render(request, "desk/book_taken.html", context, status=status)


def too_late(
    request: TenantRequest, asked: Asked, hold: Booking, alternatives: list[FreeTime], form: BookForm
) -> HttpResponse:
    """The hold ran out while somebody typed, and the time is gone: all that was typed is kept, one press books."""
    context = _context(request, asked, alternatives) | {
        "client": who.client_of(request, asked),
        "form": form,
        "hold": hold,
        "when": said(hold),
        "kept": [(name, value) for name, value in form.data.items() if name in form.fields and name != "start"],
    }
    return render(request, "desk/book_instead.html", context, status=409)


def offered(request: TenantRequest, asked: Asked) -> Forced | None:
    """The time that is asked for, while it is free; only notice and horizon do not matter at the desk, and what the
    person has said to pass. It may be one on the other side of midnight here."""
    start = start_of(asked)
    days = [start.date() - timedelta(days=1), start.date() + timedelta(days=1)]
    times = free_times(request.tenant, asked.wish, *days, staff=True)
    free = next((time for time in times.times if time.start_at == start), None)
    if free is not None or not asked.force:
        return Forced("", free) if free else None
    forced = free_anyway(request.tenant, asked.wish, start, past=True)
    return forced if forced and passes(asked.force, forced.passing) else None


def start_of(asked: Asked) -> datetime:
    if asked.start is None:
        raise ValueError("No time is chosen yet.")
    return asked.start


def _context(request: TenantRequest, asked: Asked, alternatives: list[FreeTime]) -> dict[str, object]:
    today = database_now().astimezone(ZoneInfo(request.tenant.timezone)).date()
    return {
        "asked": asked,
        "choices": as_choices(asked, alternatives, today),
        "back": asked.query(start="", force="", page=""),
    }


def _when(request: TenantRequest, asked: Asked) -> str:
    place = asked.wish.location
    zone = place.timezone if place else request.tenant.timezone
    return say_moment(start_of(asked), zone, page_language(), today=local_today(zone))
