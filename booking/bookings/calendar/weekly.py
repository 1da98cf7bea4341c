"""Weekly hours, changed where one sees them: on a day of the calendar, for that day or each week from it on."""

from datetime import date, time
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from booking.availability import weekly
from booking.availability.entered import snapshot
from booking.availability.foreseeing import Change
from booking.availability.hours_words import limits_in_words
from booking.availability.models import Audience, WeeklyHours, Weeks
from booking.availability.setup.for_whom import audience_field, modes_field, typed_modes, ways_of
from booking.availability.week_hours import as_rules
from booking.availability.weekly import Block, Limits
from booking.bookings.calendar.answering import answered
from booking.bookings.calendar.forms import tried
from booking.bookings.calendar.overlaid import overlaid
from booking.bookings.calendar.spots import Scope, as_wall, scope_of
from booking.bookings.setup.foresight import Foresight
from booking.kernel.clock import as_day
from booking.kernel.errors import Invalid, NotFound, StaleState
from booking.kernel.saying import page_language, say_long_day
from tenants.clock import database_now
from tenants.forms import StrictForm
from tenants.requests import TenantRequest
from tenants.undoing import tell_undoable, way_back

DAY, ONWARDS = "day", "onwards"
SOON = 22  # days; every second week, over the turn of a year with a week 53


