"""Teams: practitioners who are chosen together, in the calendar, at the phone and where a service says who gives it."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from booking.kernel.errors import Invalid
from booking.resources.arranging import last_place, move_team
from booking.resources.models import Kind, Resource, Team, TeamMember
from booking.resources.setup.archiving import Archiving, archived, button
from tenants.answers import see_other
from tenants.forms import StrictForm
from tenants.requests import TenantRequest
from tenants.setup.pages import Group, SettingsPage, register
from tenants.setup.parts_form import PartsForm
from tenants.setup.saving import form_page, saved

PAGE = register(
    SettingsPage(
        "desk-settings-teams", Group.PEOPLE, _("Teams"),
        _("Practitioners whom you see, book and tick together, whatever unit they belong to."), 60,
    )
)  # fmt: skip
LIST = "desk-settings-teams"


class PlaceInListForm(StrictForm):
    """`place`: 0 is the first."""

    team = forms.CharField(max_length=12)
    place = forms.IntegerField(min_value=0, max_value=9999)


class TeamForm(PartsForm):
    thing, told, parts = "team", frozenset({"name", "people"}), "people"
    below = ("members__resource",)

    people = forms.MultipleChoiceField(
        label=_("Practitioners"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Somebody can be in several teams."),
    )  # fmt: skip

    class Meta:
        model = Team
        fields: ClassVar[list[str]] = ["name"]
        labels = {"name": _("Name")}
        help_texts = {"name": _("As you say among yourselves. Clients do not see it.")}

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        there = self.before.get("people", [])
        rows = self.once("people", lambda: list(self._people()))
        field: Any = self.fields["people"]
        field.choices = [(one.code, one.name) for one in rows if one.active or one.code in there]
        self.initial["people"] = there

    def kept(self) -> list[str]:
        return sorted(row.resource.code for row in self.rows_below("members"))

    def typed(self) -> list[str]:
        return sorted(self.cleaned_data["people"])

    def write(self, parts: list[str]) -> None:
        rows = TeamMember.objects.filter(tenant=self.tenant, team=self.instance)
        rows.exclude(resource__code__in=parts).delete()
        new = self._people().filter(code__in=parts).exclude(teams__team=self.instance)
        TeamMember.objects.bulk_create(TeamMember(tenant=self.tenant, team=self.instance, resource=one) for one in new)

    def store(self) -> None:
        if self.adding:
            self.instance.position = last_place(self.tenant, Team)
        super().store()

    def _people(self) -> Any:
        return Resource.objects.filter(tenant=self.tenant, kind=Kind.PRACTITIONER)


class TeamArchiving(Archiving):
    thing = "team"

    class Meta:
        model = Team
        fields: ClassVar[list[str]] = ["active"]


@require_GET
def teams(request: TenantRequest, tenant: str) -> HttpResponse:
    rows = list(Team.objects.filter(tenant=request.tenant).prefetch_related("members__resource"))
    names = {row.pk: sorted(one.resource.name for one in row.members.all() if one.resource.active) for row in rows}
    context = {
        "page": PAGE, "rail": "settings", "archived": [row for row in rows if not row.active],
        "teams": [(row, ", ".join(names[row.pk])) for row in rows if row.active],
    }  # fmt: skip
    return render(request, "resources/setup/teams.html", context)


@require_http_methods(["GET", "POST"])
def order(request: TenantRequest, tenant: str) -> HttpResponse:
    """Whoever is sent here after a refusal sees the list as it is. Raises `Invalid` or `NotFound`."""
    if request.method == "POST":
        form = PlaceInListForm(request.POST)
        if not form.is_valid():
            raise Invalid
        code, place = form.cleaned_data["team"], form.cleaned_data["place"]
        move_team(tenant=request.tenant, code=code, place=place, actor=request.member.actor)
    return see_other(LIST, tenant=tenant)


@require_http_methods(["GET", "POST"])
def add(request: TenantRequest, tenant: str) -> HttpResponse:
    form = TeamForm.new(request)
    if saved(request, form):
        return see_other(LIST, tenant=tenant)
    return form_page(request, "resources/setup/team.html", form)


@require_http_methods(["GET", "POST"])
def team(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    form = TeamForm.of(request, code=code)
    if saved(request, form):
        return see_other(LIST, tenant=tenant)
    row = Team.objects.get(pk=form.instance.pk)
    archiving = button(TeamArchiving(instance=row, tenant=request.tenant))
    return form_page(request, "resources/setup/team.html", form, row=row, archiving=archiving)


@require_POST
def archive(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    """`active`: bring it back."""
    form = TeamArchiving.of(request, code=code)
    return archived(request, form, LIST, reverse("desk-settings-team", args=[tenant, code]))
