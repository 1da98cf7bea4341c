"""How many visits somebody takes in a day: those are counted by the day, at the place, on which their time begins to be
taken (a buffer before them included), as is what is wished for."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from booking.availability.asking import Busy
from booking.availability.wallclock import day_of, first_instant
from booking.availability.windows import ALWAYS
from booking.kernel.intervals import Intervals, Minute, subtract

ONE_DAY = timedelta(days=1)


def days_with_room(most: int | None, taken: Busy | None, before: int, zone: str) -> Intervals:
    """Where a stay may start so that it is not one more than `most` in its day."""
    if most is None or taken is None:
        return ALWAYS
    full = sorted(day for day, visits in _counted(taken.visits, zone).items() if visits >= most)
    return subtract(
        ALWAYS,
        [(first_instant(zone, day, 0) + before, first_instant(zone, day + ONE_DAY, 0) + before) for day in full],
    )


def is_full(most: int | None, taken: Busy | None, start: Minute, before: int, zone: str) -> bool:
    """Whether a stay from then on would be one more than `most` in its day."""
    if most is None or taken is None:
        return False
    return _counted(taken.visits, zone)[day_of(zone, start - before)] >= most


def _counted(visits: Sequence[Minute], zone: str) -> Counter[date]:
    return Counter(day_of(zone, at) for at in visits)
