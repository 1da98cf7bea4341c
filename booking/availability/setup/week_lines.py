"""One line of the week's form: from when to when, in which weeks, where, for whom, and how one meets."""

import hashlib
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.availability.hours_words import besides
from booking.availability.models import Audience, Weeks
from booking.availability.setup.for_whom import audience_field, modes_field
from booking.availability.week_hours import Hours
from booking.kernel.saying import page_language, say_weekdays
from booking.resources.models import Location, Mode

CLOCK = "%H:%M"
DAY = "%Y-%m-%d"


@dataclass(frozen=True, slots=True)
class Line:
    """`hours`: what it says now; None for an empty one."""

    PARTS: ClassVar = ("was", "opens", "closes", "night", "weeks", "since", "until", "place", "audience", "modes")

    form: forms.BaseForm
    weekday: int
    number: int
    hours: Hours | None

    def field(self, part: str) -> str:
        return f"d{self.weekday}r{self.number}_{part}"

    def __getitem__(self, part: str) -> forms.BoundField:
        """Raises `KeyError` where there is nothing to choose."""
        return self.form[self.field(part)]

    @property
    def filled(self) -> bool:
        return bool(self["opens"].value() or self["closes"].value())

    @property
    def unusual(self) -> bool:
        """Whether what stands under the times should be seen at once."""
        wrong = any(self.form.errors.get(self.field(part)) for part in self.PARTS[2:])
        rare = [part for part in ("night", "since", "until", "modes") if self.field(part) in self.form.fields]
        limited = self.field("audience") in self.form.fields and self["audience"].value() == Audience.CLIENTS
        return wrong or limited or any(self[part].value() for part in rare)

    @property
    def summary(self) -> str:
        """What stands under the times, in a few words."""
        if self.field("weeks") not in self.form.fields:
            return _("Past midnight")
        if self.hours is None:
            return _("Which weeks, and for whom")
        return ", ".join([str(Weeks(self.hours.weeks).label), *besides(self.hours)])


def name_of(hours: Hours | None) -> str:
    """Which of the kept hours a line was made of, as it carries it along."""
    return hashlib.sha256(repr(hours).encode()).hexdigest()[:16] if hours else ""


def lines_of(form: forms.BaseForm, there: list[Hours], counted: dict[int, int]) -> list[Line]:
    lines = []
    for weekday, count in counted.items():
        kept = [one for one in there if one.weekday == weekday]
        lines += [Line(form, weekday, n, kept[n] if n < len(kept) else None) for n in range(count)]
    return lines


def times_of(line: Line) -> dict[str, forms.Field]:
    """From when to when: all that is said of a place."""
    weekday = say_weekdays(page_language())[line.weekday][1].capitalize()
    made: dict[str, forms.Field] = {
        "was": forms.CharField(max_length=16, widget=forms.HiddenInput),
        "opens": _clock(_("%(weekday)s, from") % {"weekday": weekday}),
        "closes": _clock(_("%(weekday)s, to") % {"weekday": weekday}),
        "night": forms.BooleanField(label=gettext_lazy("Ends the next day")),
    }
    return _named(line, made)


def whom_of(line: Line, places: list[Location], ways: list[Mode]) -> dict[str, forms.Field]:
    """In which weeks, where and for whom. `places` and `ways` to meet: those to choose from; empty: there is nothing to
    choose."""
    made: dict[str, forms.Field] = {
        "weeks": forms.ChoiceField(label=gettext_lazy("Weeks"), choices=Weeks.choices),
        "since": _day(gettext_lazy("First day")),
        "until": _day(gettext_lazy("Last day")),
        "audience": audience_field(),
    }
    if ways:
        made["modes"] = modes_field(ways)
    if places:
        here = Location.objects.filter(pk__in=[place.pk for place in places])
        made["place"] = forms.ModelChoiceField(here, label=gettext_lazy("Place"), empty_label=None)
    return _named(line, made)


def _named(line: Line, made: dict[str, forms.Field]) -> dict[str, forms.Field]:
    for one in made.values():
        one.required = False
        one.one_is_enough = True  # type: ignore[attr-defined]  # "(optional)" behind each of them would be noise
    return {line.field(part): one for part, one in made.items()}


def initial_of(line: Line, usual_place: UUID | None) -> dict[str, Any]:
    one = line.hours
    said: dict[str, Any] = {
        "was": name_of(one),
        "weeks": Weeks.EVERY,
        "place": usual_place,
        "audience": Audience.EVERYONE,
    }
    if one:
        said |= {
            "opens": one.opens, "closes": one.closes, "night": one.overnight, "weeks": one.weeks,
            "since": one.valid_from_on, "until": one.valid_until_on, "place": one.location_id,
            "audience": one.audience, "modes": list(one.modes or ()),
        }  # fmt: skip
    return {line.field(part): value for part, value in said.items()}


def _clock(label: str) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time", "aria-label": label}, format=CLOCK)
    return forms.TimeField(label=label, widget=widget, input_formats=[CLOCK])


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format=DAY)
    return forms.DateField(label=label, widget=widget, input_formats=[DAY])
