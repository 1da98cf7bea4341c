"""What the business is called, and how it is reached."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from tenants.answers import see_other
from tenants.models import Tenant
from tenants.requests import TenantRequest
from tenants.setup.pages import Group, SettingsPage, register
from tenants.setup.saving import RowForm, form_page, saved

PAGE = register(
    SettingsPage(
        "desk-settings-business", Group.BUSINESS, _("Name and contact"),
        _("What clients see at the top of your page, and how they reach you."),
    )
)  # fmt: skip


class BusinessForm(RowForm):
    thing, told = "business", frozenset({"name", "line"})

    class Meta:
        model = Tenant
        fields = ["name", "line", "email", "phone"]
        labels = {
            "name": _("Name"), "line": _("One line about the business"), "email": _("E-mail"), "phone": _("Phone"),
        }  # fmt: skip
        help_texts = {
            "line": _("Stands under the name on your page."),
            "email": _("Shown to clients; their answers to your mails come here."),
        }

    @classmethod
    def rows(cls, tenant: Tenant) -> QuerySet[Any]:
        return Tenant.objects.filter(pk=tenant.pk)


@require_http_methods(["GET", "POST"])
def business(request: TenantRequest, tenant: str) -> HttpResponse:
    form = BusinessForm.of(request)
    if saved(request, form):
        return see_other("desk-settings-business", tenant=tenant)
    return form_page(request, "tenants/setup/business.html", form, page=PAGE)
