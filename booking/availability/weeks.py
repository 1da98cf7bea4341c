"""Weeks that are kept and pasted: which they are, what is worked in them, and what of a wish is missing there.

Plain values and wall clock only: nine o'clock is nine o'clock on both sides of a change of clock."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from booking.availability.openings import days_of
from booking.availability.rules import ClosedDays, Dated, PlaceDay, Rules, Weeks
from booking.availability.wallclock import DAY
from booking.kernel.intervals import Interval, Intervals, intersect, normalise, subtract

WEEK = timedelta(days=7)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def mondays(first: date, last: date, weeks: Weeks = "every") -> list[date]:
    """The Mondays of the ISO weeks in which the days lie (both included), of all or those with odd or even numbers.
    A week 53 and the week 1 that follows it are both odd, as for weekly hours."""
    found, monday = [], monday_of(first)
    while monday <= last:
        if weeks == "every" or (weeks == "odd") == bool(monday.isocalendar().week % 2):
            found.append(monday)
        monday += WEEK
    return found


def worked(rules: Rules, first: date, last: date) -> list[Dated]:
    """What shifts and weekly hours open on these days (both included), each block on the day it begins, in order of
    time; before closures, and a block that is said twice is there once."""
    blocks = {
        replace(piece, replaces_weekly=False)
        for block in _said(rules, first, last)
        for piece in (_at_its_place(block, rules.places) if block.replaces_weekly else [block])
    }
    return sorted(blocks, key=lambda block: (span(block), str(block.resource), str(block)))


def _said(rules: Rules, first: date, last: date) -> set[Dated]:
    """Weekly hours as shifts that replace them."""
    replaced = {(shift.resource, shift.on) for shift in rules.dated if shift.replaces_weekly}
    each_week = {
        Dated(
            rule.resource, rule.location, on, rule.start_minute, rule.end_minute,
            rule.services, True, rule.audience, rule.modes,
        )
        for rule in rules.weekly
        for on in days_of(rule, first, last)
        if (rule.resource, on) not in replaced
    }  # fmt: skip
    return each_week | {shift for shift in rules.dated if first <= shift.on <= last and not shift.opens_nothing}


def _at_its_place(block: Dated, places: Iterable[PlaceDay]) -> list[Dated]:
    """As far as its place is open, if that says anything."""
    days = [day for day in places if day.location == block.location]
    if not days:
        return [block]
    around = [block.on + timedelta(days=n) for n in (-1, 0, 1)]
    opened = normalise(
        span(replace(block, on=on, start_minute=day.start_minute, end_minute=day.end_minute))
        for on in around
        for day in days
        if day.weekday == on.weekday()
    )
    return _pieces(block, intersect([span(block)], opened))


def weekly_days(rules: Rules, first: date, last: date) -> dict[tuple, Dated]:
    """On which days whose weekly hours count, each with one of the blocks that they make."""
    shifts = {(shift.resource, shift.on) for shift in rules.dated if shift.replaces_weekly}
    left = replace(rules, dated=())
    return {
        (block.resource, block.on): block
        for block in _said(left, first, last)
        if (block.resource, block.on) not in shifts
    }


def span(block: Dated) -> Interval:
    """From when to when, in minutes of the wall clock."""
    start, end = block.on.toordinal() * DAY + block.start_minute, block.on.toordinal() * DAY + block.end_minute
    return (start, end) if end > start else (start, end + DAY)


def without_closed(block: Dated, closures: Iterable[ClosedDays]) -> list[Dated]:
    """What closures leave of a block."""
    return _pieces(block, subtract([span(block)], closed_during(block, closures)))


def closed_during(block: Dated, closures: Iterable[ClosedDays]) -> Intervals:
    """What of these closures concerns the block's resource and place, in minutes of the wall clock."""
    return normalise(
        (
            closure.from_on.toordinal() * DAY + closure.start_minute,
            closure.until_on.toordinal() * DAY + closure.end_minute,
        )
        for closure in closures
        if closure.location in (None, block.location) and closure.resource in (None, block.resource)
    )


def missing(wanted: Dated, there: Iterable[Dated]) -> list[Dated]:
    """What of a wish is not open already on terms as wide: pasting it again would double it."""
    return _pieces(wanted, subtract([span(wanted)], normalise(span(one) for one in there if covers(one, wanted))))


def covers(one: Dated, wanted: Dated) -> bool:
    """Whoever may book the one, while it is open, may book the other."""
    return (
        (one.resource, one.location) == (wanted.resource, wanted.location)
        and one.audience in ("everyone", wanted.audience)
        and _within(wanted.services, one.services)
        and _within(wanted.modes, one.modes)
    )


def _within(narrow: frozenset | None, wide: frozenset | None) -> bool:
    return wide is None or (narrow is not None and narrow <= wide)


def _pieces(block: Dated, intervals: Intervals) -> list[Dated]:
    pieces = []
    for start, end in intervals:
        day, minute = divmod(start, DAY)
        pieces.append(replace(block, on=date.fromordinal(day), start_minute=minute, end_minute=minute + end - start))
    return pieces
