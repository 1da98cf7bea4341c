"""What is known of a client: name, how to reach them, and in which language. For what is booked from now on."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from booking.bookings.desk.clients import may_identify, visible_client
from booking.bookings.secrecy import shown_to
from booking.clients.models import Client
from booking.kernel.errors import NotFound
from booking.kernel.phones import international, not_a_number
from tenants.answers import see_other
from tenants.models import Membership, Tenant
from tenants.requests import TenantRequest
from tenants.setup.saving import RowForm, form_page, saved


class ClientForm(RowForm):
    """The event says which of it was changed, and never from what to what. There is no way back by button, for that
    would carry the old details about."""

    thing, told = "client", frozenset()
    undoable: ClassVar[bool] = False

    language = forms.ChoiceField(label=_("Language of the messages"), required=False)

    class Meta:
        model = Client
        fields = ["name", "email", "phone", "language"]
        labels = {"name": _("Name"), "email": _("E-mail"), "phone": _("Phone")}
        help_texts = {
            "email": _("Phone or e-mail: one is enough."),
            "phone": _("Phone or e-mail: one is enough."),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "email": forms.EmailInput(attrs={"autocomplete": "off"}),
            "phone": forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        }

    @classmethod
    def rows_for(cls, tenant: Tenant, by: Membership) -> QuerySet[Client]:
        return cls.rows(tenant).filter(shown_to(by))

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        spoken = [("", _("As the business")), *settings.LANGUAGES]
        self.fields["language"].choices = spoken  # type: ignore[attr-defined]
        for either in ("phone", "email"):
            self.fields[either].one_is_enough = True  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_phone(self) -> str:
        """In the international form. What stands there already stays, however it was written once."""
        text = self.cleaned_data["phone"].strip()
        if not text or text == self.before["phone"]:
            return text
        number = international(text, self.tenant.country)
        if number is None:
            raise forms.ValidationError(not_a_number(self.tenant.country))
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not (self.data.get("phone", "").strip() or self.data.get("email", "").strip()):
            self.add_error("phone", _("Write a phone number or an e-mail, so that the client can be reached."))
        return cleaned


@require_http_methods(["GET", "POST"])
def details(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    """Raises `NotFound` for somebody whom the member may not see, and for a test client: its messages go to whoever
    plays it."""
    known = visible_client(request.tenant, request.member, code)
    if known.test:
        raise NotFound
    form = ClientForm.of(request, code=code)
    if saved(request, form):
        return see_other("desk-client-details", tenant=tenant, code=code)
    identity = known.identity if may_identify(request.member) else ""
    return form_page(request, "desk/client_details.html", form, client=known, identity=identity, rail="clients")
