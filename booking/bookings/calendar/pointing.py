"""Whose calendar, and when: asked of whoever points at several calendars in one place, or at none because they have no
hand on the mouse."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from booking.bookings.calendar.chosen import chosen_client
from booking.bookings.calendar.fields import WallField
from booking.bookings.calendar.spots import Scope, as_text, as_wall, coming_hour
from booking.kernel.clock import as_day
from booking.kernel.saying import page_language, say_day
from tenants.forms import StrictForm
from tenants.requests import TenantRequest

CARRIED = ("start", "end", "tab")  # besides whom it is for
OPENS = "open"  # what is pointed at becomes an open time as soon as it is known whose


class WhenForm(StrictForm):
    """A day and a time that are typed, and whose calendar."""

    start = WallField(label=_("When"))

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["start"].widget.attrs["autofocus"] = True
        several = len(scope.people) > 1
        asked = [("", _("Choose"))] if several and not (kwargs.get("initial") or {}).get("with") else []
        self.fields["with"] = forms.ChoiceField(
            label=_("Calendar"), choices=asked + [(one.code, one.name) for one in scope.people],
            widget=forms.Select if several else forms.HiddenInput,
        )  # fmt: skip


def asks_when(request: TenantRequest) -> bool:
    """Nobody pointed at anything, or they want to point elsewhere (`?again=1`)."""
    return "again" in request.GET or as_wall(request.GET.get("start")) is None


def ask_when(request: TenantRequest, scope: Scope) -> HttpResponse:
    """`?day=` that is shown, `?start=` and `?with=` when something was pointed at before; leads on to the menu."""
    said, client = request.GET.dict(), chosen_client(request)
    person = scope.meant(said)
    initial = {"start": as_text(_begins(scope, said)), "with": person.code if person else ""}
    typed = {name: said.get(name, "") for name in ("start", "with")}
    form = WhenForm(typed if typed["start"] and "again" not in said else None, scope=scope, initial=initial)
    context = {"form": form, "client": client, "rail": "calendar"}
    return render(request, "desk/when.html", context, status=422 if form.errors else 200)


def ask_whose(request: TenantRequest, scope: Scope, start: datetime) -> HttpResponse:
    """Each of those who are shown is a way on to the same page; with `?do=open`, to a time that is opened at once."""
    client = chosen_client(request)
    kept = {name: request.GET[name] for name in CARRIED if request.GET.get(name)}
    kept |= {"client": client.code} if client else {}
    people = scope.shown(request.GET.get("people"))
    context = {
        "when": f"{say_day(start.date(), page_language(), today=scope.today)} {start:%H:%M}",
        "start": as_text(start),
        "people": [(one, urlencode({"with": one.code} | kept)) for one in people],
        "opens": request.GET.get("do") == OPENS,
        "rail": "calendar",
    }
    return render(request, "desk/whose_calendar.html", context)


def asking_whose(request: TenantRequest, scope: Scope, start: datetime) -> str:
    """Where it is asked in whose calendar a time is to be opened that was only pointed at."""
    said = {"start": as_text(start), "do": OPENS, "people": request.POST.get("people", "")}
    return f"{reverse('desk-time', args=(request.tenant.slug,))}?{urlencode(said)}"


def _begins(scope: Scope, said: Mapping[str, str]) -> datetime:
    """As pointed at, else the coming hour, and that of the day that is shown."""
    if pointed := as_wall(said.get("start")):
        return pointed
    hour, day = coming_hour(scope), as_day(said.get("day"))
    return hour if day is None or day == scope.today else datetime.combine(day, hour.time())
