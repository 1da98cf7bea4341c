"""The calendar as a list: today and the coming days, for whoever may see them."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render

from booking.availability.catalogue import Catalogue, current
from booking.bookings import selectors
from booking.bookings.calendar.choices import NOBODY, Choices, narrowed
from booking.bookings.calendar.closed import closed
from booking.bookings.calendar.entries import Span
from booking.bookings.calendar.short_names import short_names
from booking.bookings.desk.columns import belonging, columns
from booking.bookings.desk.entered_rows import EnteredRow, entered_rows, working
from booking.bookings.desk.rows import Row, rows_of, taken_by
from booking.bookings.models import Booking
from booking.kernel.clock import as_day
from booking.kernel.saying import page_language, say_day, say_near_day
from booking.resources.models import Resource
from booking.resources.setup.lacking import Lack, lacks_of
from tenants.access import SETTINGS
from tenants.clock import database_now
from tenants.live.pages import mark
from tenants.models import Role
from tenants.requests import TenantRequest
from tenants.undelivered import count_undelivered

DAYS = 7
A_MONTH = timedelta(days=31)  # the grid may begin so long before the day that is shown


def listed(request: TenantRequest, choices: Choices) -> HttpResponse:
    """`?day=` chooses the first of seven days."""
    return render(request, "desk/agenda.html", seven_days(request, choices) | {"latest": mark(request.tenant)})


def seven_days(request: TenantRequest, choices: Choices) -> dict[str, Any]:
    """What the list shows, and the bar above it. The calendar holds it too, for a browser without JavaScript."""
    now = database_now()
    zone = ZoneInfo(request.tenant.timezone)
    today = now.astimezone(zone).date()
    first = as_day(request.GET.get("day")) or today
    catalogue = current(request.tenant)
    everybody = columns(catalogue, request.member, midnight(first, zone) - A_MONTH)
    people = belonging(catalogue, everybody, choices.among)
    bookings = selectors.agenda(
        request.tenant, request.member, midnight(first, zone), midnight(first + timedelta(days=DAYS), zone)
    )
    choices = _known(choices, catalogue, people)
    named = choices.people or (() if len(people) == len(everybody) else tuple(one.code for one in people) or (NOBODY,))
    limited = replace(choices, people=named)
    span = _span(limited, catalogue, people, first, zone)
    may_change = request.member.role != Role.FINANCE
    entered = entered_rows(request.tenant, catalogue, span, now, changes=may_change)
    closed_days, at_work = closed(catalogue, span), working(request.tenant, catalogue, span)
    days = _days([b for b in bookings if _wanted(b, limited)], first, now, zone, catalogue)
    for day in days:
        day["rows"] = sorted([*day["rows"], *(row for row in entered if row.day == day["day"])], key=_begins)
        day["closed"] = [one.said for one in closed_days if one.first <= day["day"] <= one.last]
        day["working"] = at_work.get(day["day"], [])
    nothing = not any(day["rows"] for day in days) and not closed_days
    besides = _bar(request, choices, catalogue, people) | _notices(request, catalogue, nothing=nothing)
    return besides | {
        "days": days,
        "first": first,
        "today": today,
        "earlier": first - timedelta(days=DAYS),
        "later": first + timedelta(days=DAYS),
        "people": people,
        "among": catalogue.divisions.name(choices.among),
        "divisions": catalogue.divisions.choices(everybody) if request.member.sees_all_calendars else [],
        "nothing": nothing,
        "nobody": NOBODY in choices.people,
    }


def _notices(request: TenantRequest, catalogue: Catalogue, *, nothing: bool) -> dict[str, Any]:
    """What somebody has to see to, besides the days."""
    role = request.member.role
    return {
        "lacks": _lacks(request, catalogue) if nothing else [],
        "requests": selectors.count_requests(request.tenant, request.member) if role != Role.FINANCE else 0,
        "undelivered": count_undelivered() if role in SETTINGS else 0,
    }


def _lacks(request: TenantRequest, catalogue: Catalogue) -> list[Lack]:
    """Why nobody can book with whoever looks: a new colleague is told, who has no checklist to say so."""
    if request.member.role in SETTINGS:
        return []
    theirs = [one for one in catalogue.calendars if one.member_id == request.member.pk]
    return [lack for lacks in lacks_of(request.tenant, theirs).values() for lack in lacks]


def _span(choices: Choices, catalogue: Catalogue, people: list[Resource], first: date, zone: ZoneInfo) -> Span:
    """The seven days of those who are shown, as far as they are active."""
    shown = tuple(one for one in people if one.active and (not choices.people or one.code in choices.people))
    place = next((one.pk for one in catalogue.locations.values() if one.code == choices.place), None)
    service = next((one.pk for one in catalogue.services if one.code == choices.service), None)
    return Span(first, first + timedelta(days=DAYS - 1), zone, shown, place=place, service=service)


def _begins(row: Row | EnteredRow) -> datetime:
    return row.start_at


def _bar(request: TenantRequest, choices: Choices, catalogue: Catalogue, people: list[Resource]) -> dict[str, Any]:
    """What can be chosen to be shown, and is."""
    practitioners = people if request.member.sees_all_calendars else []
    ticked = [not choices.people or one.code in choices.people for one in practitioners]
    shown = [one.code for one in people if one.active and (not choices.people or one.code in choices.people)]
    return {
        "only": shown[0] if len(shown) == 1 else "",
        "choices": choices,
        "practitioners": practitioners,
        "calendars": list(zip(practitioners, short_names([one.name for one in practitioners]), ticked, strict=True)),
        "count": "" if all(ticked) else f"{sum(ticked)}/{len(ticked)}",
        "narrowed": narrowed(choices),
        "services": [service for service in catalogue.services if service.active],
        "places": [place for place in catalogue.locations.values() if place.active],
        "may_book": request.member.role != Role.FINANCE,
    }


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)


def _known(choices: Choices, catalogue: Catalogue, people: list[Resource]) -> Choices:
    """What is chosen and does not exist is as if not chosen."""
    codes = {NOBODY, *(one.code for one in people)}
    return replace(
        choices,
        people=tuple(code for code in choices.people if code in codes),
        place=choices.place if choices.place in {one.code for one in catalogue.locations.values()} else "",
        among=choices.among if catalogue.divisions.members(choices.among) is not None else "",
        service=choices.service if choices.service in {one.code for one in catalogue.services} else "",
    )


def _wanted(booking: Booking, choices: Choices) -> bool:
    parts = booking.parts.all()
    return (
        (not choices.people or any(part.resource.code in choices.people for part in parts))
        and choices.place in ("", booking.location.code)
        and (not choices.service or any(part.service.code == choices.service for part in parts))
    )


def _days(bookings: list[Booking], first: date, now: datetime, zone: ZoneInfo, catalogue: Catalogue) -> list[dict]:
    """Seven days, each with its rows; the load is what is booked: holds, requests and test clients apart."""
    today = now.astimezone(zone).date()
    rows = rows_of(bookings, now, zone, taken_by(bookings, catalogue), many_places=_many_places(catalogue))
    if first > today:  # the next one comes before these days
        for row in rows:
            row.next = False
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
