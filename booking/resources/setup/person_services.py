"""Which services somebody gives."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from booking.resources.models import Resource, Service
from booking.resources.people import OfPractitioner
from booking.resources.setup.giving import GivingForm
from booking.resources.setup.lacking import lacks_of
from tenants.answers import see_other
from tenants.models import Tenant
from tenants.requests import TenantRequest
from tenants.setup.saving import form_page, saved


class PersonServicesForm(OfPractitioner, GivingForm):
    told = frozenset({"services"})
    side, own_side, parts, parts_label = "service", "resource", "services", _("Services")

    class Meta:
        model = Resource
        fields: ClassVar[list[str]] = []

    @classmethod
    def choosable(cls, tenant: Tenant) -> QuerySet[Any]:
        return Service.objects.filter(tenant=tenant)


@require_http_methods(["GET", "POST"])
def person_services(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    form = PersonServicesForm.of(request, code=code)
    if saved(request, form):
        return see_other("desk-settings-practitioner-services", tenant=tenant, code=code)
    row = form.instance
    lacks = lacks_of(request.tenant, [row]).get(row.pk, [])
    return form_page(request, "resources/setup/person_services.html", form, row=row, lacks=lacks)
