"""The dialog of a double click or a drag: a booking, working time, an activity or an absence, filled in as far as is
known. Its first tab asks for the service, and leads on to booking by phone. It opens on the tab that was used last."""

from contextlib import suppress
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from booking.bookings.calendar import acts
from booking.bookings.calendar.answering import answered
from booking.bookings.calendar.choices import BOOKING, TABS, remember, remembered
from booking.bookings.calendar.chosen import chosen_client
from booking.bookings.calendar.forms import form_for, tried
from booking.bookings.calendar.overlaid import overlaid
from booking.bookings.calendar.pointing import ask_whose
from booking.bookings.calendar.spots import Scope, Spot, as_text, as_wall, scope_of, spot_of
from booking.bookings.calendar.ways_back import tell_entered
from booking.bookings.desk import asking
from booking.kernel.errors import Invalid
from booking.kernel.saying import page_language, say_day
from tenants.requests import TenantRequest

FORMS = tuple(one for one in TABS if one != BOOKING)  # a booking leads on


@require_http_methods(["GET", "POST"])
def entries(request: TenantRequest, tenant: str) -> HttpResponse:
    """`?tab=`, `?start=`, `?end=`, `?with=` or the `?people=` who are shown, `?client=` whom a booking is for. Without
    a tab it is the one that the member used last, and for a client a booking."""
    scope = scope_of(request)
    said = request.POST if request.method == "POST" else request.GET
    spot = spot_of(scope, said.dict())
    if request.method == "GET" and scope.meant(said.dict()) is None:
        return ask_whose(request, scope, spot.start)
    tab = _tab(request)
    if tab == BOOKING:
        return _to_book(request, scope, spot)
    if request.method == "POST":
        form = form_for(tab, scope, spot.person, request.POST)
        if form.is_valid() and (row := tried(form, lambda: acts.add(tab, scope, form.cleaned_data))):
            tell_entered(request, scope, row)
            remember(request.member, {"tab": tab})
            return answered(request, f"desk-{tab}", row.pk)
    else:
        form = form_for(tab, scope, spot.person, initial=_initial(scope, spot, tab))
    context = _dialog(request, spot, tab) | {"form": form, "overlaid": _overlaid(scope, spot, tab)}
    return render(request, "desk/entering.html", context, status=422 if form.errors else 200)


def _tab(request: TenantRequest) -> str:
    if request.method == "POST":
        return next((one for one in FORMS if one == request.POST.get("tab")), FORMS[0])
    if request.GET.get("tab") in TABS:
        return request.GET["tab"]
    return BOOKING if chosen_client(request) else remembered(request.member).tab


def _to_book(request: TenantRequest, scope: Scope, spot: Spot) -> HttpResponse:
    context = _dialog(request, spot, BOOKING)
    start = _start(scope, spot)
    said = {"with": spot.person.code} | ({"start": start} if start else {}) | context["said"]
    if as_wall(request.GET.get("end")):  # as it was drawn, where the service has that length
        said |= {"minutes": str((spot.end - spot.start) // timedelta(minutes=1))}
    context["services"] = [
        (service, urlencode({"service": service.code} | said)) for service in scope.services_of(spot.person)
    ]
    context["when"] = f"{say_day(spot.start.date(), page_language(), today=scope.today)} {spot.start:%H:%M}"
    return render(request, "desk/entering.html", context)


def _dialog(request: TenantRequest, spot: Spot, tab: str) -> dict[str, Any]:
    client = chosen_client(request)
    said = {"client": client.code} if client else {}
    return {
        "tab": tab, "tabs": _tabs(spot, tab, said, client.name if client else ""), "person": spot.person,
        "menu": urlencode({"start": as_text(spot.start), "with": spot.person.code} | said),
        "client": client, "said": said, "kept": urlencode(said), "rail": "calendar",
    }  # fmt: skip


def _initial(scope: Scope, spot: Spot, tab: str) -> dict[str, Any]:
    return {
        "tab": tab, "start": as_text(spot.start), "end": as_text(spot.end), "with": spot.person.code,
        "place": scope.place_of(spot.person).code,
    }  # fmt: skip


def _tabs(spot: Spot, tab: str, kept: dict[str, str], client: str) -> list[dict[str, Any]]:
    """Each is a link that keeps the time, the person and the client."""
    booking = _("Booking for %(name)s") % {"name": client} if client else _("Booking")
    names = {BOOKING: booking, "shift": _("Working time"), "activity": _("Activity"), "absence": _("Absence")}
    said = {"start": as_text(spot.start), "end": as_text(spot.end), "with": spot.person.code} | kept
    return [
        {"tab": one, "name": name, "query": urlencode({"tab": one} | said), "chosen": one == tab}
        for one, name in names.items()
    ]  # fmt: skip


def _start(scope: Scope, spot: Spot) -> str:
    with suppress(Invalid):  # a time that does not exist cannot be booked: then without one
        return asking.as_text(scope.moment(spot.start, "start"))
    return ""


def _overlaid(scope: Scope, spot: Spot, tab: str) -> list[Any]:
    if tab != "absence":
        return []
    try:
        span = scope.moment(spot.start, "start"), scope.moment(spot.end, "end")
    except Invalid:  # a time that does not exist: the form will say so
        return []
    return overlaid(scope, spot.person, *span)
