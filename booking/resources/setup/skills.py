"""All skills at a glance: who has each and until when, and which services ask for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from booking.kernel.saying import local_day, page_language, say_day
from booking.resources.models import Resource, ResourceSkill, Skill
from booking.resources.setup.skill_forms import SkillForm
from tenants.answers import see_other
from tenants.clock import database_now
from tenants.models import Tenant
from tenants.modules import SKILLS, is_on
from tenants.requests import TenantRequest
from tenants.setup.pages import Group, SettingsPage, register
from tenants.setup.saving import form_page, saved

PAGE = register(
    SettingsPage(
        "desk-settings-skills", Group.PEOPLE, gettext_lazy("Skills and certificates"),
        gettext_lazy("A service that asks for one is only offered to clients with those who have it on that day."),
    )
)  # fmt: skip
SOON = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Holding:
    """Somebody has a skill. `runs_out`: within 60 days, or it has done so. `over`: it has."""

    resource: Resource
    skill: Skill
    said: str
    runs_out: bool
    over: bool


def holdings(tenant: Tenant, people: Iterable[Resource] | None = None) -> list[Holding]:
    """Of active people: by skill, then in the business's order. What is followed at once by another period, or is open
    to its end, does not run out."""
    if not is_on(tenant, SKILLS):
        return []
    rows = ResourceSkill.objects.filter(tenant=tenant, resource__active=True).select_related("resource", "skill")
    rows = rows if people is None else rows.filter(resource__in=people)
    ordered = sorted(rows, key=_order)
    today = local_day(database_now(), tenant.timezone)
    last = {(row.resource_id, row.skill_id): row for row in sorted(ordered, key=_end)}
    return [
        Holding(
            row.resource, row.skill, in_words(row, today),
            row.until_on is not None and row.until_on <= today + SOON
            and last[row.resource_id, row.skill_id].pk == row.pk,
            row.until_on is not None and row.until_on < today,
        )
        for row in ordered
    ]  # fmt: skip


def in_words(row: ResourceSkill, today: date) -> str:
    """ "until Thu 31 Dec", "ended Mon 2 Nov", "from Fri 1 Jan"; empty when it always holds."""
    language = page_language()
    since, until = ("" if day is None else say_day(day, language, today=today) for day in (row.from_on, row.until_on))
    if row.until_on and row.until_on < today:
        return _("ended %(day)s") % {"day": until}
    if row.from_on and row.from_on > today:
        text = _("from %(day)s until %(end)s") if until else _("from %(day)s")
        return text % {"day": since, "end": until}
    return _("until %(day)s") % {"day": until} if until else ""


@require_GET
def skills(request: TenantRequest, tenant: str) -> HttpResponse:
    held = holdings(request.tenant)
    rows = [
        (skill, [one for one in held if one.skill.pk == skill.pk], sorted(_asking(skill)))
        for skill in Skill.objects.filter(tenant=request.tenant).prefetch_related(
            "services__service", "requirements__service"
        )
    ]
    return render(request, "resources/setup/skills.html", {"page": PAGE, "rows": rows, "rail": "settings"})


@require_http_methods(["GET", "POST"])
def skill(request: TenantRequest, tenant: str, skill: UUID) -> HttpResponse:
    form = SkillForm.of(request, pk=skill)
    if saved(request, form):
        return see_other("desk-settings-skills", tenant=tenant)
    return form_page(request, "resources/setup/skill.html", form, row=Skill.objects.get(pk=skill))


def _asking(skill: Skill) -> set[str]:
    """The services that ask for it, of whoever gives them or of somebody besides."""
    services = [one.service for one in skill.services.all()] + [one.service for one in skill.requirements.all()]
    return {one.name for one in services if one.active}


def _order(row: ResourceSkill) -> tuple[Any, ...]:
    return row.skill.name.casefold(), row.resource.position, row.resource.name, row.from_on or date.min


def _end(row: ResourceSkill) -> date:
    return row.until_on or date.max
