"""Which services somebody gives."""

from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from booking.resources.models import Kind, Resource, Service, ServiceLength
from booking.resources.setup.giving import GivingForm
from booking.resources.setup.lacking import lacks_of
from tenants.answers import see_other
from tenants.models import Tenant
from tenants.requests import TenantRequest
from tenants.setup.saving import form_page, saved


class PersonServicesForm(GivingForm):
    thing = "practitioner"
    told = frozenset({"services"})
    side, own_side, parts, parts_label = "service", "resource", "services", _("Services")

    class Meta:
        model = Resource
        fields: ClassVar[list[str]] = []

    @classmethod
    def rows(cls, tenant: Tenant) -> QuerySet[Any]:
        return Resource.objects.filter(tenant=tenant, kind=Kind.PRACTITIONER)

    @cached_property
    def others(self) -> list[Service]:
        return list(Service.objects.filter(tenant=self.tenant, active=True))

    @cached_property
    def _usual(self) -> dict[UUID, ServiceLength]:
        """The shortest of each."""
        rows = ServiceLength.objects.filter(tenant=self.tenant).order_by("-minutes")
        return {row.service_id: row for row in rows}

    def usual_of(self, one: Resource | Service) -> ServiceLength | None:
        return self._usual.get(one.pk)


@require_http_methods(["GET", "POST"])
def person_services(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    form = PersonServicesForm.of(request, code=code)
    if saved(request, form):
        return see_other("desk-settings-practitioner-services", tenant=tenant, code=code)
    row = form.instance
    lacks = lacks_of(request.tenant, [row]).get(row.pk, [])
    return form_page(request, "resources/setup/person_services.html", form, row=row, lacks=lacks)
