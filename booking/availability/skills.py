"""When somebody may do what takes a skill: on the days, by the clock of the place, on which each skill holds."""

from collections.abc import Iterator
from datetime import date

from booking.availability.asking import Period, Skilled
from booking.availability.wallclock import DAY, end_instant, first_instant
from booking.availability.windows import ALWAYS, FUTURE, PAST
from booking.kernel.intervals import Interval, Intervals, Minute, intersect, normalise


def able_windows(skills: tuple[Skilled, ...], minutes: int, zone: str) -> Intervals:
    """Where a stay of `minutes` may start so that each of the skills holds for the whole of it."""
    windows = ALWAYS
    for skill in skills:
        windows = intersect(windows, [(start, end - minutes + 1) for start, end in _held(skill, zone)])
    return windows


def lacking(skills: tuple[Skilled, ...], start: Minute, minutes: int, zone: str) -> Iterator[Skilled]:
    """Those that do not hold for the whole of a stay."""
    for skill in skills:
        if not any(since <= start and start + minutes <= until for since, until in _held(skill, zone)):
            yield skill


def _held(skill: Skilled, zone: str) -> Intervals:
    return normalise(_span(period, zone) for period in skill.periods)


def _span(period: Period, zone: str) -> Interval:
    since, until = period
    return _edge(zone, since, 0, PAST), _edge(zone, until, DAY, FUTURE)


def _edge(zone: str, on: date | None, minute: int, open_edge: Minute) -> Minute:
    if on is None:
        return open_edge
    return end_instant(zone, on, minute) if minute else first_instant(zone, on, minute)
