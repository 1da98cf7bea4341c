"""Time. Instants are aware and in UTC; the engine counts whole minutes since 1970."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def to_minute(moment: datetime) -> int:
    """Whole epoch minutes; a moment between two minutes counts as the earlier one."""
    return (moment - EPOCH) // MINUTE


def from_minute(minute: int) -> datetime:
    """The aware UTC moment of an epoch minute."""
    return datetime.fromtimestamp(minute * 60, tz=UTC)
