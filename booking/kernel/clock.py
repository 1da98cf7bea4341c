"""Time. Instants are aware and in UTC; the engine counts whole minutes since 1970."""

import re
from datetime import UTC, date, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
# What anybody may ask about; arithmetic stays clear of both ends of the calendar.
YEARS = range(2000, 2200)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def to_minute(moment: datetime) -> int:
    """Whole epoch minutes; a moment between two minutes counts as the earlier one."""
    return (moment - EPOCH) // MINUTE


def from_minute(minute: int) -> datetime:
    """The aware UTC moment of an epoch minute."""
    return datetime.fromtimestamp(minute * 60, tz=UTC)


def on_a_minute(moment: datetime) -> datetime | None:
    """The moment in UTC, where alone a minute is whole: an offset may hold seconds. None between two minutes."""
    moment = moment.astimezone(UTC)
    return None if moment.second or moment.microsecond else moment


def as_moment(text: str | None) -> datetime | None:
    """A moment written as RFC 3339 with its offset, as an aware UTC time; None for anything else, for one that is not
    on a whole minute, and for years out of reach."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return on_a_minute(moment) if moment.tzinfo and moment.year in YEARS else None


def as_day(text: str | None) -> date | None:
    """A day written as 2026-11-24, and in no other way; None for anything else, and for years out of reach."""
    if not DAY.fullmatch(text or ""):
        return None
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day.year in YEARS else None
