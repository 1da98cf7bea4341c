"""Days and minutes as programs write them."""

from datetime import date

import pytest

from booking.kernel.clock import as_day


def test_a_day_is_read_in_one_way_only() -> None:
    assert as_day("2026-11-24") == date(2026, 11, 24)


@pytest.mark.parametrize(
    "text",
    [None, "", "2026-11-31", "2026-W48-2", "20261124", "2026-1-5", " 2026-11-24", "2026-11-24T10:00", "1999-12-31",
     "2200-01-01", "٢٠٢٦-11-24", "2026-11-24\n"],
)  # fmt: skip
def test_anything_else_is_no_day(text: str | None) -> None:
    assert as_day(text) is None
