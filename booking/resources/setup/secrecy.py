"""To whom of the staff a practitioner's clients are shown. Only an owner says it: whoever is not told who the clients
are must not be able to let themselves be told."""

from typing import ClassVar

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from booking.resources.models import Resource, ShownTo
from booking.resources.people import OfPractitioner, practitioner_of
from tenants.answers import see_other
from tenants.requests import TenantRequest
from tenants.setup.saving import RowForm, form_page, saved


class SecrecyForm(OfPractitioner, RowForm):
    """Not undoable by a button: managers have that as well."""

    told = frozenset({"clients_shown_to"})
    undoable: ClassVar[bool] = False

    clients_shown_to = forms.ChoiceField(
        label=_("Clients' names are shown to"), choices=ShownTo.choices, widget=forms.RadioSelect,
        help_text=_("All others see that the time is taken, and can move or cancel it as before."),
    )  # fmt: skip

    class Meta:
        model = Resource
        fields = ["clients_shown_to"]

    def clean_clients_shown_to(self) -> str:
        """Of a calendar that is nobody's yet, whoever gave it to themselves would be told."""
        shown_to = str(self.cleaned_data["clients_shown_to"])
        if shown_to == ShownTo.OWN and self.instance.member_id is None:
            raise forms.ValidationError(_("Nobody logs in as them yet. Give the calendar to a colleague first."))
        return shown_to


@require_http_methods(["GET", "POST"])
def secrecy(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    row = practitioner_of(request.tenant, code)
    form = SecrecyForm.of(request, code=code)
    if saved(request, form):
        return see_other("desk-settings-practitioner-secrecy", tenant=tenant, code=code)
    return form_page(request, "resources/setup/secrecy.html", form, row=row)
