"""Half-open intervals `(start, end)` of integer minutes, and lists of them.

Every list taken and returned is sorted, disjoint and non-touching; `normalise` makes one out of anything.
"""

from bisect import bisect_right
from collections.abc import Iterable

Minute = int
Interval = tuple[Minute, Minute]
Intervals = list[Interval]


def normalise(intervals: Iterable[Interval]) -> Intervals:
    """The union: sorted, overlapping and touching ones joined, empty ones dropped."""
    out: Intervals = []
    for start, end in sorted(intervals):
        if end <= start:
            continue
        if out and start <= out[-1][1]:
            if end > out[-1][1]:
                out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def intersect(a: Intervals, b: Intervals) -> Intervals:
    out: Intervals = []
    i = j = 0
    while i < len(a) and j < len(b):
        start = max(a[i][0], b[j][0])
        end = min(a[i][1], b[j][1])
        if start < end:
            out.append((start, end))
        if a[i][1] < b[j][1]:
            i += 1
        else:
            j += 1
    return out


def subtract(a: Intervals, b: Intervals) -> Intervals:
    """What of `a` is not in `b`."""
    out: Intervals = []
    j = 0
    for start, end in a:
        while j < len(b) and b[j][1] <= start:
            j += 1
        at, k = start, j
        while k < len(b) and b[k][0] < end:
            if at < b[k][0]:
                out.append((at, b[k][0]))
            at = b[k][1]
            k += 1
        if at < end:
            out.append((at, end))
    return out


def contains(intervals: Intervals, start: Minute, end: Minute) -> bool:
    """Whether the whole of [start, end) lies within one of the intervals."""
    at = bisect_right(intervals, start, key=lambda interval: interval[0]) - 1
    return at >= 0 and end <= intervals[at][1]
