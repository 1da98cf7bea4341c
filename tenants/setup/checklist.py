"""What is left before clients find all they need, worked out from the data each time. Nothing of it blocks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from booking.kernel.saying import local_day, page_language, say_long_day
from tenants.clock import database_now
from tenants.models import BusinessKind, Event, Membership, Tenant
from tenants.requests import TenantRequest
from tenants.setup.pages import Group, SettingsPage, index_for, register

PAGE = register(
    SettingsPage(
        "desk-start", Group.BUSINESS, _("Getting started"), _("What is left before clients find all they need."), 90
    )
)


@dataclass(frozen=True, slots=True)
class Step:
    """`group`: the settings in which it is done; without a page there, it is not asked for. `route`: of another page
    there than the first. `asked`: of which businesses; the others hear nothing of it."""

    group: Group
    name: Any
    sentence: Any
    done: Callable[[Tenant], bool]
    route: str = ""
    asked: Callable[[Tenant], bool] = lambda tenant: True


_steps: list[Step] = []


def ask_for(step: Step) -> None:
    """One more thing to look at. Each floor asks for what it knows of."""
    _steps.append(step)


def touched(thing: str) -> Callable[[Tenant], bool]:
    """Whether somebody has changed or added such a thing by hand."""

    def look(tenant: Tenant) -> bool:
        return Event.objects.filter(tenant=tenant, type__startswith=f"{thing}.", actor_kind="member").exists()

    return look


ask_for(
    Step(
        Group.BUSINESS, _("Write one line about the business"), _("It stands at the top of the page."),
        lambda tenant: bool(tenant.line),
    )
)  # fmt: skip
ask_for(
    Step(
        Group.PEOPLE, _("Invite colleagues"), _("Each gets a calendar and a link of their own."),
        lambda tenant: Membership.objects.filter(tenant=tenant)[1:2].exists(), "desk-settings-members",
        lambda tenant: tenant.kind != BusinessKind.THERAPY,  # most of them are alone, and would never be done
    )
)  # fmt: skip


def trial_said(business: Tenant) -> str:
    """What is true of it today, by the business's clock; empty where there is none. The last day is still within."""
    ends = business.trial_ends_on
    if ends is None:
        return ""
    said = {"day": say_long_day(ends, page_language())}
    if local_day(database_now(), business.timezone) <= ends:
        return now_("Free to try until %(day)s. Nothing is charged by itself.") % said
    return now_("The free trial ended on %(day)s. Everything works as before, and nothing is charged by itself.") % said


def _open(step: Step, pages: list[SettingsPage]) -> bool:
    """Whether whoever looks finds its page in the index: it may be another's, or switched off."""
    return bool(pages) and step.route in ("", *(page.route for page in pages))


@require_GET
def checklist(request: TenantRequest, tenant: str) -> HttpResponse:
    business = request.tenant
    pages = {
        group: [one for one in found if one is not PAGE] for group, found in index_for(request.member.role, business)
    }
    steps = [
        (step, reverse(step.route or pages[step.group][0].route, args=(business.slug,)), step.done(business))
        for step in _steps
        if _open(step, pages.get(step.group, [])) and step.asked(business)
    ]
    context = {
        "steps": sorted(steps, key=lambda one: one[2]), "page": PAGE, "rail": "settings",
        "link": settings.BASE_URL + reverse("business", args=(business.slug,)),
        "trial": trial_said(business),
    }  # fmt: skip
    return render(request, "tenants/setup/checklist.html", context)
