"""Who may book a service by themselves, and how often."""

from functools import cached_property
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from booking.availability.models import GroupTerms
from booking.availability.setup.group_form import needs_both
from booking.clients.models import Group
from booking.resources.models import BookedBy, Service
from booking.resources.setup.service_forms import number
from booking.resources.setup.services import part_page
from tenants.modules import GROUPS, is_on
from tenants.requests import TenantRequest
from tenants.setup.foreseen import ForeseenForm
from tenants.setup.parts_form import PartsForm


class BookingForm(ForeseenForm, PartsForm):
    """`groups` only counts while the service is for chosen ones; else what is said of each stays as it is."""

    thing, parts, below = "service", "groups", ("group_terms__group",)
    told = frozenset({"booked_by", "most_bookings", "most_days", "groups"})

    groups = forms.MultipleChoiceField(
        label=_("Which groups"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Counts when it is for chosen groups only. What each of them pays stands with the group."),
    )  # fmt: skip

    class Meta:
        model = Service
        fields = ["booked_by", "most_bookings", "most_days"]
        labels = {"booked_by": _("Who may book it on your page")}
        help_texts = {
            "booked_by": _(
                "Others neither see it nor find it by its address. You may book it for anybody, at the desk."
            )
        }
        widgets = {"booked_by": forms.RadioSelect}

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["most_bookings"] = number(1, 999, label=_("Most bookings"), required=False)
        self.fields["most_days"] = number(1, 730, label=_("Within days"), required=False)
        for name in ("most_bookings", "most_days"):
            self.fields[name].one_is_enough = True  # type: ignore[attr-defined]
        if not is_on(self.tenant, GROUPS):
            self._without_groups()
            return
        self.fields["groups"].choices = [(one.code, one.name) for one in self._groups]  # type: ignore[attr-defined]
        self.initial["groups"] = given(self.kept())

    def _without_groups(self) -> None:
        """What is for chosen groups already stays so, and can be opened to others."""
        del self.fields["groups"]
        stands = self.instance.booked_by
        kinds = [one for one in BookedBy.choices if one[0] != BookedBy.GROUPS or stands == BookedBy.GROUPS]
        self.fields["booked_by"].choices = kinds  # type: ignore[attr-defined]

    @cached_property
    def _groups(self) -> list[Group]:
        return self.once("groups", lambda: list(Group.objects.filter(tenant=self.tenant, active=True)))

    @property
    def any_groups(self) -> bool:
        return bool(self._groups)

    def kept(self) -> dict[str, bool | None]:
        """What was said of each group: given to it, or taken from it."""
        rows = self.rows_below("group_terms")
        return dict(
            sorted((row.group.code, row.offered) for row in rows if row.group.active and row.offered is not None)
        )

    def chosen_names(self) -> list[str]:
        """Of the groups that are ticked."""
        chosen = self.cleaned_data.get("groups", [])
        return [one.name for one in self._groups if one.code in chosen]

    def _for_groups(self) -> bool:
        return bool(self.cleaned_data.get("booked_by") == BookedBy.GROUPS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        needs_both(self, cleaned, "most_bookings", "most_days")
        nobody = "groups" in self.fields and not cleaned.get("groups") and "groups" not in self.errors
        if nobody and self._for_groups():
            self.add_error("groups", _("Choose at least one group; without any, nobody could book it."))
        return cleaned

    def typed(self) -> dict[str, bool | None]:
        said: dict[str, bool | None] = self.before["groups"]
        if self._for_groups() and "groups" in self.fields:
            chosen = self.cleaned_data.get("groups", [])
            said = {code: given for code, given in said.items() if not given} | dict.fromkeys(chosen, True)
        return dict(sorted(said.items()))

    def said(self, name: str, value: Any) -> tuple[Any, str]:
        if name != "groups":
            return super().said(name, value)
        return self.base_fields[name].label, ", ".join(one.name for one in self._groups if value.get(one.code)) or "–"

    def write(self, parts: dict[str, bool | None]) -> None:
        """Who is not chosen any more keeps their price, for when they are again."""
        was = self.kept()
        rows = GroupTerms.objects.filter(tenant=self.tenant, service=self.instance)
        for group in self._groups:
            offered = parts.get(group.code)
            if offered != was.get(group.code):
                new = {"tenant": self.tenant, "group": group, "service": self.instance, "offered": offered}
                rows.update_or_create(group=group, defaults={"offered": offered}, create_defaults=new)


def names_of_groups(service: Service) -> list[str]:
    """Those that the service is for, when it is for chosen ones only."""
    rows = GroupTerms.objects.filter(service=service.pk, group__active=True, offered=True)
    return sorted(rows.values_list("group__name", flat=True))


def given(said: dict[str, bool | None]) -> list[str]:
    return [code for code, offered in said.items() if offered]


@require_http_methods(["GET", "POST"])
def booking(request: TenantRequest, tenant: str, service: str) -> HttpResponse:
    return part_page(request, service, BookingForm, "availability/setup/service_booking.html")
