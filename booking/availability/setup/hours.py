"""Weekly hours: whose there are, and the week of one of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from booking.availability.models import WeeklyHours
from booking.availability.setup.week_form import WeekForm
from booking.availability.week_hours import Hours, in_order, said
from booking.kernel.saying import page_language, say_weekdays
from booking.resources.models import Kind, Resource
from tenants.answers import see_other
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
    resource: Resource
    week: list[str]


@require_GET
def hours(request: TenantRequest, tenant: str) -> HttpResponse:
    rows: dict[UUID, list[Hours]] = defaultdict(list)
    for row in WeeklyHours.objects.filter(tenant=request.tenant):
        rows[row.resource_id].append(said(row))
    used = WeekForm.rows(request.tenant).select_related("location")
    lists = [
        (title, [Whose(one, in_words(rows[one.pk])) for one in used if (one.kind == Kind.PRACTITIONER) == people])
        for title, people in ((_("People"), True), (_("Rooms and equipment"), False))
    ]
    return render(request, "availability/setup/hours.html", {"page": PAGE, "lists": lists, "rail": "settings"})


@require_http_methods(["GET", "POST"])
def week(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    form = WeekForm.of(request, code=code)
    if saved(request, form):
        return see_other("desk-settings-hours", tenant=tenant)
    if form.status == 409:
        form.meanwhile = [(_("Weekly hours"), "; ".join(in_words(form.there)) or "–")]
    return form_page(request, "availability/setup/week.html", form, row=form.instance, practitioner=_is_person(form))


def in_words(hours: Iterable[Hours]) -> list[str]:
    """ "Mo–Fr 09:00–17:00", "Sa 10:00–14:00": days with the same times together."""
    by_day: dict[int, str] = {}
    for one in in_order(hours):
        times = f"{one.opens:%H:%M}–{one.closes:%H:%M}"
        by_day[one.weekday] = f"{by_day[one.weekday]}, {times}" if one.weekday in by_day else times
    runs: list[list[Any]] = []
    for day, times in sorted(by_day.items()):
        if runs and runs[-1][1] == day - 1 and runs[-1][2] == times:
            runs[-1][1] = day
        else:
            runs.append([day, day, times])
    short = [short for short, _whole in say_weekdays(page_language())]
    return [f"{short[first]}{f'–{short[last]}' if last > first else ''} {times}" for first, last, times in runs]


def _is_person(form: WeekForm) -> bool:
    return form.instance.kind == Kind.PRACTITIONER
