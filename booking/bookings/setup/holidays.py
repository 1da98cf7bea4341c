"""Public holidays: each can be closed by a tick."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from babel import Locale
from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from booking.availability.closures import close_days, closed_singly, open_days
from booking.availability.models import Closure
from booking.availability.rules import ClosedDays
from booking.kernel.public_holidays import customary_days, public_holidays, regions
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
Line = tuple["Holiday", str, Any]  # with its day in words, and its box


@dataclass(frozen=True, slots=True)
class Holiday:
    """`place`: it is one there alone; `custom`: many close, and the law does not. `within`: the name of a closure in
    which it lies; then there is nothing to choose."""

    day: date
    name: str
    place: Location | None = None
    custom: bool = False
    within: str = ""

    @property
    def key(self) -> str:
        return f"{self.day.isoformat()}@{self.place.code}" if self.place else self.day.isoformat()


class HolidaysForm(ForeseenForm):
    """Which of the coming holidays the whole business, or a place with its own, is closed on; this year and next."""

    thing, told = "holidays", frozenset({"days"})

    days = forms.MultipleChoiceField(label=_("Closed on"), required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Tenant
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        language = page_language()
        self.fields["days"].choices = [  # type: ignore[attr-defined]
            (one.key, ", ".join((one.name, *([one.place.name] if one.place else []), say_day(one.day, language))))
            for one in self.open_to_choice
        ]
        self.initial["days"] = self.before["days"]

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
        today = local_day(database_now(), self.tenant.timezone)
        closed = list(Closure.objects.filter(tenant=self.tenant, resource=None, until_on__gte=today))
        coming = [
            replace(one, within=_within(one, closed))
            for year in (today.year, today.year + 1)
            for one in self._of(year)
            if one.day >= today
        ]
        return sorted(coming, key=lambda one: one.key)

    def _of(self, year: int) -> Iterator[Holiday]:
        country, language = self.tenant.country, self.tenant.locale
        public, custom = public_holidays(country, language, year), customary_days(country, language, year)
        yield from (Holiday(day, name) for day, name in public.items())
        yield from (Holiday(day, name, custom=True) for day, name in custom.items())
        own: dict[date, list[Holiday]] = defaultdict(list)
        for place in self.places:
            found = public_holidays(place.country, language, year, place.region) if place.region else {}
            for day in found.keys() - public.keys() - custom.keys():
                own[day].append(Holiday(day, found[day], place))
        for there in own.values():  # what all places have is the whole business's
            yield from [replace(there[0], place=None)] if len(there) == len(self.places) else there

    @property
    def open_to_choice(self) -> list[Holiday]:
        return [one for one in self.holidays if not one.within]

    @property
    def years(self) -> list[tuple[int, list[Line], list[Line], bool]]:
        """For the page, by year: each holiday with its day as people say it, and its box; apart, what is custom, and
        whether any of that is ticked."""
        language = page_language()
        boxes = {box.data["value"]: box for box in self["days"]}
        lines = [(one, say_day(one.day, language), boxes.get(one.key)) for one in self.holidays]
        ticked = {one.key for one in self.holidays if one.custom} & {*(self["days"].value() or [])}
        return [
            (
                year,
                [line for line in lines if line[0].day.year == year and not line[0].custom],
                [line for line in lines if line[0].day.year == year and line[0].custom],
                any(key.startswith(str(year)) for key in ticked),
            )
            for year in sorted({one.day.year for one in self.holidays})
        ]

    def state(self) -> dict[str, Any]:
        closed = {place: closed_singly(self.tenant, place) for place in {one.place for one in self.open_to_choice}}
        return {"days": [one.key for one in self.open_to_choice if one.day in closed[one.place]]}

    def wanted(self) -> dict[str, Any]:
        return {"days": sorted(self.cleaned_data["days"])}

    def store(self) -> None:
        self._let_be_closed(self.wanted()["days"])

    def recall(self, kept: dict[str, Any]) -> None:
        self.cleaned_data = {"days": kept["days"]}

    def closing(self, keys: Iterable[str]) -> list[ClosedDays]:
        """In the engine's words; those that are over say nothing any more."""
        wanted = set(keys)
        return [
            ClosedDays(one.place.pk if one.place else None, None, one.day, one.day)
            for one in self.open_to_choice
            if one.key in wanted
        ]

    def _let_be_closed(self, keys: Sequence[str]) -> None:
        for place in {one.place for one in self.open_to_choice}:
            here = [one for one in self.open_to_choice if one.place == place]
            wanted = {one.day: one.name for one in here if one.key in keys}
            close_days(tenant=self.tenant, days=wanted, place=place)
            open_days(tenant=self.tenant, days={one.day for one in here} - set(wanted), place=place)


def _within(one: Holiday, closed: Iterable[Closure]) -> str:
    """The name of the longer closure, or of one of the whole business where the holiday is a place's."""
    for row in closed:
        covers = row.from_on <= one.day <= row.until_on
        if covers and row.location_id is None and (one.place or row.until_on > row.from_on):
            return row.name
        if covers and one.place and row.location_id == one.place.pk and row.until_on > row.from_on:
            return row.name
    return ""


@require_http_methods(["GET", "POST"])
def holidays(request: TenantRequest, tenant: str) -> HttpResponse:
    form = HolidaysForm.of(request)
    if saved(request, form):
        return see_other("desk-settings-holidays", tenant=tenant)
    country = Locale.parse(page_language(), sep="-").territories.get(request.tenant.country, request.tenant.country)
    return form_page(request, "bookings/setup/holidays.html", form, page=PAGE, country=country)
