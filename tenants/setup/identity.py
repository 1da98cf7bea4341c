"""Whether the desk asks new clients for their personal identity number."""

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from tenants.answers import see_other
from tenants.models import Asking, Tenant
from tenants.requests import TenantRequest
from tenants.setup.pages import Group, SettingsPage, register
from tenants.setup.saving import RowForm, form_page, saved

PAGE = register(
    SettingsPage(
        "desk-settings-identity", Group.RULES, _("Personal identity numbers"),
        _("Whether you ask new clients for their personal identity number when you book for them."),
    )
)  # fmt: skip
CHOICES = [
    (Asking.OFF, _("Not asked for")),
    (Asking.OPTIONAL, _("Asked for, but one can leave it out")),
    (Asking.REQUIRED, _("Asked for, and nobody new is booked without it")),
]


class IdentityForm(RowForm):
    thing, told = "identity", frozenset({"identity_numbers"})

    identity_numbers = forms.ChoiceField(
        label=_("Personal identity number of new clients"), choices=CHOICES, widget=forms.RadioSelect,
        help_text=_("It is checked and kept encrypted. Only a part is shown, to tell namesakes apart. Clients who book "
                    "on your page are not asked. What has been written down stays."),
    )  # fmt: skip

    class Meta:
        model = Tenant
        fields = ["identity_numbers"]

    @classmethod
    def rows(cls, tenant: Tenant) -> QuerySet[Tenant]:
        return Tenant.objects.filter(pk=tenant.pk)


@require_http_methods(["GET", "POST"])
def identity(request: TenantRequest, tenant: str) -> HttpResponse:
    form = IdentityForm.of(request)
    if saved(request, form):
        return see_other("desk-settings-identity", tenant=tenant)
    return form_page(request, "tenants/setup/identity.html", form, page=PAGE)
