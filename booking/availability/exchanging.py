"""Shifts and single times that come and go, in rules that nobody has written down."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from booking.availability.rules import ClosedDays, Dated, Rules, Single
from booking.availability.wallclock import day_of

ONE_DAY = timedelta(days=1)


def exchanged(rules: Rules, removed: Iterable[Dated | Single], entered: Iterable[Dated | Single]) -> Rules:
    """Of two that say the same, one may go and the other stay."""
    left = Counter[Dated | Single]([*rules.dated, *rules.singles])
    left.subtract(removed)
    rows = [*left.elements(), *entered]
    return replace(
        rules,
        dated=tuple(one for one in rows if isinstance(one, Dated)),
        singles=tuple(one for one in rows if isinstance(one, Single)),
    )


def days_around(one: Dated | Single) -> ClosedDays:
    """On which it may lie, in any zone."""
    on = one.on if isinstance(one, Dated) else day_of("UTC", one.start)
    return ClosedDays(one.location, one.resource, on - ONE_DAY, on + ONE_DAY)
