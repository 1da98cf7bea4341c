"""Windows of starts: half-open intervals of the instants at which a stay may begin."""

from bisect import bisect_left
from collections import defaultdict
from operator import itemgetter

from booking.availability.asking import Busy, Gap, Query, Terms
from booking.availability.book import Hours, Opening
from booking.kernel.intervals import Intervals, Minute, intersect

PAST, FUTURE = -(10**12), 10**12
ALWAYS: Intervals = [(PAST, FUTURE)]
NEVER = (FUTURE, FUTURE)


def free_windows(busy: Busy | None, minutes: int, before: int, after: int) -> Intervals:
    """Where a stay of `minutes` and its buffers meet nothing busy: the gaps that are long enough.

    With starts and ends sorted apart, the gap after the i-th end runs to the (i+1)-th start, however the busy
    times overlap: when that start has not come yet, as many have ended as have begun.
    """
    if busy is None or not busy.starts:
        return ALWAYS
    tail = minutes + after
    need = before + tail
    gaps = zip((PAST, *sorted(busy.ends)), (*busy.starts, FUTURE), strict=True)
    return [(a + before, b - tail + 1) for a, b in gaps if b - a >= need]


def free_around(busy: Busy | None, gap: Gap | None, minutes: int, before: int, after: int) -> Intervals:
    """As `free_windows`, for somebody who may be busy in the gap: the time before it and the time after it are free."""
    if gap is None:
        return free_windows(busy, minutes, before, after)
    last = free_windows(busy, minutes - gap.end, 0, after)
    return intersect(free_windows(busy, gap.begin, before, 0), [(low - gap.end, high - gap.end) for low, high in last])


def mark_starts(
    into: defaultdict[Minute, int], bit: int, hours: Hours, windows: Intervals, *, terms: Terms, query: Query
) -> None:
    """Set `bit` at every start that is on an opening's grid, fits in and lies in a window. One pass over
    both; written for speed, like the rest of this file."""
    minutes, step, first, last = terms.minutes, query.step, query.first, query.last
    windows = [*windows, NEVER]
    i = 0
    for opens, stop, until, origin in _within(hours, first, last):
        start = opens if opens > first else first
        end = until - minutes + 1
        end = end if end < stop else stop
        end = end if end < last else last
        while windows[i][1] <= start:
            i += 1
        j = i
        low, high = windows[i]
        while low < end:
            at = low if low > start else start
            at += (origin - at) % step
            high = high if high < end else end
            while at < high:
                into[at] |= bit
                at += step
            j += 1
            low, high = windows[j]


def _within(hours: Hours, first: Minute, last: Minute) -> list[Opening]:
    """The openings that can have a start in [first, last)."""
    openings = hours.openings
    low = bisect_left(openings, first - hours.longest, key=itemgetter(0))
    return openings[low : bisect_left(openings, last, key=itemgetter(0))]
