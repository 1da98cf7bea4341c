"""Wall clock -> instants, on the nights when the clock is changed and on all others."""

from datetime import UTC, date, datetime, timedelta

import pytest

from booking.availability.wallclock import day_of, end_instant, first_instant, instants
from tests.availability.slow_engine import clock

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
STOCKHOLM, LORD_HOWE = "Europe/Stockholm", "Australia/Lord_Howe"


def utc(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) // 60


def shown(zone: str, on: date, hour: int, minute: int) -> list[str]:
    found = instants(zone, on, 60 * hour + minute)
    return [datetime.fromtimestamp(one * 60, UTC).strftime("%d %H:%M") for one in found]


@pytest.mark.parametrize(
    ("zone", "on", "hour", "minute", "expected"),
    [
        (STOCKHOLM, date(2027, 6, 9), 9, 0, ["09 07:00"]),
        (STOCKHOLM, SPRING, 1, 59, ["28 00:59"]),
        (STOCKHOLM, SPRING, 2, 0, []),
        (STOCKHOLM, SPRING, 2, 30, []),
        (STOCKHOLM, SPRING, 3, 0, ["28 01:00"]),
        (STOCKHOLM, AUTUMN, 1, 59, ["30 23:59"]),
        (STOCKHOLM, AUTUMN, 2, 0, ["31 00:00", "31 01:00"]),
        (STOCKHOLM, AUTUMN, 2, 30, ["31 00:30", "31 01:30"]),
        (STOCKHOLM, AUTUMN, 3, 0, ["31 02:00"]),
        ("America/New_York", SPRING, 2, 30, ["28 06:30"]),
        ("Asia/Kolkata", SPRING, 2, 30, ["27 21:00"]),
        (LORD_HOWE, date(2027, 4, 4), 1, 45, ["03 14:45", "03 15:15"]),
        (LORD_HOWE, date(2027, 10, 3), 2, 15, []),
        (LORD_HOWE, date(2027, 10, 3), 2, 30, ["02 15:30"]),
    ],
)
def test_a_wall_clock_time_is_shown_never_once_or_twice(zone, on, hour, minute, expected) -> None:
    assert shown(zone, on, hour, minute) == expected


@pytest.mark.parametrize(
    ("zone", "on", "hours"),
    [
        (STOCKHOLM, date(2027, 6, 9), 24),
        (STOCKHOLM, SPRING, 23),
        (STOCKHOLM, AUTUMN, 25),
        (LORD_HOWE, date(2027, 4, 4), 24.5),
        (LORD_HOWE, date(2027, 10, 3), 23.5),
        ("America/Havana", date(2027, 11, 7), 25),
        ("Asia/Kolkata", AUTUMN, 24),
    ],
)
def test_a_day_is_as_long_as_it_is(zone, on, hours) -> None:
    start, end = first_instant(zone, on, 0), end_instant(zone, on, 1440)
    assert end - start == hours * 60
    assert end == first_instant(zone, on + timedelta(days=1), 0)
    assert day_of(zone, start) == day_of(zone, end - 1) == on


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        (60, 240, "2027-03-28 00:00", "2027-03-28 02:00"),  # 01–04 lasts two hours
        (150, 240, "2027-03-28 01:00", "2027-03-28 02:00"),  # 02:30 does not exist: from the edge of the gap
        (60, 150, "2027-03-28 00:00", "2027-03-28 01:00"),  # and until it
        (60, 120, "2027-03-28 00:00", "2027-03-28 01:00"),
    ],
)
def test_an_edge_inside_the_skipped_hour_moves_to_the_gaps_edge(start, end, first, last) -> None:
    assert first_instant(STOCKHOLM, SPRING, start) == utc(first)
    assert end_instant(STOCKHOLM, SPRING, end) == utc(last)


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        (60, 240, "2027-10-30 23:00", "2027-10-31 03:00"),  # 01–04 lasts four hours
        (150, 240, "2027-10-31 00:30", "2027-10-31 03:00"),  # from the first 02:30
        (60, 150, "2027-10-30 23:00", "2027-10-31 01:30"),  # until the second
        (60, 120, "2027-10-30 23:00", "2027-10-31 00:00"),  # 01–02 is before the hour that comes twice
        (120, 180, "2027-10-31 00:00", "2027-10-31 02:00"),  # and 02–03 is all of it
    ],
)
def test_an_opening_over_the_hour_that_comes_twice_has_both(start, end, first, last) -> None:
    assert first_instant(STOCKHOLM, AUTUMN, start) == utc(first)
    assert end_instant(STOCKHOLM, AUTUMN, end) == utc(last)


@pytest.mark.parametrize(
    ("zone", "on"),
    [
        (STOCKHOLM, SPRING),
        (STOCKHOLM, AUTUMN),
        (LORD_HOWE, date(2027, 4, 4)),
        (LORD_HOWE, date(2027, 10, 3)),
        ("America/Havana", date(2027, 3, 14)),  # midnight does not exist
        ("America/Havana", date(2027, 11, 7)),  # midnight comes twice
        ("America/St_Johns", date(2010, 11, 7)),  # back at 00:01, so the day before comes again
        ("Asia/Beirut", date(2027, 10, 31)),  # back at midnight
        ("Pacific/Apia", date(2011, 12, 30)),  # the day that never was
    ],
)
def test_edges_are_found_as_by_reading_the_clock_minute_by_minute(zone, on) -> None:
    table = clock(zone, on, on)
    for minute in range(0, 2881, 45):
        wall = datetime(on.year, on.month, on.day) + timedelta(minutes=minute)
        assert first_instant(zone, on, minute) == next(m for m, shows in table if shows >= wall)
        assert end_instant(zone, on, minute) == max(m for m, shows in table if shows < wall) + 1
        assert list(instants(zone, on, minute)) == [m for m, shows in table if shows == wall]
