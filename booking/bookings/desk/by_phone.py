"""Booking by phone, first step: what, with whom and when. The choice so far stands in the address; a time that is
pressed is held at once, and the rest is about that hold (`held`)."""

from datetime import date
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from booking.availability.catalogue import Catalogue, current
from booking.availability.forcing import TAKEN
from booking.availability.search import nearest_free
from booking.bookings.desk import asking, taken, who
from booking.bookings.desk.asking import Asked
from booking.bookings.desk.booking import said
from booking.bookings.desk.forms import TakeForm
from booking.bookings.desk.times import Choice, as_choices, calendar, suggested
from booking.bookings.desk.with_whom import choosable
from booking.bookings.phoning import hold_by_phone
from booking.bookings.selectors import held_by
from booking.kernel.errors import NotBookable, SlotTaken
from booking.resources.models import Service
from tenants.answers import see_other
from tenants.clock import database_now
from tenants.requests import TenantRequest

CHIPS = 6  # practitioners who are one click away; the list has them all


@require_http_methods(["GET", "POST"])
def book(request: TenantRequest, tenant: str) -> HttpResponseBase:
    """A time in the address is only wished for: what takes it is a press."""
    catalogue = current(request.tenant)
    query = request.GET.copy()
    if request.POST.get("service"):
        query["service"] = request.POST["service"]
    asked = asking.read(query, catalogue, request.member)
    if asked is None:
        return render(request, "desk/book_nothing.html", {"rail": "calendar"})
    who.client_of(request, asked)
    if request.method == "POST" and asked.start and not asked.gone:
        return _take(request, asked)
    return _look(request, asked.with_anybody(), catalogue)


def _look(request: TenantRequest, asked: Asked, catalogue: Catalogue) -> HttpResponse:
    """Nothing is taken. A press is told why not; the reason that was typed beside it stays."""
    status = 409 if request.method == "POST" and asked.gone else 200
    if asked.start and (taken.offered(request, asked) is None or (status == 409 and asked.force)):
        near = nearest_free(request.tenant, asked.wish, asked.start, staff=True)
        form = TakeForm(initial={"reason": request.POST.get("reason", "")})
        return taken.before_holding(request, asked, near, form=form, status=status)
    return _choose_time(request, asked, catalogue, status)


def _choose_time(request: TenantRequest, asked: Asked, catalogue: Catalogue, status: int) -> HttpResponse:
    now = database_now()
    today = now.astimezone(ZoneInfo(request.tenant.timezone)).date()
    soonest, service = suggested(request.tenant, asked, today), asked.wish.service
    forced = taken.offered(request, asked) if asked.start else None
    mine = held_by(request.member)
    context = {
        "asked": asked,
        "client": who.client_of(request, asked),
        "services": asking.bookable(catalogue, request.member),
        "able": choosable(catalogue, service, request.member),
        "divisions": _divisions(request, catalogue, service),
        "others": _others(asked, catalogue, request)[:CHIPS],
        "lands": _lands(request),
        "whoever": asked.query(**{"with": "", "page": ""}),
        "places": [place for place in catalogue.locations.values() if place.active],
        "lengths": asking.lengths_of(catalogue, service, asked.wish.practitioner),
        "modes": asking.modes(service),
        "wished": as_choices(asked, [forced.time], today) if forced else [],
        "next": soonest.choices,
        "soonest": soonest,
        "calendar": calendar(request.tenant, asked, now, _first_day(soonest.choices)),
        "anybody": request.member.sees_all_calendars,
        "mine": mine[0] if mine else None,
        "mine_when": said(mine[0]) if mine else "",
        "onward": asked.query(start="", force="", page=""),
    }
    return render(request, "desk/book_time.html", context, status=status)


def _first_day(soonest: list[Choice]) -> date | None:
    return soonest[0].free.starts_local.date() if soonest else None


def _lands(request: TenantRequest) -> str:
    """Where the keyboard is put: on what comes next; nowhere when a part of this very page asked, and keeps it."""
    if request.headers.get("HX-Trigger", "panel") != "panel":
        return ""
    return "times" if {"service", "start"} & set(request.GET) else "service"


def _others(asked: Asked, catalogue: Catalogue, request: TenantRequest) -> list[tuple[str, str]]:
    """Those besides whom the times are not with now: name and choice."""
    able = choosable(catalogue, asked.wish.service, request.member)
    return [(one.name, asked.query(**{"with": one.code, "page": ""})) for one in able if one != asked.wish.practitioner]


def _divisions(
    request: TenantRequest, catalogue: Catalogue, service: Service
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Teams and units of which somebody gives it; of no use to who books only with themselves."""
    if not request.member.sees_all_calendars:
        return []
    return catalogue.divisions.choices(choosable(catalogue, service, request.member))


def _take(request: TenantRequest, asked: Asked) -> HttpResponseBase:
    """The time is held, and the page about the client comes next."""
    form = TakeForm(request.POST, over=asked.force == TAKEN)
    if not form.is_valid():
        return taken.before_holding(request, asked, [], form=form, status=422)
    try:
        hold = hold_by_phone(
            member=request.member, wish=asked.wish, start_at=taken.start_of(asked),
            instead=form.cleaned_data["instead"], anyway=asked.force, reason=form.cleaned_data["reason"],
        )  # fmt: skip
    except SlotTaken as problem:
        return taken.before_holding(request, asked, problem.extra.get("alternatives", []))
    except NotBookable:
        near = nearest_free(request.tenant, asked.wish, taken.start_of(asked), staff=True)
        return taken.before_holding(request, asked, near)
    onward = asked.query(start="", force="", page="")
    return see_other("desk-hold", tenant=request.tenant.slug, code=hold.code, query=onward)
