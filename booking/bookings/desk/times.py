"""Free times to choose among: the next ones, a month with the days that have some, and a day's times."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from booking.availability.search import FreeTime, free_times, next_free
from booking.availability.wishing import Wish
from booking.bookings.desk.asking import Asked, as_text
from booking.bookings.desk.days import language, near_day
from booking.kernel.said import long_day, month, weekdays
from booking.kernel.saying import say_time
from tenants.models import Tenant

NEXT = 5
STAFF = {"staff": True}


@dataclass(frozen=True, slots=True)
class Choice:
    """One time to click on: `query` is the address's choice with this time in it."""

    free: FreeTime
    query: str
    day: str
    clock: str
    ends: str
    note: str

    @property
    def value(self) -> str:
        """The start alone, for a form that keeps the rest."""
        return as_text(self.free.start_at)


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    query: str
    count: int
    chosen: bool
    today: bool


def next_choices(tenant: Tenant, asked: Asked, today: date) -> list[Choice]:
    """The next free times from now, whatever day is looked at. Staff are not bound by notice or horizon."""
    return [as_choice(asked, time, today) for time in next_free(tenant, asked.wish, NEXT, **STAFF)]


def as_choice(asked: Asked, time: FreeTime, today: date) -> Choice:
    """A time, with its place in the query when the person has not chosen one."""
    starts, zone = time.starts_local, time.location.timezone
    query = asked.query(start=as_text(time.start_at), place=time.location.code, day=starts.date().isoformat())
    said = near_day(starts.date(), today)
    return Choice(
        time, query, said, say_time(time.start_at, zone), say_time(time.end_at, zone), _note(asked.wish, time)
    )


def calendar(tenant: Tenant, asked: Asked, now: datetime, fallback: date | None) -> dict[str, Any]:
    """The month of the day that is looked at (`fallback`, then today, when none is), and that day's times."""
    today = now.astimezone(ZoneInfo(tenant.timezone)).date()
    day = max(asked.day or fallback or today, today)
    first = day.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    times = free_times(tenant, asked.wish, max(first, today), after - timedelta(days=1), **STAFF)
    spoken = language()
    return {
        "title": month(first, spoken),
        "weekdays": weekdays(spoken),
        "weeks": _weeks(asked, times.times, first, chosen=day, today=today),
        "earlier": asked.query(day=max(first - timedelta(days=1), today)) if first > today else "",
        "later": asked.query(day=after),
        "day": long_day(day, spoken, today),
        "parts": _parts([as_choice(asked, time, today) for time in times.on(day)]),
    }


def _weeks(asked: Asked, times: list[FreeTime], first: date, *, chosen: date, today: date) -> list[list[Day | None]]:
    counts: dict[date, int] = {}
    for time in times:
        counts[time.starts_local.date()] = counts.get(time.starts_local.date(), 0) + 1
    cells: list[Day | None] = [None] * first.weekday()
    for n in range(monthrange(first.year, first.month)[1]):
        on = first + timedelta(days=n)
        cells.append(Day(on, asked.query(day=on), counts.get(on, 0), on == chosen, on == today))
    cells += [None] * (-len(cells) % 7)
    return [cells[n : n + 7] for n in range(0, len(cells), 7)]


def _parts(choices: list[Choice]) -> list[tuple[str, list[Choice]]]:
    """Morning, afternoon, evening."""

    def part(choice: Choice) -> int:
        return (choice.free.starts_local.hour >= 12) + (choice.free.starts_local.hour >= 17)

    names = [_("Morning"), _("Afternoon"), _("Evening")]
    return [(names[key], list(group)) for key, group in groupby(choices, key=part)]


def _note(wish: Wish, time: FreeTime) -> str:
    """With whom, and where when the person has not said."""
    words = [wish.practitioner.name if wish.practitioner else _("Anybody who is free")]
    if wish.location is None:
        words.append(time.location.name)
    return ", ".join(words)
