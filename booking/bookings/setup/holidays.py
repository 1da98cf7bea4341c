"""Public holidays: each can be closed by a tick."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from babel import Locale
from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from booking.availability.closures import close_days, closed_singly, open_days
from booking.availability.rules import ClosedDays
from booking.bookings.setup.public_days import Holiday, coming_holidays, countries_of
from booking.kernel.public_holidays import regions
from booking.kernel.saying import local_day, page_language, say_day
from booking.resources.models import Location
from tenants.answers import see_other
from tenants.clock import database_now
from tenants.models import Tenant
from tenants.requests import TenantRequest
from tenants.setup.foreseen import ForeseenForm
from tenants.setup.pages import Group, SettingsPage, register
from tenants.setup.saving import form_page, saved

PAGE = register(
    SettingsPage(
        "desk-settings-holidays", Group.HOURS, _("Public holidays"),
        _("Clients are offered no times on the holidays that you close."),
    )
)  # fmt: skip
Line = tuple[Holiday, str, Any]  # with its day in words, and its box
Year = tuple[int, list[Line], list[Line], bool]


class Country(NamedTuple):
    """A part of the page."""

    name: str
    places: list[Location]
    years: list[Year]


class HolidaysForm(ForeseenForm):
    """Which of the coming holidays the whole business is closed on, or, where it is in several countries or regions,
    its places in each; this year and next. A box may close several places: kept is what each means (`closes`)."""

    thing, told = "holidays", frozenset({"days"})

    days = forms.MultipleChoiceField(label=_("Closed on"), required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Tenant
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        language = page_language()
        self.fields["days"].choices = [  # type: ignore[attr-defined]
            (one.key, ", ".join((one.name, *(place.name for place in one.places), say_day(one.day, language))))
            for one in self.open_to_choice
        ]
        self.initial["days"] = [one.key for one in self.open_to_choice if {*one.closes} <= {*self.before["days"]}]

    @classmethod
    def rows(cls, tenant: Tenant) -> QuerySet[Any]:
        return Tenant.objects.filter(pk=tenant.pk)

    @cached_property
    def places(self) -> list[Location]:
        return list(Location.objects.filter(tenant=self.tenant, active=True))

    @property
    def without_region(self) -> list[Location]:
        """Places that may have holidays of their own, and nobody has said where they are."""
        return [one for one in self.places if not one.region and regions(one.country)]

    @cached_property
    def holidays(self) -> list[Holiday]:
        return coming_holidays(self.tenant, self.places, local_day(database_now(), self.tenant.timezone))

    @cached_property
    def open_to_choice(self) -> list[Holiday]:
        return [one for one in self.holidays if not one.within]

    @cached_property
    def countries(self) -> list[Country]:
        """For the page."""
        names = Locale.parse(page_language(), sep="-").territories
        return [
            Country(names.get(code, code), [one for one in self.places if one.country == code], self._years(code))
            for code in countries_of(self.tenant, self.places)
        ]

    def _years(self, country: str) -> list[Year]:
        """Each holiday with its day as people say it, and its box; apart, what is custom, and whether any of that is
        ticked."""
        language = page_language()
        boxes = {box.data["value"]: box for box in self["days"]}
        here = [one for one in self.holidays if one.country == country]
        lines = [(one, say_day(one.day, language), boxes.get(one.key)) for one in here]
        ticked = {one.key for one in here if one.custom} & {*(self["days"].value() or [])}
        return [
            (
                year,
                [line for line in lines if line[0].day.year == year and not line[0].custom],
                [line for line in lines if line[0].day.year == year and line[0].custom],
                any(key.startswith(str(year)) for key in ticked),
            )
            for year in sorted({one.day.year for one in here})
        ]

    def state(self) -> dict[str, Any]:
        closed = {place: closed_singly(self.tenant, place) for place in (None, *self.places)}
        return {
            "days": sorted(
                key for key in self._to_choose if (known := self._meant(key)) and known[1] in closed[known[0]]
            )
        }

    def wanted(self) -> dict[str, Any]:
        boxes = {one.key: one.closes for one in self.open_to_choice}
        return {"days": sorted({key for box in self.cleaned_data["days"] for key in boxes.get(box, (box,))})}

    def store(self) -> None:
        self._let_be_closed(self.wanted()["days"])

    def recall(self, kept: dict[str, Any]) -> None:
        self.cleaned_data = {"days": kept["days"]}

    def closing(self, keys: Iterable[str]) -> list[ClosedDays]:
        """In the engine's words; those that are over say nothing any more."""
        return [
            ClosedDays(place.pk if place else None, None, day, day)
            for place, day, _name in filter(None, map(self._meant, keys))
        ]

    @cached_property
    def _to_choose(self) -> set[str]:
        return {key for one in self.open_to_choice for key in one.closes}

    def _meant(self, key: str) -> tuple[Location | None, date, str] | None:
        """The place, the day and its name; None for what is over, or no place any more."""
        day, _at, code = key.partition("@")
        place = next((one for one in self.places if one.code == code), None)
        for one in self.open_to_choice:
            if one.day.isoformat() == day and (one.country == place.country if place else not code):
                return place, one.day, one.name
        return None

    def _let_be_closed(self, keys: Sequence[str]) -> None:
        wanted = [*filter(None, map(self._meant, keys))]
        everywhere = {day for place, day, _name in wanted if place is None}
        shown = [*filter(None, map(self._meant, self._to_choose))]
        for place in (None, *self.places):
            here = {day: name for there, day, name in wanted if there == place}
            opened = {day for there, day, _name in shown if there == place} - here.keys() - everywhere
            if here:
                close_days(tenant=self.tenant, days=here, place=place)
            if opened:
                open_days(tenant=self.tenant, days=opened, place=place)


@require_http_methods(["GET", "POST"])
def holidays(request: TenantRequest, tenant: str) -> HttpResponse:
    form = HolidaysForm.of(request)
    if saved(request, form):
        return see_other("desk-settings-holidays", tenant=tenant)
    return form_page(request, "bookings/setup/holidays.html", form, page=PAGE)
