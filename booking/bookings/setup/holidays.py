"""Public holidays: each can be closed by a tick."""

from collections.abc import Sequence
from dataclasses import dataclass
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
from booking.availability.public_holidays import public_holidays
from booking.kernel.saying import local_day, page_language, say_day
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


@dataclass(frozen=True, slots=True)
class Holiday:
    """`within`: the name of a longer closure in which it lies; then there is nothing to choose."""

    day: date
    name: str
    within: str


class HolidaysForm(ForeseenForm):
    """Which of the coming holidays the whole business is closed on; of this year and the next."""

    thing, told = "holidays", frozenset({"days"})

    days = forms.MultipleChoiceField(label=_("Closed on"), required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Tenant
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        language = page_language()
        self.fields["days"].choices = [  # type: ignore[attr-defined]
            (one.day.isoformat(), f"{one.name}, {say_day(one.day, language)}") for one in self.open_to_choice
        ]
        self.initial["days"] = self.before["days"]

    @classmethod
    def rows(cls, tenant: Tenant) -> QuerySet[Any]:
        return Tenant.objects.filter(pk=tenant.pk)

    @cached_property
    def holidays(self) -> list[Holiday]:
        today = local_day(database_now(), self.tenant.timezone)
        everywhere = Closure.objects.filter(tenant=self.tenant, location=None, resource=None, until_on__gte=today)
        longer = [row for row in everywhere if row.until_on > row.from_on]
        return [
            Holiday(day, name, next((row.name for row in longer if row.from_on <= day <= row.until_on), ""))
            for year in (today.year, today.year + 1)
            for day, name in public_holidays(self.tenant.country, self.tenant.locale, year).items()
            if day >= today
        ]

    @property
    def open_to_choice(self) -> list[Holiday]:
        return [one for one in self.holidays if not one.within]

    @property
    def years(self) -> list[tuple[int, list[tuple[Holiday, str, Any]]]]:
        """For the page: each holiday with its day as people say it, and its box."""
        language = page_language()
        boxes = {box.data["value"]: box for box in self["days"]}
        lines = [(one, say_day(one.day, language), boxes.get(one.day.isoformat())) for one in self.holidays]
        return [
            (year, [line for line in lines if line[0].day.year == year])
            for year in sorted({one.day.year for one in self.holidays})
        ]

    def state(self) -> dict[str, Any]:
        closed = closed_singly(self.tenant)
        return {"days": [one.day.isoformat() for one in self.open_to_choice if one.day in closed]}

    def wanted(self) -> dict[str, Any]:
        return {"days": sorted(self.cleaned_data["days"])}

    def store(self) -> None:
        self._let_be_closed(self.wanted()["days"])

    def recall(self, kept: dict[str, Any]) -> None:
        self.cleaned_data = {"days": kept["days"]}

    def _let_be_closed(self, days: Sequence[str]) -> None:
        names = {one.day: one.name for one in self.open_to_choice}
        wanted = {day: name for day, name in names.items() if day.isoformat() in days}
        close_days(tenant=self.tenant, days=wanted)
        open_days(tenant=self.tenant, days=set(names) - set(wanted))


@require_http_methods(["GET", "POST"])
def holidays(request: TenantRequest, tenant: str) -> HttpResponse:
    form = HolidaysForm.of(request)
    if saved(request, form):
        return see_other("desk-settings-holidays", tenant=tenant)
    country = Locale.parse(page_language(), sep="-").territories.get(request.tenant.country, request.tenant.country)
    return form_page(request, "bookings/setup/holidays.html", form, page=PAGE, country=country)
