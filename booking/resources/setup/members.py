"""Who works here: the list with those who are invited, and the page of each."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from booking.kernel.errors import Forbidden, Invalid, NotFound
from booking.kernel.saying import local_day, page_language, say_moment
from booking.resources.models import Resource
from booking.resources.people import practitioners, without_login
from booking.resources.setup.calendars import free_calendars, give_calendar, wake
from booking.resources.setup.lacking import Lack, lacks_of
from booking.resources.setup.member_forms import CalendarForm, MemberForm
from tenants.answers import see_other
from tenants.clock import database_now
from tenants.models import Invitation, Membership, Tenant
from tenants.requests import TenantRequest
from tenants.setup.inviting import OPEN
from tenants.setup.membership import bring_back, lock_people
from tenants.setup.pages import Group, SettingsPage, register
from tenants.setup.ranks import settable
from tenants.setup.saving import form_page, saved

PAGE = register(
    SettingsPage(
        "desk-settings-members", Group.PEOPLE, gettext_lazy("People and roles"),
        gettext_lazy("Who works here, what each may do, and whose calendar clients can book."),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    member: Membership
    calendars: list[Resource]
    last_login: str
    me: bool


@dataclass(frozen=True, slots=True)
class Invited:
    invitation: Invitation
    until: str
    over: bool
    mine: bool  # whoever looks may send it again or withdraw it


@require_GET
def members(request: TenantRequest, tenant: str) -> HttpResponse:
    people = _people(request)
    return render(request, "resources/setup/members.html", {
        "page": PAGE, "rail": "settings", "invited": _invited(request),
        "people": [one for one in people if one.member.deactivated_at is None],
        "without": without_login(request.tenant).filter(active=True),
        "gone": [one for one in people if one.member.deactivated_at is not None],
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
def member(request: TenantRequest, tenant: str, member: UUID) -> HttpResponse:
    """Their role. Whoever may not change it sees what it is."""
    row = _colleague(request.tenant, member)
    may = row.role in settable(request.member.role)
    context = {"row": row, "may": may, "calendars": _with_lacks(row)}
    if not may or row.deactivated_at is not None:
        if request.method == "POST":
            raise Forbidden
        return render(request, "resources/setup/member.html", context | {"rail": "settings"})
    form = MemberForm.of(request, pk=member).offer(request.member)
    if saved(request, form):
        return see_other("desk-settings-member", tenant=tenant, member=member)
    if not context["calendars"]:
        context["calendar"] = CalendarForm(free=free_calendars(request.tenant))
    return form_page(request, "resources/setup/member.html", form, **context)


@require_POST
def calendar(request: TenantRequest, tenant: str, member: UUID) -> HttpResponse:
    """Give somebody a calendar, or make one that is nobody's theirs."""
    by = lock_people(request.member)
    row = _colleague(request.tenant, member)
    if row.role not in settable(by.role) or row.deactivated_at is not None:
        raise Forbidden
    form = CalendarForm(request.POST, free=free_calendars(request.tenant))
    if not form.is_valid():
        raise Invalid(_("This calendar is somebody's already."))
    give_calendar(member=row, calendar=form.cleaned_data["calendar"], actor=by.actor)
    messages.success(request, _("Saved."))
    return see_other("desk-settings-member", tenant=tenant, member=member)


@require_POST
def back(request: TenantRequest, tenant: str, member: UUID) -> HttpResponse:
    """Bring back whoever has left, with their calendar. Twice is as good as once."""
    row = _colleague(request.tenant, member)
    if row.deactivated_at is not None:
        row = bring_back(by=request.member, member_id=member)
        wake(member=row, actor=request.member.actor)
        messages.success(request, _("%(name)s can log in again.") % {"name": row.user})
    return see_other("desk-settings-member", tenant=tenant, member=member)


def _colleague(tenant: Tenant, member: UUID) -> Membership:
    row = Membership.objects.filter(tenant=tenant, pk=member).select_related("user", "tenant").first()
    if row is None:
        raise NotFound
    return row


def _with_lacks(row: Membership) -> list[tuple[Resource, list[Lack]]]:
    theirs = list(practitioners(row.tenant).filter(member=row))
    lacks = lacks_of(row.tenant, theirs)
    return [(one, lacks.get(one.pk, [])) for one in theirs]


def _people(request: TenantRequest) -> list[Person]:
    calendars: dict[UUID, list[Resource]] = defaultdict(list)
    for one in practitioners(request.tenant).filter(member__isnull=False):
        if one.member_id:
            calendars[one.member_id].append(one)
    rows = Membership.objects.filter(tenant=request.tenant).select_related("user").order_by("user__name", "user__email")
    return [
        Person(row, calendars[row.pk], _said(request.tenant, row.user.last_login), row.pk == request.member.pk)
        for row in rows
    ]


def _invited(request: TenantRequest) -> list[Invited]:
    now = database_now()
    rows = Invitation.objects.filter(OPEN, tenant=request.tenant).order_by("-created_at")
    return [
        Invited(
            row, _said(request.tenant, row.expires_at), row.expires_at <= now, row.role in settable(request.member.role)
        )
        for row in rows
    ]


def _said(tenant: Tenant, moment: datetime | None) -> str:
    if moment is None:
        return ""
    today = local_day(database_now(), tenant.timezone)
    return say_moment(moment, tenant.timezone, page_language(), today=today)
