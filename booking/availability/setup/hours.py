"""Weekly hours: whose there are, and the week of one of them."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from booking.availability.models import WeeklyHours
from booking.availability.setup.week_form import WeekForm, in_words
from booking.availability.week_hours import Hours, said
from booking.resources.models import Kind, Resource
from tenants.answers import see_other
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
        if people or is_on(request.tenant, THINGS)
    ]
    return render(request, "availability/setup/hours.html", {"page": PAGE, "lists": lists, "rail": "settings"})


@require_http_methods(["GET", "POST"])
def week(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    form = WeekForm.of(request, code=code)
    if saved(request, form):
        return see_other("desk-settings-hours", tenant=tenant)
    return form_page(request, "availability/setup/week.html", form, row=form.instance, practitioner=_is_person(form))


def _is_person(form: WeekForm) -> bool:
    return form.instance.kind == Kind.PRACTITIONER
