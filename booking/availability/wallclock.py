"""Wall clock in a zone -> epoch minutes, right over both changes of clock.

A rule says "from 09:00 to 17:00 on this day". A start is the first instant at which the wall clock shows that
time or later; an end is the instant after the last minute that shows an earlier time. So an edge within the
hour that is skipped in spring moves to the edge of the gap, and an opening over the hour that comes twice in
autumn has both.
"""

from bisect import bisect_left
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from booking.kernel.intervals import Minute

DAY = 1440
EPOCH = datetime(1970, 1, 1)
EPOCH_DAY = EPOCH.toordinal()


def first_instant(zone: str, on: date, minute: int) -> Minute:
    """When the wall clock first shows `minute` minutes after midnight of `on` (or beyond the day)."""
    raise NotImplementedError


def end_instant(zone: str, on: date, minute: int) -> Minute:
    """The end of a span that ends at that wall clock time."""
    raise NotImplementedError


def instants(zone: str, on: date, minute: int) -> tuple[Minute, ...]:
    """Every instant at which the wall clock shows exactly that: none, one or two."""
    raise NotImplementedError


def day_of(zone: str, instant: Minute) -> date:
    """The local day of an instant."""
    raise NotImplementedError
