"""Places: where they are, by which clock they are open, and what clients read before they come."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from booking.kernel.public_holidays import regions
from booking.resources.models import Location
from booking.resources.setup.archiving import Archiving, archived, button
from tenants.answers import see_other
from tenants.requests import TenantRequest
from tenants.setup.countries import countries
from tenants.setup.foreseen import ForeseenForm
from tenants.setup.pages import Group, SettingsPage, register
from tenants.setup.saving import form_page, saved
from tenants.setup.zones import ZoneField

PAGE = register(
    SettingsPage(
        "desk-settings-places", Group.THINGS, _("Places"),
        _("Where clients come, how they find the way in, and by which clock you are open there."),
    )
)  # fmt: skip


class PlaceForm(ForeseenForm):
    thing, told = "place", frozenset({"name", "street", "postcode", "city", "country", "region", "timezone"})

    country = forms.ChoiceField(label=_("Country"), choices=countries)
    region = forms.ChoiceField(
        label=_("Region"), required=False, help_text=_("Its own public holidays can be closed here.")
    )
    timezone = ZoneField(help_text=_("Opening hours here are by this clock."))

    class Meta:
        model = Location
        fields = ["name", "street", "postcode", "city", "country", "region", "timezone", "directions"]
        labels = {
            "name": _("Name"), "street": _("Street"), "postcode": _("Postcode"), "city": _("Town"),
            "directions": _("How to find the way in"),
        }  # fmt: skip
        help_texts = {
            "name": _("Shown to clients where you have several places."),
            "directions": _("Stands in the confirmation and the reminder of each visit here."),
        }
        widgets = {"directions": forms.Textarea(attrs={"rows": 4})}

    field_order = ("name", "street", "postcode", "city", "country", "region", "timezone", "directions")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["timezone"].offer(self.instance.country, self.instance.timezone)  # type: ignore[attr-defined]
        known = regions(self.instance.country)
        self.fields["region"].choices = [("", _("Not chosen")), *known]  # type: ignore[attr-defined]
        self.country = self.instance.country
        if not known:
            self.fields["region"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """Another country has other regions, to be chosen when the page shows them."""
        cleaned = super().clean()
        if cleaned.get("country") != self.country:
            cleaned["region"] = ""
        return cleaned


class PlaceArchiving(Archiving):
    thing = "place"

    class Meta:
        model = Location
        fields = ["active"]


@require_GET
def places(request: TenantRequest, tenant: str) -> HttpResponse:
    rows = list(Location.objects.filter(tenant=request.tenant))
    context = {
        "page": PAGE,
        "places": [row for row in rows if row.active],
        "archived": [row for row in rows if not row.active],
        "rail": "settings",
    }
    return render(request, "resources/setup/places.html", context)


@require_http_methods(["GET", "POST"])
def add(request: TenantRequest, tenant: str) -> HttpResponse:
    form = PlaceForm.new(request, timezone=request.tenant.timezone, country=request.tenant.country)
    if saved(request, form):
        return see_other("desk-settings-places", tenant=tenant)
    return form_page(request, "resources/setup/place.html", form)


@require_http_methods(["GET", "POST"])
def place(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    form = PlaceForm.of(request, code=code)
    if saved(request, form):
        return see_other("desk-settings-places", tenant=tenant)
    row = Location.objects.get(pk=form.instance.pk)
    archiving = button(PlaceArchiving(instance=row, tenant=request.tenant))
    return form_page(request, "resources/setup/place.html", form, row=row, archiving=archiving)


@require_POST
def archive(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    """`active`: bring it back."""
    form = PlaceArchiving.of(request, code=code)
    page = reverse("desk-settings-place", args=[tenant, code])
    return archived(request, form, "desk-settings-places", page)
