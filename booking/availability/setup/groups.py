"""The pages of client groups: the list of them, each with its terms, its private link, and whether it is used."""

from django.conf import settings
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from booking.availability.setup.group_form import GroupForm
from booking.availability.setup.group_link import ACTS, LinkForm
from booking.clients.models import Group
from booking.kernel.errors import NotFound
from booking.kernel.saying import page_language, say_long_day
from booking.resources.desk import Link, picture_of
from booking.resources.setup.archiving import Archiving, archived, button
from tenants.answers import see_other
from tenants.clock import local_today
from tenants.models import Tenant
from tenants.requests import TenantRequest
from tenants.setup.pages import Group as Section
from tenants.setup.pages import SettingsPage, register
from tenants.setup.saving import form_page, saved

PAGE = register(
    SettingsPage(
        "desk-settings-groups", Section.RULES, _("Client groups"),
        _("Patients, students or members see services, prices and times of their own."),
    )
)  # fmt: skip


class GroupArchiving(Archiving):
    thing = "group"
    means = _("Its clients then book as everybody does, and its link opens nothing. Bookings that are made stand.")

    class Meta:
        model = Group
        fields = ["active"]


@require_GET
def groups(request: TenantRequest, tenant: str) -> HttpResponse:
    rows = list(_rows(request.tenant).annotate(members=Count("clients")))
    context = {
        "page": PAGE, "rail": "settings", "rows": [row for row in rows if row.active],
        "archived": [row for row in rows if not row.active], "today": local_today(request.tenant.timezone),
    }  # fmt: skip
    return render(request, "availability/setup/groups.html", context)


@require_http_methods(["GET", "POST"])
def add(request: TenantRequest, tenant: str) -> HttpResponse:
    form = GroupForm.new(request)
    if saved(request, form):
        return see_other("desk-settings-group", tenant=tenant, code=_rows(request.tenant).get(pk=form.instance.pk).code)
    return form_page(request, "availability/setup/group.html", form, heading=_("New group"))


@require_http_methods(["GET", "POST"])
def group(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    form = GroupForm.of(request, code=code)
    if saved(request, form):
        return see_other("desk-settings-group", tenant=tenant, code=code)
    return _page(request, form, _rows(request.tenant).get(pk=form.instance.pk))


@require_http_methods(["GET", "POST"])
def link(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    """Whoever is sent here by a refusal sees the page of the group. Raises `NotFound` for an archived one."""
    if request.method == "GET":
        return see_other("desk-settings-group", tenant=tenant, code=_row(request, code).code)
    form = LinkForm.of(request, code=code)
    if saved(request, form, text=str(ACTS.get(request.POST.get("act", ""), ""))):
        return see_other("desk-settings-group", tenant=tenant, code=code)
    row = _row(request, code)
    return _page(request, GroupForm(instance=row, tenant=request.tenant), row, link_form=form)


@require_GET
def qr(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    """Raises `NotFound` while there is no link."""
    row = _row(request, code)
    if not (row.active and row.link_open):
        raise NotFound
    return picture_of(request, private_link(row, request.tenant))


@require_POST
def archive(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    """`active`: bring it back."""
    form = GroupArchiving.of(request, code=code)
    page = reverse("desk-settings-group", args=[tenant, code])
    return archived(request, form, "desk-settings-groups", page)


def private_link(row: Group, tenant: Tenant) -> Link:
    url = settings.BASE_URL + reverse("private-link", args=[tenant.slug, row.token])
    return Link(f"g-{row.code}", row.name, url)


def _page(request: TenantRequest, form: GroupForm, row: Group, link_form: LinkForm | None = None) -> HttpResponse:
    shown = link_form or LinkForm(instance=_row(request, row.code), tenant=request.tenant)
    over = row.link_until_on is not None and row.link_until_on < local_today(request.tenant.timezone)
    context = {
        "heading": row.name,
        "row": row,
        "members": row.clients.count(),
        "link": private_link(row, request.tenant) if row.link_open else None,
        "link_form": shown,
        "link_over": over,
        "link_until": say_long_day(row.link_until_on, page_language()) if row.link_until_on else "",
        "archiving": button(GroupArchiving(instance=_row(request, row.code), tenant=request.tenant)),
    }
    response = form_page(request, "availability/setup/group.html", form, **context)
    if link_form is not None:
        response.status_code = link_form.status
    return response


def _rows(tenant: Tenant) -> QuerySet[Group]:
    return Group.objects.filter(tenant=tenant)


def _row(request: TenantRequest, code: str) -> Group:
    row = _rows(request.tenant).filter(code=code).first()
    if row is None:
        raise NotFound
    return row
