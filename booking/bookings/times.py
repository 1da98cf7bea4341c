"""The page of free times: the next ones, a month at a glance, and one day's times in three groups."""

from calendar import Calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from booking.availability.catalogue import Catalogue, Reading, read
from booking.availability.search import FreeTime, Times, free_times, next_apart
from booking.availability.wallclock import day_of
from booking.availability.wishing import Wish, horizon_of, providers
from booking.kernel.clock import as_day
from booking.kernel.saying import page_language, say_long_day, say_month, say_near_day, say_time, say_weekdays
from tenants.models import Tenant

NEXT = 3
PARTS = (_("Morning"), _("Afternoon"), _("Evening"))
Page = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Button:
    """A time to press. `value` is its start, RFC 3339; `note` says what is not the same for all. `for_clients`:
    kept for existing clients."""

    value: str
    day: str
    clock: str
    note: str
    for_clients: bool


@dataclass(frozen=True, slots=True)
class Differs:
    """What is not the same for all times, and so is said beside each."""

    price: bool
    length: bool

    def note(self, time: FreeTime) -> str:
        price = time.price.written(page_language())
        if self.price and self.length:
            return gettext("%(minutes)s min, %(price)s") % {"minutes": time.minutes, "price": price}
        if self.length:
            return gettext("%(minutes)s min") % {"minutes": time.minutes}
        return price if self.price else ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A day in the month; `on` is empty outside it. Texts, so that the template has little to do thirty times."""

    on: str = ""
    number: str = ""
    free: str = ""
    today: bool = False
    selected: bool = False


def times_page(
    tenant: Tenant,
    wish: Wish,
    asked: Mapping[str, str],
    zone: str,
    reading: Reading | None = None,
    *,
    proven_client: bool = False,
) -> Page:
    """What the template needs; what it may have kept from last time is a function. `asked` may name a month (YYYY-MM)
    and a day; nonsense is as if not said.

    `reading`: one that was made for this very request, if there is one."""
    reading = reading or read(tenant)
    today = day_of(zone, int(reading.now))
    horizon = horizon_of(reading.catalogue, wish)
    last = today + timedelta(days=horizon)
    soon = _soon(next_apart(tenant, wish, NEXT, proven_client=proven_client, reading=reading))
    first_free = soon[0].starts_local.date() if soon else today
    day = as_day(asked.get("day"))
    shown = _month(asked.get("month")) or (day or first_free).replace(day=1)
    shown = min(max(shown, today.replace(day=1)), last.replace(day=1))
    until = min(_next_month(shown) - timedelta(days=1), last)
    times = free_times(tenant, wish, max(shown, today), until, proven_client=proven_client, reading=reading)
    day = day if day and shown <= day <= until else _first(times, first_free)
    return {
        "nexts": lambda: buttons(soon, today, _among_all(reading.catalogue, wish, soon)),
        "nexts_as": tuple(soon),
        "month": lambda: _month_shown(shown, times, today, last, day),
        "day": _day_shown(day, times, today) if day else None,
        "weekdays": lambda: say_weekdays(page_language()),
        "horizon": horizon,
        "kept": times.kept,
        "kept_as": (times.mark, shown, day, today),
    }


def _soon(apart: list[FreeTime]) -> list[FreeTime]:
    """The next one, and others that suit whoever cannot come then: not a quarter of an hour later."""
    return sorted(_one_per_start(apart)[:NEXT], key=lambda time: time.start_at)


def buttons(times: list[FreeTime], today: date, differs: Differs | None = None) -> tuple[Button, ...]:
    """`differs`: for a few out of many, what differs among the many."""
    differs = differs or _among(times)
    return tuple(
        Button(
            value=time.start_at.isoformat(),
            day=say_near_day(time.starts_local.date(), page_language(), today, short=True),
            clock=say_time(time.start_at, time.location.timezone),
            note=", ".join(filter(None, (time.practitioner.name if time.practitioner else "", differs.note(time)))),
            for_clients=time.for_clients,
        )
        for time in times
    )


def _month_shown(shown: date, times: Times, today: date, last: date, day: date | None) -> Page:
    language = page_language()
    following, before = _next_month(shown), (shown - timedelta(days=1)).replace(day=1)
    return {
        "name": say_month(shown, language),
        "weeks": _weeks(shown, times, today, day),
        "previous": _link(before, language) if shown > today.replace(day=1) else None,
        "next": _link(following, language) if following <= last else None,
        "empty": not times.offers,
    }


def _weeks(shown: date, times: Times, today: date, day: date | None) -> list[list[Cell]]:
    free = {on: len({offer.start for offer in found}) for on, found in times.by_day.items()}
    return [
        [
            Cell(on.isoformat(), str(on.day), _times_said(free.get(on, 0)), on == today, on == day)
            if on.month == shown.month
            else Cell()
            for on in week
        ]
        for week in Calendar().monthdatescalendar(shown.year, shown.month)
    ]


def _times_said(count: int) -> str:
    return ngettext("%(free)s time", "%(free)s times", count) % {"free": count} if count else ""


def _day_shown(day: date, times: Times, today: date) -> Page:
    return {
        "name": say_near_day(day, page_language(), today),
        "long": say_long_day(day, page_language(), today=today),
        "free": day in times.by_day,
        "parts": lambda: _parts(times, day),
        "for_clients": lambda: any(time.for_clients for time in times.on(day)),
    }


def _parts(times: Times, day: date) -> list[tuple[Any, list[Button]]]:
    """The day's times in the three parts of a day. What is not the same for all (price, length) is said beside each."""
    free = _one_per_start(times.on(day))
    differs = _among_all(times.catalogue, times.wish, free)
    grouped = groupby(sorted(free, key=part_of_day), key=part_of_day)
    return [(PARTS[part], [_in_day(time, differs.note(time)) for time in found]) for part, found in grouped]


def part_of_day(time: FreeTime) -> int:
    """Its place in `PARTS`: before noon, before five, after."""
    hour = time.starts_local.hour
    return (hour >= 12) + (hour >= 17)


def _among(times: list[FreeTime]) -> Differs:
    return Differs(len({time.price for time in times}) > 1, len({time.minutes for time in times}) > 1)


def _among_all(catalogue: Catalogue, wish: Wish, times: list[FreeTime]) -> Differs:
    """What differs on other days is said on each: a day on which only the dearest is free says so."""
    givers, here = providers(catalogue, wish), _among(times)
    return Differs(
        price=here.price or len({one.price for one in givers}) > 1,
        length=here.length or len({one.minutes for one in givers}) > 1,
    )


def _in_day(time: FreeTime, note: str) -> Button:
    clock = say_time(time.start_at, time.location.timezone)
    return Button(value=time.start_at.isoformat(), day="", clock=clock, note=note, for_clients=time.for_clients)


def _one_per_start(times: list[FreeTime]) -> list[FreeTime]:
    """Of several offers at one start the cheapest; whoever gives it is chosen at the hold."""
    best: dict[datetime, FreeTime] = {}
    for time in times:
        known = best.get(time.start_at)
        if known is None or time.price.amount < known.price.amount:
            best[time.start_at] = time
    return list(best.values())


def _first(times: Times, near: date) -> date | None:
    days = times.days()
    return near if near in days else (days[0] if days else None)


def _link(on: date, language: str) -> Page:
    return {"value": f"{on:%Y-%m}", "name": say_month(on, language)}


def _next_month(on: date) -> date:
    return (on.replace(day=28) + timedelta(days=4)).replace(day=1)


def _month(said: str | None) -> date | None:
    return as_day(f"{said}-01")
