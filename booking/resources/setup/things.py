"""Rooms, equipment and vehicles: what services need besides somebody who gives them."""

from collections import Counter
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from booking.kernel.errors import NotFound
from booking.resources.models import Kind, Location, Requirement, Resource
from booking.resources.people import places_for
from booking.resources.setup.archiving import Archiving, archived, button
from booking.resources.setup.service_forms import number
from booking.resources.setup.tags import TagsField
from tenants.answers import see_other
from tenants.models import Tenant, new_key
from tenants.requests import TenantRequest
from tenants.setup.foreseen import ForeseenForm
from tenants.setup.pages import Group, SettingsPage, register
from tenants.setup.saving import form_page, saved

PAGE = register(
    SettingsPage(
        "desk-settings-things", Group.THINGS, _("Rooms and equipment"),
        _("A service that needs one of these is only offered to clients while one is free."),
    )
)  # fmt: skip
# The kinds, each with the heading of its list, what the button says, and what it says when there is none.
KINDS: dict[str, tuple[Any, Any, Any]] = {
    Kind.ROOM: (_("Rooms"), _("Add a room"), _("No rooms yet. Services that need one will ask for what it has.")),
    Kind.EQUIPMENT: (_("Equipment"), _("Add equipment"), _("No equipment yet, such as a laser or a bicycle.")),
    Kind.VEHICLE: (_("Vehicles"), _("Add a vehicle"), _("No vehicles yet, such as a car for home visits.")),
}
MOST_EQUAL = 50
MOST_PEOPLE = 999


class ThingForm(ForeseenForm):
    """One room or thing."""

    thing, told = "thing", frozenset({"name", "location", "tags", "capacity"})

    tags = TagsField(
        label=_("What it has"), required=False,
        help_text=_("Words with commas between them: quiet, bed, ramp. A service can ask for them."),
    )  # fmt: skip

    capacity = number(
        1, MOST_PEOPLE, label=_("Most people"), required=False,
        help_text=_("A service to which more people come is never given in it. Empty: it takes any number."),
    )  # fmt: skip

    class Meta:
        model = Resource
        fields = ["name", "location", "tags", "capacity"]
        labels = {"name": _("Name"), "location": _("Place")}
        help_texts = {"location": _("Empty: it can be taken along to any place.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["location"].queryset = places_for(self.instance, self.tenant)  # type: ignore[attr-defined]
        self.fields["location"].empty_label = _("Any place")  # type: ignore[attr-defined]
        if self.instance.kind != Kind.ROOM:
            del self.fields["capacity"]

    @classmethod
    def rows(cls, tenant: Tenant) -> QuerySet[Any]:
        return Resource.objects.filter(tenant=tenant, kind__in=KINDS)


class NewThingForm(ThingForm):
    """One or several equal ones, which get numbers behind their name."""

    count = forms.IntegerField(
        label=_("How many equal ones"), min_value=1, max_value=MOST_EQUAL, initial=1,
        help_text=_("Each is booked for itself; a service takes whichever is free."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.stem = cleaned.get("name", "")
        if cleaned.get("count", 1) > 1 and self.stem:
            cleaned["name"] = f"{self.stem} 1"[: Resource._meta.get_field("name").max_length]
        return cleaned

    def store(self) -> None:
        super().store()
        for nth in range(2, self.cleaned_data["count"] + 1):
            one = self.instance
            Resource.objects.create(
                pk=new_key(), tenant=self.tenant, kind=one.kind, name=f"{self.stem} {nth}", location=one.location,
                tags=one.tags, capacity=one.capacity, position=one.position,
            )  # fmt: skip


class ThingArchiving(Archiving):
    thing = "thing"

    class Meta:
        model = Resource
        fields = ["active"]

    rows = ThingForm.rows


@require_GET
def things(request: TenantRequest, tenant: str) -> HttpResponse:
    rows = list(ThingForm.rows(request.tenant).select_related("location"))
    used = [row for row in rows if row.active]
    lists = [
        (kind, *texts, [row for row in used if row.kind == kind], _equal([row for row in used if row.kind == kind]))
        for kind, texts in KINDS.items()
    ]
    archived_ones = [row for row in rows if not row.active]
    context = {"page": PAGE, "lists": lists, "archived": archived_ones, "rail": "settings"}
    return render(request, "resources/setup/things.html", context)


@require_http_methods(["GET", "POST"])
def add(request: TenantRequest, tenant: str) -> HttpResponse:
    """`?kind=`: anything else than a room or a thing is `NotFound`."""
    kind = request.GET.get("kind", Kind.ROOM)
    if kind not in KINDS:
        raise NotFound
    places = Location.objects.filter(tenant=request.tenant, active=True)[:2]
    form = NewThingForm.new(request, kind=kind, location=places[0] if len(places) == 1 else None)
    if saved(request, form):
        return see_other("desk-settings-things", tenant=tenant)
    return form_page(request, "resources/setup/thing.html", form, heading=KINDS[kind][1])


@require_http_methods(["GET", "POST"])
def thing(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    form = ThingForm.of(request, code=code)
    if saved(request, form):
        return see_other("desk-settings-things", tenant=tenant)
    row = Resource.objects.get(pk=form.instance.pk)
    archiving = button(ThingArchiving(instance=row, tenant=request.tenant))
    context = {"heading": row.name, "row": row, "archiving": archiving, "needed_by": _needed_by(row)}
    return form_page(request, "resources/setup/thing.html", form, **context)


@require_POST
def archive(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    """`active`: bring it back."""
    form = ThingArchiving.of(request, code=code)
    page = reverse("desk-settings-thing", args=[tenant, code])
    return archived(request, form, "desk-settings-things", page)


def _equal(rows: list[Resource]) -> list[tuple[str, int]]:
    """What several of them have, and how many: these stand in for one another."""
    counted = Counter(tag for row in rows for tag in row.tags)
    return [(tag, count) for tag, count in counted.most_common() if count > 1]


def _needed_by(row: Resource) -> list[str]:
    """The services that may take it."""
    needs = Requirement.objects.filter(
        tenant=row.tenant_id, kind=row.kind, tag__in=["", *row.tags], service__active=True,
        service__people__lte=row.capacity or MOST_PEOPLE,
    )  # fmt: skip
    return sorted(set(needs.values_list("service__name", flat=True)))
