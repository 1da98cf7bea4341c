"""The calendar as a list: today and the coming days, for whoever may see them."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render

from booking.availability.catalogue import Catalogue, current
from booking.bookings import selectors
from booking.bookings.desk.columns import columns
from booking.bookings.desk.rows import rows_of, taken_by
from booking.bookings.models import Booking
from booking.kernel.clock import as_day
from booking.kernel.saying import page_language, say_day, say_near_day
from booking.resources.models import Resource
from tenants.clock import database_now
from tenants.live.pages import mark
from tenants.models import Role
from tenants.requests import TenantRequest
from tenants.undelivered import count_undelivered

DAYS = 7
A_MONTH = timedelta(days=31)  # the grid may begin so long before the day that is shown


def listed(request: TenantRequest) -> HttpResponse:
    """`?day=` chooses the first of seven days, `?with=` one practitioner."""
    return render(request, "desk/agenda.html", seven_days(request) | {"latest": mark(request.tenant)})


def seven_days(request: TenantRequest) -> dict[str, Any]:
    """What the list shows. The calendar holds it too, for a browser without JavaScript."""
    now = database_now()
    zone = ZoneInfo(request.tenant.timezone)
    today = now.astimezone(zone).date()
    first = as_day(request.GET.get("day")) or today
    catalogue = current(request.tenant)
    people = columns(catalogue, request.member, midnight(first, zone) - A_MONTH)
    practitioners = people if request.member.sees_all_calendars else []
    chosen = next((one for one in practitioners if one.code == request.GET.get("with")), None)
    bookings = selectors.agenda(
        request.tenant, request.member, midnight(first, zone), midnight(first + timedelta(days=DAYS), zone)
    )
    days = _days([b for b in bookings if chosen is None or _with(b, chosen)], first, now, zone, catalogue)
    return {
        "days": days,
        "first": first,
        "today": today,
        "earlier": first - timedelta(days=DAYS),
        "later": first + timedelta(days=DAYS),
        "people": people,
        "practitioners": practitioners,
        "chosen": chosen,
        "nothing": not any(day["rows"] for day in days),
        "may_book": request.member.role != Role.FINANCE,
        "requests": selectors.count_requests(request.tenant, request.member)
        if request.member.role != Role.FINANCE
        else 0,
        "undelivered": count_undelivered() if request.member.role in (Role.OWNER, Role.MANAGER) else 0,
    }


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)


def _with(booking: Booking, chosen: Resource) -> bool:
    return any(part.resource_id == chosen.pk for part in booking.parts.all())


def _days(bookings: list[Booking], first: date, now: datetime, zone: ZoneInfo, catalogue: Catalogue) -> list[dict]:
    """Seven days, each with its rows; the load is what is booked: holds, requests and test clients apart."""
    today = now.astimezone(zone).date()
    rows = rows_of(bookings, now, zone, taken_by(bookings, catalogue), many_places=_many_places(catalogue))
    days = [first + timedelta(days=n) for n in range(DAYS)]
    return [
        {
            "day": day,
            "said": say_near_day(day, page_language(), today),
            "short": " ".join(say_day(day, page_language()).split()[:2]),
            "today": day == today,
            "rows": (found := [row for row in rows if row.day == day]),
            "booked": sum(not row.held and not row.test and row.kind != "requested" for row in found),
        }
        for day in days
    ]


def _many_places(catalogue: Catalogue) -> bool:
    return sum(place.active for place in catalogue.locations.values()) > 1
