"""Who may book on the page at all."""

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from tenants.answers import see_other
from tenants.models import MayBook, Tenant
from tenants.requests import TenantRequest
from tenants.setup.pages import Group, SettingsPage, register
from tenants.setup.saving import RowForm, form_page, saved

PAGE = register(
    SettingsPage(
        "desk-settings-who-books", Group.RULES, _("Who may book"),
        _("Whether everybody can book on your page, or only those who are clients already."), 10,
    )
)  # fmt: skip


class WhoBooksForm(RowForm):
    thing, told = "booked_by", frozenset({"booked_by"})

    booked_by = forms.ChoiceField(
        label=_("Who may book on your page"), choices=MayBook.choices, widget=forms.RadioSelect,
        help_text=_(
            "When it is for existing clients only, others see neither services nor times. They are told how to show "
            "that they are a client, with a link by e-mail, and how to reach you. That goes for private links and "
            "programs, too. You may book for anybody, at the desk."
        ),
    )  # fmt: skip

    class Meta:
        model = Tenant
        fields = ["booked_by"]

    @classmethod
    def rows(cls, tenant: Tenant) -> QuerySet[Tenant]:
        return Tenant.objects.filter(pk=tenant.pk)


@require_http_methods(["GET", "POST"])
def who_books(request: TenantRequest, tenant: str) -> HttpResponse:
    form = WhoBooksForm.of(request)
    if saved(request, form):
        return see_other("desk-settings-who-books", tenant=tenant)
    return form_page(request, "tenants/setup/who_books.html", form, page=PAGE)
