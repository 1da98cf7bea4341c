"""The pages of the services: the list of them, and each of them in a few parts."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from booking.resources.arranging import move_to
from booking.resources.desk import link_of
from booking.resources.models import BookedBy, Service
from booking.resources.setup.archiving import Archiving, archived, button
from booking.resources.setup.listed import put_in_order
from booking.resources.setup.service_forms import NewServiceForm, PaymentForm, ServiceForm
from booking.resources.setup.service_needs import NeedsForm
from booking.resources.setup.service_saying import rows_of
from booking.resources.setup.service_times import TimesForm
from booking.resources.setup.service_who import WhoForm
from tenants.answers import see_other
from tenants.models import Tenant
from tenants.modules import is_shut
from tenants.requests import TenantRequest
from tenants.setup.marks import mark_of
from tenants.setup.pages import Group, SettingsPage, register
from tenants.setup.saving import RowForm, form_page, saved

PAGE = register(
    SettingsPage(
        "desk-settings-services", Group.SERVICES, gettext_lazy("Services"),
        gettext_lazy("What clients can book, in the order in which they see it."),
    )
)  # fmt: skip
# The parts of a service: the end of the route, and what it is called.
PARTS = {
    "desk-settings-service": gettext_lazy("What clients see"),
    "desk-settings-service-who": gettext_lazy("Who gives it"),
    "desk-settings-service-booking": gettext_lazy("Who may book it"),
    "desk-settings-service-needs": gettext_lazy("What it needs"),
    "desk-settings-service-times": gettext_lazy("Times"),
    "desk-settings-service-payment": gettext_lazy("Payment and cancelling"),
    "desk-settings-service-questions": gettext_lazy("Questions"),
}


class ServiceArchiving(Archiving):
    thing = "service"
    came_back = gettext_lazy("%(name)s is back in the list, at its end.")

    class Meta:
        model = Service
        fields = ["active"]


@require_GET
def services(request: TenantRequest, tenant: str) -> HttpResponse:
    rows, archived = (rows_of(request.tenant, active=active) for active in (True, False))
    context = {"page": PAGE, "rail": "settings", "rows": rows, "archived": archived, "seen": mark_of({"active": False})}
    return render(request, "resources/setup/services.html", context)


@require_http_methods(["GET", "POST"])
def order(request: TenantRequest, tenant: str) -> HttpResponse:
    return put_in_order(request, "service", move_to, "desk-settings-services")


@require_http_methods(["GET", "POST"])
def new(request: TenantRequest, tenant: str) -> HttpResponse:
    form = NewServiceForm.new(request, modes=["on_site"])
    if saved(request, form):
        code = Service.objects.values_list("code", flat=True).get(pk=form.instance.pk)
        return see_other("desk-settings-service", tenant=tenant, service=code)
    return form_page(request, "resources/setup/service_new.html", form)


@require_http_methods(["GET", "POST"])
def service(request: TenantRequest, tenant: str, service: str) -> HttpResponse:
    return part_page(request, service, ServiceForm, "resources/setup/service.html")


@require_http_methods(["GET", "POST"])
def who(request: TenantRequest, tenant: str, service: str) -> HttpResponse:
    return part_page(request, service, WhoForm, "resources/setup/service_who.html")


@require_http_methods(["GET", "POST"])
def needs(request: TenantRequest, tenant: str, service: str) -> HttpResponse:
    return part_page(request, service, NeedsForm, "resources/setup/service_needs.html")


@require_http_methods(["GET", "POST"])
def times(request: TenantRequest, tenant: str, service: str) -> HttpResponse:
    return part_page(request, service, TimesForm, "resources/setup/service_times.html")


@require_http_methods(["GET", "POST"])
def payment(request: TenantRequest, tenant: str, service: str) -> HttpResponse:
    return part_page(request, service, PaymentForm, "resources/setup/service_payment.html")


@require_POST
def archive(request: TenantRequest, tenant: str, service: str) -> HttpResponse:
    """`active`: bring it back."""
    form = ServiceArchiving.of(request, code=service)
    page = reverse("desk-settings-service", args=[tenant, service])
    return archived(request, form, "desk-settings-services", page)


def parts_of(tenant: Tenant) -> dict[str, Any]:
    """Without what the business has switched off."""
    return {route: name for route, name in PARTS.items() if not is_shut(tenant, route)}


def part_page(request: TenantRequest, code: str, kind: type[RowForm], template: str) -> HttpResponse:
    """One of the parts, saved or shown. A part on a higher floor stands in `PARTS` by the name of its route."""
    form = kind.of(request, code=code)
    route = request.resolver_match.view_name if request.resolver_match else ""
    if saved(request, form):
        return see_other(route, tenant=request.tenant.slug, service=code)
    row = Service.objects.get(pk=form.instance.pk)  # as it is, not as it was typed
    context: dict[str, Any] = {"service": row, "parts": parts_of(request.tenant), "part": route}
    if route == "desk-settings-service":
        context["archiving"] = button(ServiceArchiving(instance=row, tenant=request.tenant))
        listed = row.active and row.public and row.booked_by != BookedBy.GROUPS
        context["link"] = link_of(row, request.tenant) if listed else None
    return form_page(request, template, form, **context)
