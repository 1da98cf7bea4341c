"""The calendar's page, its feed, and what somebody chose to see. Everything else in it is a page of its own, which
the calendar shows in a panel."""

import json
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from booking.availability.catalogue import Catalogue, current
from booking.bookings.calendar.answering import shown_beside
from booking.bookings.calendar.choices import NOBODY, Choices, addressed, changed, remember, remembered
from booking.bookings.calendar.closed import as_entries, closed
from booking.bookings.calendar.entries import Span, blocks, entries, hours
from booking.bookings.calendar.short_names import short_names
from booking.bookings.desk import agenda
from booking.bookings.desk.columns import belonging, people_shown, retired
from booking.kernel.clock import as_day
from booking.kernel.errors import Invalid
from booking.kernel.plain import whole_number
from booking.kernel.saying import page_language
from booking.resources.models import Resource
from tenants.answers import see_other
from tenants.clock import database_now
from tenants.live.pages import mark
from tenants.models import Role
from tenants.requests import TenantRequest

LOCALES = {"en": "en-GB"}  # as the rest of the page writes days
MOST_DAYS = 45  # a month with the weeks that it begins and ends in


@require_GET
@never_cache
def desk(request: TenantRequest, tenant: str) -> HttpResponse:
    """The first page after login, as it was left: `?view=day|week|month|list`, `?day=`, and what it is narrowed to:
    `?with=` codes of practitioners, `?among=` a team or unit, `?place=`, `?service=`."""
    if request.headers.get("HX-Target") == "panel":
        return shown_beside(request)
    choices = _choices(request)
    if choices.view == "list":
        return agenda.listed(request, choices)
    now = database_now().astimezone(ZoneInfo(request.tenant.timezone))
    context = agenda.seven_days(request, choices)
    context["config"] = json.dumps(_config(request, context["people"], context["choices"], now))
    return render(request, "desk/calendar.html", context)


@require_GET
@never_cache
def feed(request: TenantRequest, tenant: str) -> HttpResponse:
    """`?from=&until=` (days, the last not included), `?people=` codes, `?among=` a team or unit, `?place=`,
    `?service=`; with `?blocks=1` also what the hours are made of."""
    first, until = as_day(request.GET.get("from")), as_day(request.GET.get("until"))
    if not first or not until or not first < until <= first + timedelta(days=MOST_DAYS):
        raise Invalid(errors={"from": [_("Name the first day and the one after the last, at most 45 apart.")]})
    catalogue = current(request.tenant)
    span = _span(request, catalogue, first, until - timedelta(days=1))
    changes = request.member.role != Role.FINANCE
    ground = hours(request.tenant, catalogue, span)
    told = {
        "entries": entries(request.tenant, catalogue, span, request.member, changes=changes),
        "hours": ground,
        "closed": as_entries(closed(catalogue, span)),
    }  # fmt: skip
    if request.GET.get("blocks"):
        told["blocks"] = blocks(request.tenant, catalogue, span, ground) if changes else []
    return JsonResponse(told)


@require_POST
def choices(request: TenantRequest, tenant: str) -> HttpResponse:
    """What is shown from now on, here and on the member's other machines. A whole form (`all`: how many it names) goes
    on to the list of the day it came from (`back`), unless a script sent it."""
    said, kept = request.POST.dict(), remembered(request.member)
    if "all" in request.POST:
        named = request.POST.getlist("people")
        said["people"] = "" if len(named) == whole_number(said["all"]) else ",".join(named) or NOBODY
    among = said.get("among_was", kept.among)
    if said.get("among", among) != among:  # other people than those who were ticked
        said["people"] = ""
    remember(request.member, said, phone=_on_phone(request))
    if "back" not in said or request.headers.get("HX-Request"):
        return HttpResponse(status=204)
    day = as_day(said["back"])
    return see_other("desk", tenant=request.tenant.slug, query=f"view=list&day={day}" if day else "view=list")


def _choices(request: TenantRequest) -> Choices:
    """Who sees one calendar chooses no team."""
    chosen = addressed(remembered(request.member, phone=_on_phone(request)), request.GET.dict())
    return chosen if request.member.sees_all_calendars else replace(chosen, among="")


def _on_phone(request: TenantRequest) -> bool:
    """By its name, or because the page before said that its window is as narrow (forms.js)."""
    return "Mobi" in request.headers.get("User-Agent", "") or request.COOKIES.get("ledig_narrow") == "1"


def _span(request: TenantRequest, catalogue: Catalogue, first: date, last: date) -> Span:
    """What is not known is as if not chosen."""
    chosen = changed(Choices(), request.GET.dict())
    there = people_shown(catalogue, request.member), retired(catalogue, request.member)
    people, gone = (belonging(catalogue, some, chosen.among) for some in there)
    if NOBODY in chosen.people or any(one.code in chosen.people for one in (*people, *gone)):
        people, gone = ([one for one in some if one.code in chosen.people] for some in (people, gone))
    place = next((one.pk for one in catalogue.locations.values() if one.code == chosen.place), None)
    service = next((one.pk for one in catalogue.services if one.code == chosen.service), None)
    return Span(first, last, ZoneInfo(request.tenant.timezone), tuple(people), tuple(gone), place, service)


def _config(request: TenantRequest, shown: list[Resource], choices: Choices, now: Any) -> dict[str, Any]:
    """What the script in the page needs to know; its words are here, so that it has none of its own."""
    return {
        "slug": request.tenant.slug,
        "language": LOCALES.get(page_language(), page_language()),
        "csrf": get_token(request),
        "offset": now.isoformat()[-6:],
        "at": int(now.timestamp() * 1000),
        "zone": request.tenant.timezone,
        "day": (as_day(request.GET.get("day")) or now.date()).isoformat(),
        "choices": asdict(choices) | {"people": _codes(shown, choices)},
        "remembered": remembered(request.member, phone=_on_phone(request)).view,
        "people": [
            {"id": one.code, "title": one.name, "short": short}
            for one, short in zip(shown, short_names([one.name for one in shown]), strict=True)
        ],
        "changes": request.member.role != Role.FINANCE,
        "latest": mark(request.tenant),
        "texts": {
            "week": _("week"),
            "booked": _("booked"),
            "work": _("Working time"),
            "more": pgettext("how many entries of a day are not shown", "more"),
            "none": _("Nothing could be fetched. What you see may be old."),
            "out": _("You are logged out. Log in again to see what happens."),
        },
    }


def _codes(shown: list[Resource], choices: Choices) -> list[str]:
    """Those who are chosen among those whom there are."""
    return [NOBODY] if NOBODY in choices.people else [one.code for one in shown if one.code in choices.people]