class HoursForm(StrictForm):
    """`seen`: the hours that the person looked at; `known`: what it would touch. Without a "works" that day is free."""

    seen = forms.CharField(max_length=200, widget=forms.HiddenInput)
    known = forms.CharField(max_length=24, required=False, widget=forms.HiddenInput)
    works = forms.BooleanField(label=gettext_lazy("Works then"), required=False)
    opens = forms.TimeField(label=gettext_lazy("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    closes = forms.TimeField(label=gettext_lazy("To"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    scope = forms.ChoiceField(label=gettext_lazy("When"), widget=forms.RadioSelect, choices=[])
    audience = audience_field()

    def __init__(self, *args: Any, block: Block, calendar: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was = block.limits
        services = calendar.services_of(calendar.catalogue.resources[block.hours.resource_id])
        if ways := ways_of(services, self.was.modes or ()):
            self.fields["modes"] = modes_field(ways)
        self.overnight = block.hours.closes <= block.hours.opens
        said = say_long_day(block.on, page_language())
        each = {"weeks": str(Weeks(block.hours.weeks).label), "day": said}
        self.fields["scope"].choices = [  # type: ignore[attr-defined]
            (DAY, _("only %(day)s") % {"day": said}),
            (ONWARDS, _("%(weeks)s, from %(day)s on") % each),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        opens, closes = cleaned.get("opens"), cleaned.get("closes")
        if opens and closes and closes <= opens and not self.overnight:
            self.add_error("closes", _("It must end after it begins."))
        return cleaned

    @property
    def clocks(self) -> tuple[time, time] | None:
        return (self.cleaned_data["opens"], self.cleaned_data["closes"]) if self.cleaned_data["works"] else None

    @property
    def limits(self) -> Limits:
        return Limits(self.cleaned_data["audience"], typed_modes(self.cleaned_data.get("modes"), self.was.modes))

    @property
    def limited(self) -> bool:
        """Whether for whom it is should be seen at once."""
        wrong = any(name in self.errors for name in ("audience", "modes"))
        several = "modes" in self.fields and self["modes"].value()
        return wrong or self["audience"].value() != Audience.EVERYONE or bool(several)

    @property
    def limits_said(self) -> str:
        """What is kept now; empty: everybody, in any way."""
        return ", ".join(limits_in_words(*self.was))


@require_http_methods(["GET", "POST"])
def page(request: TenantRequest, tenant: str, hours: UUID) -> HttpResponse:
    """`?on=` one of their days, or the next one; `?start=&end=` where they were dragged to. Raises
    `NotFound` for hours in somebody else's calendar, and for a day on which they do not count."""
    scope = scope_of(request)
    block = _block(scope, hours, request.GET.get("on"))
    typed = request.POST if request.method == "POST" else None
    form = HoursForm(typed, block=block, calendar=scope, initial=_initial(scope, block, request))
    foretold = None
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["seen"] != _seen(block.hours):
            raise StaleState(_("These hours were changed while you looked at them. Nothing was changed now."))
        foretold = _not_yet_seen(request, block, form)
        if foretold is None and tried(form, lambda: _change(request, block, form)):
            return answered(request, "desk")
    context = {
        "form": form,
        "lying": block,
        "foretold": foretold,
        "here": request.get_full_path(),
        "person": scope.catalogue.resources[block.hours.resource_id],
        "day": say_long_day(block.on, page_language()),
        "booked": _booked(scope, block),
        "rail": "calendar",
    }
    return render(request, "desk/weekly.html", context, status=422 if form.errors else 200)


def _not_yet_seen(request: TenantRequest, block: Block, form: HoursForm) -> Foresight | None:
    """Which bookings other hours each week would touch on all the days to come, and how many free times come and go,
    unless the person has been shown just that. One day's bookings stand on the page."""
    if form.cleaned_data["scope"] != ONWARDS:
        return None
    whose, week = block.hours.resource_id, weekly.week_onwards(block, form.clocks, form.limits)
    wanted = {
        "seen": _seen(block.hours), "on": block.on.isoformat(), "clocks": [str(one) for one in form.clocks or ()],
        "limits": form.limits,
    }  # fmt: skip
    told = Foresight(request.tenant, Change(weekly={whose: as_rules(whose, week)}), wanted, reader=request.member)
    if told.is_nothing or told.mark == form.cleaned_data["known"]:
        return None
    form.data = typed = cast(QueryDict, form.data).copy()
    typed["known"] = told.mark
    return told


def _change(request: TenantRequest, block: Block, form: HoursForm) -> bool:
    what: dict[str, Any] = {"tenant": request.tenant, "block": block, "clocks": form.clocks, "limits": form.limits}
    if form.cleaned_data["scope"] == DAY:
        batch_id = weekly.change_day(**what, actor=request.member.actor)
        tell_undoable(request, _said(block, form), "weekly-day", batch=str(batch_id))
        return True
    kept, made = weekly.change_onwards(**what, actor=request.member.actor)
    new = snapshot(WeeklyHours.objects.get(pk=made)) if made else None
    tell_undoable(request, _said(block, form), "weekly-onwards", kept=kept, on=block.on.isoformat(), new=new)
    return True


@way_back("weekly-day")
def day_back(request: TenantRequest, batch: str) -> None:
    weekly.day_back(tenant=request.tenant, batch_id=UUID(batch), actor=request.member.actor)


@way_back("weekly-onwards")
def onwards_back(request: TenantRequest, kept: dict[str, Any], on: str, new: dict[str, Any] | None) -> None:
    day = date.fromisoformat(on)
    weekly.onwards_back(tenant=request.tenant, kept=kept, on=day, new=new, actor=request.member.actor)


def _block(scope: Scope, pk: UUID, on: str | None) -> Block:
    row = weekly.weekly_hours(scope.tenant, pk, [one.pk for one in scope.people])
    if row is None:
        raise NotFound
    today = scope.wall(database_now()).date()
    coming = (today + n * weekly.ONE_DAY for n in range(SOON))
    day = as_day(on) if on else next((day for day in coming if weekly.counts_on(row, day)), None)
    if day is None or not weekly.counts_on(row, day):
        raise NotFound
    return Block(row, day)


def _initial(scope: Scope, block: Block, request: TenantRequest) -> dict[str, Any]:
    """As it is; the clocks as it was dragged."""
    opens, closes = _dragged(scope, block, request) or (block.hours.opens, block.hours.closes)
    return {
        "seen": _seen(block.hours), "works": True, "scope": DAY, "opens": opens, "closes": closes,
        "audience": block.limits.audience, "modes": list(block.limits.modes or ()),
    }  # fmt: skip


def _dragged(scope: Scope, block: Block, request: TenantRequest) -> tuple[time, time] | None:
    """By the clock of the place. What makes no sense, or is on another day, is as if not said."""
    start, end = (as_wall(request.GET.get(name)) for name in ("start", "end"))
    if start is None or end is None:
        return None
    zone = ZoneInfo(scope.catalogue.locations[block.hours.location_id].timezone)
    try:
        begins, ends = (scope.moment(wall, "opens").astimezone(zone) for wall in (start, end))
    except Invalid:  # the clock skips it
        return None
    return (begins.time(), ends.time()) if begins.date() == block.on and begins < ends else None


def _seen(row: WeeklyHours) -> str:
    days = f"{row.opens:%H:%M} {row.closes:%H:%M} {row.valid_from_on} {row.valid_until_on}"
    return f"{days} {row.location_id} {row.audience} {','.join(row.modes or ())}".strip()


def _said(block: Block, form: HoursForm) -> str:
    """What was done, in a few words."""
    when = dict(form.fields["scope"].choices)[form.cleaned_data["scope"]]  # type: ignore[attr-defined]
    if form.clocks is None:
        return _("No working time %(when)s") % {"when": when}
    opens, closes = form.clocks
    aside = ", ".join(limits_in_words(*form.limits))
    hours = f"{opens:%H:%M}–{closes:%H:%M}{f' ({aside})' if aside else ''}"
    return _("Working time %(hours)s, %(when)s") % {"hours": hours, "when": when}


def _booked(scope: Scope, block: Block) -> list[Any]:
    """What is booked on that day stays; whoever changes it sees what."""
    zone = ZoneInfo(scope.catalogue.locations[block.hours.location_id].timezone)
    from_at, until_at = block.span(zone)
    if until_at <= database_now():
        return []
    return overlaid(scope, scope.catalogue.resources[block.hours.resource_id], from_at, until_at)
