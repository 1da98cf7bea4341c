"""Who gives a service."""

from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from booking.resources.calendars import planned
from booking.resources.models import Kind, Resource, Service, ServiceLength, Team
from booking.resources.setup.giving import COMMON, Given, GivingForm, Own
from tenants.models import Tenant
from tenants.modules import UNITS, is_on


class WhoForm(GivingForm):
    thing = "service"
    told = frozenset({"who", "anybody"})
    side, own_side, parts, parts_label = "resource", "service", "who", _("Who gives it")

    class Meta:
        model = Service
        fields: ClassVar[list[str]] = ["anybody"]
        labels = {"anybody": _("Who gets it when the client has no preference")}
        help_texts = {"anybody": _("Of those who are free at the lowest price.")}
        widgets = {"anybody": forms.RadioSelect}

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        if self.teams:
            self.fields["teams"] = forms.MultipleChoiceField(
                label=_("Whole teams"), required=False, widget=forms.CheckboxSelectMultiple,
                choices=[(one.code, one.name) for one in self.teams],
                help_text=_("Everybody in it is ticked below when you save. Who joins the team later is not."),
            )  # fmt: skip

    @cached_property
    def teams(self) -> list[Team]:
        """Those in which somebody can be ticked."""
        if not is_on(self.tenant, UNITS):
            return []
        rows = Team.objects.filter(tenant=self.tenant, active=True, members__resource__active=True)
        return self.once("teams", lambda: list(rows.distinct().prefetch_related("members")))

    @property
    def teams_field(self) -> forms.BoundField:
        return self["teams"]

    def typed(self) -> Own:
        """With everybody in the teams that are ticked."""
        chosen = self.cleaned_data.get("teams", [])
        added = {row.resource_id for one in self.teams if one.code in chosen for row in one.members.all()}
        said = super().typed()
        codes = {one.code for one in self.others if one.pk in added}
        return dict(sorted((said | dict.fromkeys(codes - said.keys(), COMMON)).items()))

    @classmethod
    def choosable(cls, tenant: Tenant) -> QuerySet[Any]:
        """What is switched off is neither shown nor touched."""
        return planned(tenant)

    @property
    def usual(self) -> ServiceLength | None:
        return next(iter(self.there.lengths.get(self.instance.pk, ())), None)

    def people(self) -> list[Given]:
        return [given for given in self.rows_shown if _is_person(given)]

    def things(self) -> list[Given]:
        return [given for given in self.rows_shown if not _is_person(given)]

    def things_chosen(self) -> bool:
        return any(given.gives.value() or given.gives.errors for given in self.things())


def _is_person(given: Given) -> bool:
    return isinstance(given.row, Resource) and given.row.kind == Kind.PRACTITIONER
