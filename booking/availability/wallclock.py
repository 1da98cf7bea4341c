"""Wall clock in a zone -> epoch minutes, right over both changes of clock.

A rule says "from 09:00 to 17:00 on this day". A start is the first instant at which the wall clock shows that
time or later; an end is the instant after the last minute that shows an earlier time. So an edge within the
hour that is skipped in spring moves to the edge of the gap, and an opening over the hour that comes twice in
autumn has both.
"""

from bisect import bisect_left
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from booking.kernel.intervals import Minute

DAY = 1440
EPOCH = datetime(1970, 1, 1)
EPOCH_DAY = EPOCH.toordinal()
MINUTE = timedelta(minutes=1)
NO_OFFSET = timedelta(0)


def first_instant(zone: str, on: date, minute: int) -> Minute:
    """When the wall clock first shows `minute` minutes after midnight of `on` (or beyond the day)."""
    days, minute = divmod(minute, DAY)
    midnight = _plain_midnight(zone, on.toordinal() + days)
    if midnight is not None:
        return midnight + minute
    wall = (on.toordinal() + days - EPOCH_DAY) * DAY + minute
    return _shown(zone, wall)[0]


def end_instant(zone: str, on: date, minute: int) -> Minute:
    """The end of a span that ends at that wall clock time."""
    days, minute = divmod(minute - 1, DAY)
    midnight = _plain_midnight(zone, on.toordinal() + days)
    if midnight is not None:
        return midnight + minute + 1
    wall = (on.toordinal() + days - EPOCH_DAY) * DAY + minute
    first, last = _shown(zone, wall)
    return last + 1 if _offset(zone, last) + last == wall else first


def instants(zone: str, on: date, minute: int) -> tuple[Minute, ...]:
    """Every instant at which the wall clock shows exactly that: none, one or two."""
    wall = (on.toordinal() - EPOCH_DAY) * DAY + minute
    return tuple(m for m in sorted(set(_shown(zone, wall))) if m + _offset(zone, m) == wall)


def day_of(zone: str, instant: Minute) -> date:
    """The local day of an instant."""
    return datetime.fromtimestamp(instant * 60, ZoneInfo(zone)).date()


@lru_cache(maxsize=16_384)
def _plain_midnight(zone: str, ordinal: int) -> Minute | None:
    """Midnight of a day on which the clock is not changed; None for the others, which need care."""
    midnight = datetime.fromordinal(ordinal).replace(tzinfo=ZoneInfo(zone))
    edges = (midnight, midnight + timedelta(days=1))
    offsets = {edge.replace(fold=fold).utcoffset() for edge in edges for fold in (0, 1)}
    if len(offsets) > 1:
        return None
    return (ordinal - EPOCH_DAY) * DAY - (offsets.pop() or NO_OFFSET) // MINUTE


@lru_cache(maxsize=4_096)
def _shown(zone: str, wall: int) -> tuple[Minute, Minute]:
    """The first and the last instant at which the wall clock shows `wall` (minutes since 1970, local); for a
    time that is skipped the edge of the gap, twice."""
    local = (EPOCH + timedelta(minutes=wall)).replace(tzinfo=ZoneInfo(zone))
    first = wall - (local.utcoffset() or NO_OFFSET) // MINUTE
    last = wall - (local.replace(fold=1).utcoffset() or NO_OFFSET) // MINUTE
    if last >= first:
        return first, last
    after = wall - last
    edge = last + bisect_left(range(last, first + 1), after, key=lambda minute: _offset(zone, minute))
    return edge, edge


def _offset(zone: str, instant: Minute) -> int:
    local = datetime.fromtimestamp(instant * 60, ZoneInfo(zone))
    return (local.utcoffset() or NO_OFFSET) // MINUTE
