"""A week of hours as a form: for each day its times, and room for more. All of it works by plain fields."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from booking.availability.models import Audience, Weeks
from booking.availability.setup.for_whom import services_in, typed_modes, ways_of
from booking.availability.setup.week_lines import Line, besides, fields_of, initial_of, lines_of, name_of
from booking.availability.week_hours import (
    Hours,
    as_state,
    from_state,
    in_order,
    overlapping,
    set_week,
    week_of,
    weeks_of,
)
from booking.kernel.saying import page_language, say_weekdays
from booking.resources.calendars import planned
from booking.resources.models import Location, Resource, Service
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


class WeekForm(ForeseenForm):
    """The weekly hours of one resource."""

    thing, told = "hours", frozenset({"week"})

    class Meta:
        model = Resource
        fields: tuple[str, ...] = ()

    def __init__(
        self, data: Any = None, *, instance: Resource, tenant: Tenant,
        there: list[Hours] | None = None, places: Iterable[Location] | None = None,
        services: Iterable[Service] | None = None, **options: Any,
    ) -> None:  # fmt: skip
        """`there`, `places`, `services`: the hours as they stand, all places and what is offered, where they are known
        already."""
        self.there = week_of(instance) if there is None else there
        super().__init__(data, instance=instance, tenant=tenant, **options)
        stands = {one.location_id for one in self.there}
        found = Location.objects.filter(tenant=tenant) if places is None else places
        self.places = [one for one in found if one.active or one.pk in stands]
        self.hours: list[Hours] = self.there
        self.lines = lines_of(self, self.there, self._counted())
        offered = services_in(tenant) if services is None else services
        ways = ways_of(offered, (mode for one in self.there for mode in one.modes or ()))
        for line in self.lines:
            self.fields.update(fields_of(line, self.places if len(self.places) > 1 else [], ways))
            self.initial.update(initial_of(line, self._usual_place()))

    @classmethod
    def rows(cls, tenant: Tenant) -> QuerySet[Any]:
        return planned(tenant).filter(active=True)

    @classmethod
    def of_rows(cls, tenant: Tenant, rows: QuerySet[Any]) -> list[Self]:
        weeks, places = weeks_of(rows), list(Location.objects.filter(tenant=tenant))
        known: dict[str, Any] = {"places": places, "services": list(services_in(tenant))}
        return [cls(instance=row, tenant=tenant, there=weeks[row.pk], **known) for row in rows]

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

    def store(self) -> None:
        set_week(tenant=self.tenant, resource=self.instance, hours=self.hours)

    def recall(self, kept: dict[str, Any]) -> None:
        self.hours = from_state(kept)

    def said(self, name: str, value: Any) -> tuple[Any, str]:
        return _("Weekly hours"), "; ".join(in_words(from_state({name: value}))) or "–"

    def _counted(self) -> dict[int, int]:
        """How many lines each day has: as many as were sent; else one more than there are, and two on a free day."""
        if self.is_bound:
            sent = [(int(found[1]), int(found[2])) for found in map(FIELD.fullmatch, self.data) if found]
            return {day: max([n + 1 for other, n in sent if other == day], default=0) for day in range(7)}
        each = {day: sum(one.weekday == day for one in self.there) for day in range(7)}
        return {day: min(MOST, max(2, count + 1)) for day, count in each.items()}

    def _usual_place(self) -> UUID | None:
        known = [place.pk for place in self.places]
        return self.instance.location_id if self.instance.location_id in known else next(iter(known), None)

    def _typed(self, line: Line, cleaned: dict[str, Any]) -> Hours | None:
        """What a line says; None for nothing, and for what cannot be."""
        said: dict[str, Any] = {part: cleaned.get(line.field(part)) for part in line.PARTS}
        wrong = any(line.field(part) in self.errors for part in line.PARTS)
        if wrong or (said["opens"] is None and said["closes"] is None):
            return None
        was = next((one for one in self.there if name_of(one) == said["was"]), None)
        place = said["place"].pk if said["place"] else was.location_id if was else self._usual_place()
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


def _aside(one: Hours) -> str:
    weeks = [] if one.weeks == Weeks.EVERY else [str(Weeks(one.weeks).label)]
    said = ", ".join([*weeks, *besides(one)])
    return f" ({said})" if said else ""


def in_words(hours: Iterable[Hours]) -> list[str]:
    """ "Mo–Fr 09:00–17:00", "Sa 10:00–14:00 (existing clients only)": days with the same times together."""
    by_day: dict[int, str] = {}
    for one in in_order(hours):
        times = f"{one.opens:%H:%M}–{one.closes:%H:%M}{_aside(one)}"
        by_day[one.weekday] = f"{by_day[one.weekday]}, {times}" if one.weekday in by_day else times
    runs: list[list[Any]] = []
    for day, times in sorted(by_day.items()):
        if runs and runs[-1][1] == day - 1 and runs[-1][2] == times:
            runs[-1][1] = day
        else:
            runs.append([day, day, times])
    short = [short for short, _whole in say_weekdays(page_language())]
    return [f"{short[first]}{f'–{short[last]}' if last > first else ''} {times}" for first, last, times in runs]
