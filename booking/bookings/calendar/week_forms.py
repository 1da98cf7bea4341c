"""What the pages of template weeks take in, and which days and whose calendars they are about."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from booking.availability.catalogue import current
from booking.availability.models import Weeks
from booking.availability.planning import Stretch
from booking.availability.weeks import WEEK, monday_of
from booking.bookings.calendar.choices import Choices, changed, on_screen
from booking.bookings.calendar.page import MOST_DAYS
from booking.bookings.desk.columns import belonging, people_shown
from booking.kernel.clock import YEARS, as_day
from booking.kernel.errors import Invalid
from booking.resources.models import Resource
from tenants.clock import database_now
from tenants.forms import StrictForm
from tenants.requests import TenantRequest

DAY = timedelta(days=1)
LONGEST = timedelta(days=53 * 7)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the calendar shows: the days, both included, and whose; `all` are the calendars that the member may see."""

    first: date
    last: date
    people: tuple[Resource, ...]
    all: tuple[Resource, ...]

    @property
    def query(self) -> str:
        people = ",".join(one.code for one in self.people) if len(self.people) < len(self.all) else ""
        return urlencode({"from": f"{self.first}", "until": f"{self.last + DAY}", "people": people})

    @property
    def weeks(self) -> tuple[date, date]:
        """The same, rounded out to whole weeks."""
        return monday_of(self.first), monday_of(self.last) + WEEK - DAY


def shown(request: TenantRequest) -> Shown:
    """`?from=&until=` (the last not included) `&people=` codes `&among=` a team or unit. What makes no sense is as if
    not said: this week then, and the calendars that are shown."""
    catalogue = current(request.tenant)
    everybody = people_shown(catalogue, request.member)
    first, until = as_day(request.GET.get("from")), as_day(request.GET.get("until"))
    if first is None or until is None or not first < until <= first + MOST_DAYS * DAY:
        first = monday_of(first or _today(request))
        until = first + WEEK
    said = {name: request.GET[name] for name in ("people", "among") if name in request.GET}
    chosen = changed(Choices() if said else on_screen(request), said)
    team = belonging(catalogue, everybody, chosen.among) or everybody
    named = [one for one in team if one.code in chosen.people]
    return Shown(first, until - DAY, tuple(named or team), tuple(everybody))


def _today(request: TenantRequest) -> date:
    return database_now().astimezone(ZoneInfo(request.tenant.timezone)).date()


class DayField(forms.DateField):
    """A day as a browser sends it, within the years that one may speak of."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(input_formats=["%Y-%m-%d"], widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and day.year not in YEARS:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class WhoForm(StrictForm):
    """Whose: among these people."""

    def __init__(self, *args: Any, people: tuple[Resource, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        self.fields["who"] = forms.MultipleChoiceField(
            label=_("Whose"), choices=[(one.code, one.name) for one in people], widget=forms.CheckboxSelectMultiple
        )

    @property
    def chosen(self) -> list[Resource]:
        return [one for one in self.people if one.code in self.cleaned_data["who"]]


class SaveForm(WhoForm):
    name = forms.CharField(label=_("Name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    day = DayField(label=_("A day of the week to save"))
    activities = forms.BooleanField(label=_("Activities too"), required=False)
    bookings = forms.BooleanField(
        label=_("Bookings too"), required=False,
        help_text=_("For clients who come regularly. They are booked anew wherever the week is pasted."),
    )  # fmt: skip


class RenameForm(StrictForm):
    act = forms.ChoiceField(choices=[("rename", ""), ("remove", "")], widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name"), max_length=80, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("act") == "rename" and not cleaned.get("name"):
            self.add_error("name", self.fields["name"].error_messages["required"])
        return cleaned


class PasteForm(WhoForm):
    first = DayField(label=_("From"))
    last = DayField(label=_("To, this day included"))
    weeks = forms.ChoiceField(label=_("On"), choices=Weeks.choices, widget=forms.RadioSelect)
    bookings = forms.BooleanField(label=_("Bookings too"), required=False)
    tell = forms.BooleanField(
        label=_("Tell the clients"), required=False,
        help_text=_("Of each booking that is made for them; and if you undo it, of that too."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("This day is before the first one."))
        elif first and last and last - first > LONGEST:
            self.add_error("last", _("At most a year at once."))
        return cleaned

    @property
    def stretch(self) -> Stretch:
        return Stretch(self.cleaned_data["first"], self.cleaned_data["last"], self.cleaned_data["weeks"])


class ClearForm(WhoForm):
    """`known`: what it would touch, as the person was shown it."""

    first = DayField()
    last = DayField()
    known = forms.CharField(max_length=24, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and not first <= last < first + MOST_DAYS * DAY:
            self.add_error("last", _("This day is before the first one, or too far from it."))
        return cleaned


def only(form: type[forms.Form], data: QueryDict) -> QueryDict:
    """The fields of a form, out of an address that holds other things too."""
    kept = data.copy()
    for name in set(data) - set(form.base_fields) - {"who"}:
        del kept[name]
    return kept


def refuse(form: forms.Form, problem: Invalid) -> None:
    """What the verb said, beside the field that it is about."""
    for name, texts in problem.extra["errors"].items():
        form.add_error(name if name in form.fields else None, texts)
    if not form.errors:
        form.add_error(None, problem.message)
