"""The small menu at a spot in the calendar: what can be done here, why it is closed or free, and what lies here."""

from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from booking.availability.catalogue import read
from booking.availability.explaining import Lying, lying
from booking.availability.forcing import HOURS
from booking.availability.models import Shift, Weeks
from booking.bookings.calendar.chosen import chosen_client
from booking.bookings.calendar.pointing import ask_when, ask_whose, asks_when
from booking.bookings.calendar.reasons import first_bookable, whys
from booking.bookings.calendar.spots import Scope, Spot, as_text, scope_of, spot_of
from booking.bookings.desk import asking
from booking.bookings.desk.warnings import has_been
from booking.kernel.errors import Invalid
from booking.kernel.saying import page_language, say_hours, say_moment
from booking.resources.models import Service
from tenants.clock import database_now
from tenants.requests import TenantRequest

LINES = 12  # services; more is no small menu


@require_GET
def time(request: TenantRequest, tenant: str) -> HttpResponse:
    """`?start=`, `?with=` or the `?people=` who are shown, `?service=` when one is filtered for, `?client=` whom a
    booking is for. What it does not say is asked for."""
    scope = scope_of(request)
    if asks_when(request):
        return ask_when(request, scope)
    if scope.meant(request.GET.dict()) is None:
        return ask_whose(request, scope, spot_of(scope, request.GET.dict()).start)
    spot = spot_of(scope, request.GET.dict())
    client = chosen_client(request)
    kept = {"client": client.code} if client else {}
    context: dict[str, Any] = {
        "client": client,
        "spot": spot,
        "start": as_text(spot.start),
        "people": _people(scope, spot, kept),
        "elsewhere": urlencode({"again": "1", "start": as_text(spot.start), "with": spot.person.code} | kept),
        "tabs": [(name, urlencode({"tab": tab} | _said(spot) | kept)) for tab, name in _tabs()],
        "rail": "calendar",
    }
    try:
        start_at = scope.moment(spot.start, "start")
    except Invalid as problem:
        return render(request, "desk/time.html", context | {"never": problem.message, "when": as_text(spot.start)})
    reading, services = read(request.tenant), _services(request, scope, spot)[:LINES]
    service = first_bookable(scope, reading, spot.person, services, start_at)
    past = has_been(start_at, start_at + (spot.end - spot.start), database_now())
    book = {"start": asking.as_text(start_at), "with": spot.person.code} | ({"force": HOURS} if past else {})
    context |= {
        "past": past,
        "when": say_moment(start_at, request.tenant.timezone, page_language(), today=scope.today),
        "book": urlencode(book),
        "bookable": services,
        "chosen": service.code if service else services[0].code if services else "",
        "whys": whys(scope, reading, spot.person, services, start_at),
        "lying": _lying(scope, spot, start_at),
    }
    return render(request, "desk/time.html", context)


def _tabs() -> list[tuple[str, str]]:
    return [("shift", _("Working time")), ("activity", _("Activity")), ("absence", _("Absence"))]


def _said(spot: Spot) -> dict[str, str]:
    return {"start": as_text(spot.start), "end": as_text(spot.end), "with": spot.person.code}


def _people(scope: Scope, spot: Spot, kept: dict[str, str]) -> list[tuple[str, str, bool]]:
    """Others whose calendar it may be about, when several are shown at once."""
    start = as_text(spot.start)
    return [
        (one.name, urlencode({"start": start, "with": one.code} | kept), one.pk == spot.person.pk)
        for one in scope.people
    ]


def _services(request: TenantRequest, scope: Scope, spot: Spot) -> list[Service]:
    """The one that the calendar is filtered for, else all that the person gives."""
    given = scope.services_of(spot.person)
    code = request.GET.get("service") or scope.choices.service
    return [one for one in given if one.code == code] or given


def _weekly(scope: Scope, one: Lying) -> str:
    """Where weekly hours are changed, beginning with the day that they lie on."""
    on = one.start_at.astimezone(ZoneInfo(scope.catalogue.zones[one.row.location_id])).date()
    return reverse("desk-hours", args=(scope.tenant.slug, one.row.pk)) + f"?on={on.isoformat()}"


def _lying(scope: Scope, spot: Spot, start_at: Any) -> list[dict[str, Any]]:
    """Working time over the spot; what was said for this day alone can be changed here."""
    return [
        {
            "shift": one.row if isinstance(one.row, Shift) else None,
            "hours": say_hours(one.start_at, one.end_at, scope.tenant.timezone, page_language()),
            "weekly": "" if isinstance(one.row, Shift) else _weekly(scope, one),
            "place": scope.catalogue.locations[one.row.location_id].name,
            "weeks": "" if isinstance(one.row, Shift) else str(Weeks(one.row.weeks).label),
        }
        for one in lying(scope.catalogue, spot.person, start_at)
    ]
