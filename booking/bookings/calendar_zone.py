"""A VTIMEZONE that is right at the very hours of the change. (The library's own starts summer time an hour late.)"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def calendar_zone(zone: str, at: datetime) -> Timezone:
    """The zone's rules from the beginning of the year of `at` until the end of the next."""
    timezone = Timezone()
    timezone.add("TZID", zone)
    begins = datetime(at.year, 1, 1, tzinfo=UTC)
    timezone.add_component(_rule(zone, begins, before=begins))
    for change in _changes(zone, begins, datetime(at.year + 2, 1, 1, tzinfo=UTC)):
        timezone.add_component(_rule(zone, change, before=change - MINUTE))
    return timezone


def _rule(zone: str, onset: datetime, *, before: datetime) -> TimezoneStandard | TimezoneDaylight:
    """From `onset` on. Its wall clock is told by the offset that ends there (RFC 5545, 3.6.5)."""
    here = ZoneInfo(zone)
    after = onset.astimezone(here)
    old_offset = before.astimezone(here).utcoffset() or timedelta()
    rule = TimezoneDaylight() if after.dst() else TimezoneStandard()
    rule.add("DTSTART", (onset + old_offset).replace(tzinfo=None))
    rule.add("TZOFFSETFROM", old_offset)
    rule.add("TZOFFSETTO", after.utcoffset() or timedelta())
    rule.add("TZNAME", after.tzname() or zone)
    return rule


def _changes(zone: str, begins: datetime, ends: datetime) -> Iterator[datetime]:
    """The first minutes at which the zone's offset is another."""
    here, day = ZoneInfo(zone), begins
    while day < ends:
        if day.astimezone(here).utcoffset() != (day + DAY).astimezone(here).utcoffset():
            yield _change_within(here, day)
        day += DAY


def _change_within(here: ZoneInfo, day: datetime) -> datetime:
    low, high, old = 0, DAY // MINUTE, day.astimezone(here).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if (day + middle * MINUTE).astimezone(here).utcoffset() == old:
            low = middle
        else:
            high = middle
    return day + high * MINUTE
