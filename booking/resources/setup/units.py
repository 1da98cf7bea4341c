"""Units and the regions above them: what they are called, their order, and which places and people belong to them."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from booking.kernel.errors import Invalid
from booking.resources.arranging import last_place, move_unit
from booking.resources.models import Kind, Location, Resource, Unit
from booking.resources.setup.archiving import Archiving
from booking.resources.setup.listed import pages
from tenants import events
from tenants.actors import Actor
from tenants.requests import TenantRequest
from tenants.setup.marks import plain
from tenants.setup.pages import Group, SettingsPage, register
from tenants.setup.row_form import said
from tenants.setup.saving import RowForm

PAGE = register(
    SettingsPage(
        "desk-settings-units", Group.THINGS, _("Units and regions"),
        _("Which places and people belong together, so that you see and book them together."), 60,
    )
)  # fmt: skip
MEMBERS = ("places", "people")


class UnitForm(RowForm):
    """Whatever is ticked here belongs to no other unit any more."""

    thing, told = "unit", frozenset({"name", "above", "places", "people"})
    below = MEMBERS

    places = forms.MultipleChoiceField(
        label=_("Places"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Whoever works there belongs to the unit too, unless another one is chosen for them."),
    )  # fmt: skip
    people = forms.MultipleChoiceField(
        label=_("Practitioners"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Those who belong here wherever they work. A place or a person belongs to one unit."),
    )  # fmt: skip

    class Meta:
        model = Unit
        fields = ["name", "above"]
        labels = {"name": _("Name"), "above": _("Region")}
        help_texts = {
            "name": _("As you say among yourselves. Clients do not see it."),
            "above": _("The unit that this one stands below, if there is one."),
        }

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        others = Unit.objects.filter(Q(active=True) | Q(pk=self.instance.above_id), tenant=self.tenant, above=None)
        others = others.exclude(pk=self.instance.pk)
        region: Any = self.fields["above"]
        below = not self.adding and any(one.above_id == self.instance.pk for one in self._units)
        region.queryset, region.empty_label = others.none() if below else others, str(_("None"))
        for name in MEMBERS:
            rows = self._all_of(name)
            field: Any = self.fields[name]
            field.choices = [
                (one.code, self._elsewhere(one)) for one in rows if one.active or one.unit_id == self.instance.pk
            ]
            self.initial[name] = self.before.get(name, [])

    def state(self) -> dict[str, Any]:
        people = [one for one in self.rows_below("people") if one.kind == Kind.PRACTITIONER]
        members = {"places": self.rows_below("places"), "people": people}
        return super().state() | {name: sorted(one.code for one in rows) for name, rows in members.items()}

    def wanted(self) -> dict[str, Any]:
        return super().state() | plain({name: sorted(self.cleaned_data[name]) for name in MEMBERS})

    def store(self) -> None:
        if self.adding:
            self.instance.position = last_place(self.tenant, Unit)
        if self.is_bound:
            self.belonging = {name: self.cleaned_data[name] for name in MEMBERS}
        self._must_stand_below_a_top()
        super().store()
        self.losing = [(one, self._members_of(one)) for one in self._others()]
        for name, codes in self.belonging.items():
            rows = self._rows(name)
            rows.filter(unit=self.instance).exclude(code__in=codes).update(unit=None)
            rows.filter(code__in=codes).exclude(unit=self.instance).update(unit=self.instance)

    def write_down(self, wanted: dict[str, Any], actor: Actor) -> None:
        """Of the units, too, that places and people were taken from: there it can be taken back."""
        super().write_down(wanted, actor)
        for one, before in self.losing:
            now = self._members_of(one)
            changed = {name: [before[name], now[name]] for name in MEMBERS if before[name] != now[name]}
            events.record(
                self.tenant, "unit.changed", subject_id=one.pk, subject_code=one.code, actor=actor, changed=changed
            )

    def _others(self) -> list[Unit]:
        """Those that lose something to this one."""
        taken = {pk for name in MEMBERS for pk in self._rows(name).filter(
            code__in=self.belonging[name]).values_list("unit", flat=True)}  # fmt: skip
        return list(Unit.objects.filter(tenant=self.tenant, pk__in=taken - {None, self.instance.pk}))

    def _members_of(self, unit: Unit) -> dict[str, list[str]]:
        return {name: sorted(self._rows(name).filter(unit=unit).values_list("code", flat=True)) for name in MEMBERS}

    def recall(self, kept: dict[str, Any]) -> None:
        super().recall(kept)
        self.belonging = {name: kept[name] for name in MEMBERS}

    def said(self, name: str, value: Any) -> tuple[Any, str]:
        if name != "above":
            return super().said(name, value)
        return self.fields[name].label, said(forms.ChoiceField(choices=self._names()), value)

    def _names(self) -> list[tuple[str, str]]:
        return [(str(one.pk), one.name) for one in self._units]

    @property
    def _units(self) -> list[Unit]:
        return self.once("units", lambda: list(Unit.objects.filter(tenant=self.tenant)))

    def _must_stand_below_a_top(self) -> None:
        """Two at once may not make three levels: the row above is locked."""
        if self.instance.above_id is None:
            return
        above = Unit.objects.select_for_update(no_key=True).filter(pk=self.instance.above_id, above=None).first()
        if above is None or Unit.objects.filter(tenant=self.tenant, above=self.instance.pk).exists():
            raise Invalid(errors={"above": [_("A region stands below no other.")]})

    def _rows(self, name: str) -> Any:
        if name == "places":
            return Location.objects.filter(tenant=self.tenant)
        return Resource.objects.filter(tenant=self.tenant, kind=Kind.PRACTITIONER)

    def _all_of(self, name: str) -> list[Any]:
        return self.once(name, lambda: list(self._rows(name).select_related("unit")))

    def _elsewhere(self, one: Location | Resource) -> str:
        elsewhere = one.unit if one.unit_id and one.unit_id != self.instance.pk else None
        return f"{one.name} ({elsewhere.name})" if elsewhere else one.name


class UnitArchiving(Archiving):
    thing = "unit"

    class Meta:
        model = Unit
        fields: ClassVar[list[str]] = ["active"]


@require_GET
def units(request: TenantRequest, tenant: str) -> HttpResponse:
    people = Count("people", filter=Q(people__active=True), distinct=True)
    places = Count("places", filter=Q(places__active=True), distinct=True)
    found = Unit.objects.filter(tenant=request.tenant).annotate(n_people=people, n_places=places)
    rows = list(found.order_by("position", "name"))

    used = [row for row in rows if row.active]
    there = {row.pk for row in used}
    tops = [row for row in used if row.above_id not in there]
    context = {
        "page": PAGE, "rail": "settings", "archived": [row for row in rows if not row.active],
        "tree": [(top, [row for row in used if row.above_id == top.pk]) for top in tops],
    }  # fmt: skip
    return render(request, "resources/setup/units.html", context)


PAGES = pages(UnitForm, UnitArchiving, move_unit)
