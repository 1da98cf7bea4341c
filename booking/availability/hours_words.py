"""What weekly hours say, as people say it."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from booking.availability.models import Audience, Weeks
from booking.availability.week_hours import Hours, in_order
from booking.kernel.saying import page_language, say_day, say_weekdays
from booking.resources.models import Mode


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


def besides(hours: Hours) -> list[str]:
    """From when until when they count, and for whom; nothing where that is always, and everybody."""
    said, language = [], page_language()
    if hours.valid_from_on:
        said.append(_("from %(day)s") % {"day": say_day(hours.valid_from_on, language)})
    if hours.valid_until_on:
        said.append(_("until %(day)s") % {"day": say_day(hours.valid_until_on, language)})
    return said + limits_in_words(hours.audience, hours.modes)


def limits_in_words(audience: str, modes: Iterable[str] | None) -> list[str]:
    """Nothing for what everybody may book in any way."""
    said = [_("existing clients only")] if audience == Audience.CLIENTS else []
    return said + [str(Mode(mode).label) for mode in modes or ()]


def _aside(one: Hours) -> str:
    weeks = [] if one.weeks == Weeks.EVERY else [str(Weeks(one.weeks).label)]
    said = ", ".join([*weeks, *besides(one)])
    return f" ({said})" if said else ""
