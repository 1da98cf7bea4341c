"""The dialog of a double click or a drag: working time, an activity or an absence, filled in as far as is known.
Its first tab leads to booking by phone."""

from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from booking.bookings.calendar import acts
from booking.bookings.calendar.answering import answered
from booking.bookings.calendar.chosen import chosen_client
from booking.bookings.calendar.forms import form_for, tried
from booking.bookings.calendar.overlaid import overlaid
from booking.bookings.calendar.spots import Scope, Spot, as_text, scope_of, spot_of
from booking.bookings.calendar.ways_back import tell_entered
from booking.bookings.desk import asking
from booking.kernel.errors import Invalid
from tenants.requests import TenantRequest

TABS = ("shift", "activity", "absence")


@require_http_methods(["GET", "POST"])
def entries(request: TenantRequest, tenant: str) -> HttpResponse:
    """`?tab=`, `?start=`, `?end=`, `?with=`, `?client=` whom a booking is for."""
    scope = scope_of(request)
    said = request.POST if request.method == "POST" else request.GET
    tab = next((one for one in TABS if one == said.get("tab")), TABS[0])
    spot = spot_of(scope, said.dict())
    if request.method == "POST":
        form = form_for(tab, scope, spot.person, request.POST)
        if form.is_valid() and (row := tried(form, lambda: acts.add(tab, scope, form.cleaned_data))):
            tell_entered(request, scope, row)
            return answered(request, f"desk-{tab}", row.pk)
    else:
        form = form_for(tab, scope, spot.person, initial=_initial(scope, spot, tab))
    client = chosen_client(request)
    kept = {"client": client.code} if client else {}
    context = {
        "form": form, "tab": tab, "tabs": _tabs(spot, tab, kept), "person": spot.person, "client": client,
        "book": _booking(scope, spot, kept), "kept": urlencode(kept), "overlaid": _overlaid(scope, spot, tab),
        "rail": "calendar",
    }  # fmt: skip
    return render(request, "desk/entering.html", context, status=422 if form.errors else 200)


def _initial(scope: Scope, spot: Spot, tab: str) -> dict[str, Any]:
    return {
        "tab": tab, "start": as_text(spot.start), "end": as_text(spot.end), "with": spot.person.code,
        "place": scope.place_of(spot.person).code,
    }  # fmt: skip


def _tabs(spot: Spot, tab: str, kept: dict[str, str]) -> list[dict[str, Any]]:
    """Each is a link that keeps the time, the person and the client; the first is booking by phone."""
    names = {"shift": _("Working time"), "activity": _("Activity"), "absence": _("Absence")}
    said = {"start": as_text(spot.start), "end": as_text(spot.end), "with": spot.person.code} | kept
    return [
        {"name": names[one], "query": urlencode({"tab": one} | said), "chosen": one == tab}
        for one in TABS
    ]  # fmt: skip


def _booking(scope: Scope, spot: Spot, kept: dict[str, str]) -> str:
    """Booking by phone, with the time, the person and the client in it."""
    said = {"with": spot.person.code} | kept
    with suppress(Invalid):  # a time that does not exist cannot be booked: then without one
        said["start"] = asking.as_text(scope.moment(spot.start, "start"))
    return urlencode(said)


def _overlaid(scope: Scope, spot: Spot, tab: str) -> list[Any]:
    if tab != "absence":
        return []
    try:
        span = scope.moment(spot.start, "start"), scope.moment(spot.end, "end")
    except Invalid:  # a time that does not exist: the form will say so
        return []
    return overlaid(scope, spot.person, *span)
