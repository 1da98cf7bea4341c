"""Free times to choose among: the next ones, a month with the days that have some, and a day's times."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from booking.availability.search import FreeTime, Times, free_times, next_free
from booking.bookings.desk.asking import Asked, as_text
from booking.bookings.times import PARTS, part_of_day
from booking.kernel.saying import page_language, say_long_day, say_month, say_near_day, say_time, say_weekdays
from booking.resources.models import Kind, Resource
from tenants.models import Tenant

NEXT = 6
NAMED = 3
LOOKED_AT = 500  # free times among which the first of each half day is found


@dataclass(frozen=True, slots=True)
class Choice:
    """One time to click on: `query` is the address's choice with this time in it."""

    free: FreeTime
    query: str
    day: str
    clock: str
    note: str

    def with_more(self, more: dict[str, str]) -> "Choice":
        """The same, with more in its address."""
        return replace(self, query=f"{self.query}&{urlencode(more)}") if more else self

    @property
    def value(self) -> str:
        """The start alone, for a form that keeps the rest."""
        return as_text(self.free.start_at)


@dataclass(frozen=True, slots=True)
class Suggested:
    """A few times, and the choices that show those before and after them; "" where there are none."""

    choices: list[Choice]
    earlier: str
    later: str


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    query: str
    count: int
    chosen: bool
    today: bool


def next_choices(tenant: Tenant, asked: Asked, today: date) -> list[Choice]:
    """The first free time of each coming half day, from now, whatever day is looked at: something to suggest.
    Staff are not bound by notice or horizon."""
    return suggested(tenant, replace(asked, page=0), today).choices


def suggested(tenant: Tenant, asked: Asked, today: date) -> Suggested:
    """Six of them at a time, as far down the list as was asked for."""
    firsts: dict[tuple[date, int], FreeTime] = {}
    found = next_free(tenant, asked.wish, LOOKED_AT, staff=True)
    for time in found:
        firsts.setdefault((time.starts_local.date(), part_of_day(time)), time)
    every = list(firsts.values())
    page = min(asked.page, max(0, len(every) - 1) // NEXT)
    return Suggested(
        as_choices(asked, every[page * NEXT : (page + 1) * NEXT], today, among=found),
        earlier=asked.query(page=page - 1) if page > 1 else asked.query(page="") if page else "",
        later=asked.query(page=page + 1) if len(every) > (page + 1) * NEXT else "",
    )


def as_choices(
    asked: Asked, times: list[FreeTime], today: date, *, among: list[FreeTime] | None = None
) -> list[Choice]:
    """Times to click on, each with its place in the query; the place is named when there are several. `among`: all
    that were found, for the same time may be on offer by others at another price."""
    named = asked.wish.location is None and len({time.location.pk for time in times}) > 1
    able: dict[Any, dict[Resource, None]] = {}
    for time in among or times:
        able.setdefault((time.start_at, time.location.pk), {}).update(dict.fromkeys(time.able))
    return [_as_choice(asked, time, today, named, list(able[time.start_at, time.location.pk])) for time in times]


def _as_choice(asked: Asked, time: FreeTime, today: date, named: bool, able: list[Resource]) -> Choice:
    starts, zone = time.starts_local, time.location.timezone
    query = asked.query(start=as_text(time.start_at), place=time.location.code, day=starts.date().isoformat(), force="")
    words = [asked.wish.practitioner.name] if asked.wish.practitioner else with_whom(able)
    words += [time.location.name] if named else []
    words += [_("%(minutes)s min") % {"minutes": time.minutes}]
    day = say_near_day(starts.date(), page_language(), today, short=True)
    return Choice(time, query, day, say_time(time.start_at, zone), ", ".join(words))


def with_whom(able: list[Resource]) -> list[str]:
    """Whom it will be with, for who has left that open: the names of a few, or how many there are. Nothing when
    nobody knows (what is forced)."""
    if len(able) > NAMED:
        return [_("one of %(n)s") % {"n": len(able)}]
    names = _short(able)
    if len(names) < 2:
        return names
    return [_("%(names)s or %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}]


def _short(people: list[Resource]) -> list[str]:
    """First names, where they tell people apart."""
    if len(people) == 1:
        return [people[0].name]
    firsts = [one.name.split()[0] if one.kind == Kind.PRACTITIONER else one.name for one in people]
    return firsts if len(set(firsts)) == len(firsts) else [one.name for one in people]


def calendar(tenant: Tenant, asked: Asked, now: datetime, fallback: date | None) -> dict[str, Any]:
    """The month of the day that is looked at (`fallback`, then today, when none is), and that day's times."""
    today = now.astimezone(ZoneInfo(tenant.timezone)).date()
    day = max(asked.day or fallback or today, today)
    first = day.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    times = free_times(tenant, asked.wish, max(first, today), after - timedelta(days=1), staff=True)
    language = page_language()
    return {
        "title": say_month(first, language),
        "weekdays": say_weekdays(language),
        "weeks": _weeks(asked, times, first, chosen=day, today=today),
        "earlier": asked.query(day=max(first - timedelta(days=1), today)) if first > today else "",
        "later": asked.query(day=after),
        "day": say_long_day(day, language, today=today),
        "parts": _parts(asked, times.on(day), today),
    }


def _weeks(asked: Asked, times: Times, first: date, *, chosen: date, today: date) -> list[list[Day | None]]:
    counts = {on: len({(o.start, o.terms.location) for o in found}) for on, found in times.by_day.items()}
    cells: list[Day | None] = [None] * first.weekday()
    for n in range(monthrange(first.year, first.month)[1]):
        on = first + timedelta(days=n)
        cells.append(Day(on, asked.query(day=on), counts.get(on, 0), on == chosen, on == today))
    cells += [None] * (-len(cells) % 7)
    return [cells[n : n + 7] for n in range(0, len(cells), 7)]


def _parts(asked: Asked, times: list[FreeTime], today: date) -> list[tuple[str, list[Choice]]]:
    """Morning, afternoon, evening; place by place when there are several. One choice for each start and place."""
    once = {(time.location.pk, time.start_at): time for time in times}.values()
    several = len({time.location.pk for time in times}) > 1
    ordered = sorted(once, key=lambda time: (time.location.position, time.location.name, time.start_at))
    return [
        (f"{place} · {PARTS[part]}" if several else str(PARTS[part]), as_choices(asked, list(group), today))
        for (place, part), group in groupby(ordered, key=lambda time: (time.location.name, part_of_day(time)))
    ]
