"""A week of hours as a form: for each day its times, and room for more. All of it works by plain fields."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from booking.availability.models import Audience, Weeks
from booking.availability.setup.for_whom import typed_modes
from booking.availability.setup.week_lines import Line, initial_of, lines_of, name_of, times_of
from booking.availability.week_hours import Hours, as_state, from_state, overlapping
from booking.kernel.saying import page_language, say_weekdays
from booking.resources.models import Location
from tenants.models import Tenant
from tenants.setup.foreseen import ForeseenForm

FIELD = re.compile(r"d([0-6])r([0-9])_[a-z]+", re.ASCII)
MOST = 10  # lines of a day


@dataclass(frozen=True, slots=True)
class Day:
    """`lines`: those that say something, or the empty one of a free day. `more`: one to add."""

    name: str
    lines: list[Line]
    more: Line | None


class HoursForm(ForeseenForm):
    """What the weeks of people, things and places have in common. `there`: the hours as they stand; `places`: where
    hours may be, besides where they are."""

    told = frozenset({"week"})

    def __init__(
        self, data: Any = None, *, instance: Any, tenant: Tenant, there: list[Hours], places: Iterable[Location],
        **options: Any,
    ) -> None:  # fmt: skip
        self.there = there
        super().__init__(data, instance=instance, tenant=tenant, **options)
        stands = {one.location_id for one in self.there}
        self.places = [one for one in places if one.active or one.pk in stands]
        self.hours: list[Hours] = self.there
        self.lines = lines_of(self, self.there, self._counted())
        for line in self.lines:
            self.fields.update(self.fields_of(line))
            self.initial.update(initial_of(line, self.usual_place))

    @property
    def days(self) -> list[Day]:
        """For the page."""
        found = []
        for weekday, (_short, name) in enumerate(say_weekdays(page_language())):
            lines = [line for line in self.lines if line.weekday == weekday]
            shown = [line for line in lines if line.filled] or lines[:1]
            more = [line for line in lines if line not in shown]
            found.append(Day(name.capitalize(), shown, more[0] if more else None))
        return found

    @property
    def usual_place(self) -> UUID | None:
        """Where an hour is of which nothing else is said."""
        return next((place.pk for place in self.places), None)

    def fields_of(self, line: Line) -> dict[str, forms.Field]:
        """What may be said of each."""
        return times_of(line)

    def state(self) -> dict[str, Any]:
        return as_state(self.there)

    def wanted(self) -> dict[str, Any]:
        return as_state(self.hours)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        typed = [(line, self._typed(line, cleaned)) for line in self.lines]
        kept = [(line, one) for line, one in typed if one is not None]
        self.hours = [one for _line, one in kept]
        for pair in overlapping(self.hours):
            for (line, _own), (_line, other) in ((kept[pair[0]], kept[pair[1]]), (kept[pair[1]], kept[pair[0]])):
                times = f"{other.opens:%H:%M}–{other.closes:%H:%M}"
                self.add_error(line.field("opens"), _("It overlaps %(times)s.") % {"times": times})
        return cleaned

    def recall(self, kept: dict[str, Any]) -> None:
        self.hours = from_state(kept)

    def _counted(self) -> dict[int, int]:
        """How many lines each day has: as many as were sent; else one more than there are, and two on a free day."""
        if self.is_bound:
            sent = [(int(found[1]), int(found[2])) for found in map(FIELD.fullmatch, self.data) if found]
            return {day: max([n + 1 for other, n in sent if other == day], default=0) for day in range(7)}
        each = {day: sum(one.weekday == day for one in self.there) for day in range(7)}
        return {day: min(MOST, max(2, count + 1)) for day, count in each.items()}

    def _typed(self, line: Line, cleaned: dict[str, Any]) -> Hours | None:
        """What a line says; None for nothing, and for what cannot be."""
        said: dict[str, Any] = {part: cleaned.get(line.field(part)) for part in line.PARTS}
        wrong = any(line.field(part) in self.errors for part in line.PARTS)
        if wrong or (said["opens"] is None and said["closes"] is None):
            return None
        was = next((one for one in self.there if name_of(one) == said["was"]), None)
        place = said["place"].pk if said["place"] else was.location_id if was else self.usual_place
        problem = _problem(said)
        if problem or place is None:
            self.add_error(*((line.field(problem[0]), problem[1]) if problem else (None, _("Add a place first."))))
            return None
        return Hours(
            line.weekday, said["opens"], said["closes"], place, said["weeks"] or Weeks.EVERY, said["since"],
            said["until"], said["audience"] or Audience.EVERYONE,
            typed_modes(said["modes"], was.modes if was else None),
        )  # fmt: skip


def _problem(said: dict[str, Any]) -> tuple[str, str] | None:
    """The part of a line that cannot be, and why."""
    opens, closes = said["opens"], said["closes"]
    if opens is None or closes is None:
        return "opens" if opens is None else "closes", _("Say both when it begins and when it ends, or neither.")
    if closes <= opens and not said["night"]:
        return "closes", _("It must end after it begins. If it ends the next day, tick that under the times.")
    if said["night"] and closes > opens:
        return "night", _("By these times it ends the same day.")
    if said["since"] and said["until"] and said["until"] < said["since"]:
        return "until", _("The last day comes before the first.")
    return None
