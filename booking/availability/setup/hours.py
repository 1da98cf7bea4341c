"""Weekly hours: of people, things and places, and the week of one of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from booking.availability.hours_words import in_words
from booking.availability.place_hours import open_weeks_of
from booking.availability.setup.week_form import PlaceHoursForm, WeekForm
from booking.availability.week_hours import weeks_of
from booking.resources.models import Kind
from tenants.answers import see_other
from tenants.models import Tenant
from tenants.modules import THINGS, is_on
from tenants.requests import TenantRequest
from tenants.setup.pages import Group, SettingsPage, register
from tenants.setup.saving import form_page, saved

PAGE = register(
    SettingsPage(
        "desk-settings-hours", Group.HOURS, gettext_lazy("Weekly hours"),
        gettext_lazy("Clients are offered times within these hours, each week anew."),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Whose:
    """`without`: what holds where no hours are said."""

    row: Model
    url: str
    week: list[str]
    without: str


@require_GET
def hours(request: TenantRequest, tenant: str) -> HttpResponse:
    lists = {
        _("People"): _resources(request.tenant, "desk-settings-week", people=True),
        _("Rooms and equipment"): _resources(request.tenant, "desk-settings-week", people=False),
        _("Places"): _places(request.tenant),
    }
    shown = {title: found for title, whose in lists.items() if (found := list(whose))}
    return render(request, "availability/setup/hours.html", {"page": PAGE, "lists": shown, "rail": "settings"})


def _resources(tenant: Tenant, route: str, *, people: bool) -> Iterator[Whose]:
    if not people and not is_on(tenant, THINGS):
        return
    rows = [one for one in WeekForm.rows(tenant) if (one.kind == Kind.PRACTITIONER) == people]
    weeks, without = weeks_of(rows), _("No weekly hours") if people else _("Whenever its place is open")
    for one in rows:
        yield Whose(one, reverse(route, args=[tenant.slug, one.code]), in_words(weeks[one.pk]), without)


def _places(tenant: Tenant) -> Iterator[Whose]:
    rows = list(PlaceHoursForm.rows(tenant))
    weeks, without = open_weeks_of(rows), _("Whenever somebody works there")
    for one in rows:
        url = reverse("desk-settings-place-hours", args=[tenant.slug, one.code])
        yield Whose(one, url, in_words(weeks[one.pk]), without)


@require_http_methods(["GET", "POST"])
def week(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    form = WeekForm.of(request, code=code)
    if saved(request, form):
        return see_other("desk-settings-hours", tenant=tenant)
    there = open_weeks_of(form.places)
    return form_page(
        request, "availability/setup/week.html", form, row=form.instance,
        practitioner=form.instance.kind == Kind.PRACTITIONER,
        open_there=[(one, in_words(there[one.pk])) for one in form.places if there[one.pk]],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def place(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    form = PlaceHoursForm.of(request, code=code)
    if saved(request, form):
        return see_other("desk-settings-hours", tenant=tenant)
    return form_page(request, "availability/setup/place_hours.html", form, row=form.instance)
