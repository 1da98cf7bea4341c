"""Days and minutes as programs write them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from booking.kernel.clock import as_day, as_moment, on_a_minute


def test_a_day_is_read_in_one_way_only() -> None:
    assert as_day("2026-11-24") == date(2026, 11, 24)


@pytest.mark.parametrize(
    "text",
    [None, "", "2026-11-31", "2026-W48-2", "20261124", "2026-1-5", " 2026-11-24", "2026-11-24T10:00", "1999-12-31",
     "2200-01-01", "٢٠٢٦-11-24", "2026-11-24\n"],
)  # fmt: skip
def test_anything_else_is_no_day(text: str | None) -> None:
    assert as_day(text) is None


def test_a_moment_is_read_with_its_offset_and_kept_in_utc() -> None:
    assert as_moment("2026-11-24T10:00+01:00") == datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert as_moment("2026-11-24T10:00:30+00:59:30") == datetime(2026, 11, 24, 9, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [None, "", "soon", "2026-11-24T10:00", "2026-11-24T10:00:30Z", "2026-11-24T10:00+00:59:30",
     "0001-01-01T00:00+23:59", "2026-11-24T10:00:00.5Z"],
)  # fmt: skip
def test_anything_else_is_no_moment_that_a_booking_could_start_at(text: str | None) -> None:
    assert as_moment(text) is None


def test_a_whole_minute_is_whole_in_utc() -> None:
    odd = timezone(timedelta(minutes=59, seconds=30))
    assert on_a_minute(datetime(2026, 11, 24, 10, tzinfo=odd)) is None
    assert on_a_minute(datetime(2026, 11, 24, 10, 0, 30, tzinfo=odd)) == datetime(2026, 11, 24, 9, 1, tzinfo=UTC)
