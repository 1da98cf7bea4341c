"""Teams: practitioners who are chosen together, in the calendar, at the phone and where a service says who gives it."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from booking.resources.arranging import last_place, move_team
from booking.resources.models import Kind, Resource, Team, TeamMember
from booking.resources.setup.archiving import Archiving
from booking.resources.setup.listed import pages
from tenants.requests import TenantRequest
from tenants.setup.pages import Group, SettingsPage, register
from tenants.setup.parts_form import PartsForm

PAGE = register(
    SettingsPage(
        "desk-settings-teams", Group.PEOPLE, _("Teams"),
        _("Practitioners whom you see, book and tick together, whatever unit they belong to."), 60,
    )
)  # fmt: skip


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


PAGES = pages(TeamForm, TeamArchiving, move_team)
