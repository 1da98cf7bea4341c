"""Days and times as people say them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from booking.kernel.saying import (
    comes_twice,
    say_day,
    say_hours,
    say_long_day,
    say_moment,
    say_month,
    say_near_day,
    say_span,
    say_time,
    say_weekdays,
    say_zone,
)

TUESDAY = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
STOCKHOLM = "Europe/Stockholm"
QUARTERS = timedelta(minutes=45)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("sv", "tis 24 nov 09:00–09:45"),
        ("nb", "tir 24. nov 09:00–09:45"),
        ("en", "Tue 24 Nov 09:00–09:45"),
    ],
)
def test_a_time_is_said_in_each_language(language: str, said: str) -> None:
    assert say_span(TUESDAY, TUESDAY + QUARTERS, STOCKHOLM, language) == said


@pytest.mark.parametrize(
    ("language", "said"), [("sv", "tisdag 24 november"), ("nb", "tirsdag 24. november"), ("en", "Tuesday 24 November")]
)
def test_the_year_is_said_only_when_it_is_another(language: str, said: str) -> None:
    day = date(2026, 11, 24)
    assert say_long_day(day, language, today=date(2026, 1, 1)) == said
    assert say_long_day(day, language, today=date(2025, 12, 1)) == f"{said} 2026"


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "Today, Tuesday 24 November"), (1, "Tomorrow, Wednesday 25 November"), (2, "Thursday 26 November")],
)
def test_today_and_tomorrow_have_names_of_their_own(days: int, said: str) -> None:
    today = date(2026, 11, 24)
    with translation.override("en"):
        assert say_near_day(today + timedelta(days=days), "en", today) == said
    with translation.override("sv"):
        assert say_near_day(today, "sv", today, short=True) == "I dag, tis 24 nov"


def test_months_and_weekdays_are_named_for_a_calendar() -> None:
    assert [say_month(date(2026, 11, 24), language) for language in ("sv", "nb", "en")] == [
        "november 2026", "november 2026", "November 2026",
    ]  # fmt: skip
    assert say_weekdays("en")[0] == ("Mo", "Monday")
    assert [short for short, _whole in say_weekdays("sv")] == ["må", "ti", "on", "to", "fr", "lö", "sö"]


def test_no_day_of_a_year_ends_in_a_full_stop() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert not any(say_day(day, language).endswith(".") for day in days for language in ("sv", "nb", "en"))


def test_the_day_is_that_of_the_place_and_not_of_utc() -> None:
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    assert say_moment(late, STOCKHOLM, "sv") == "ons 25 nov 00:30"
    assert say_moment(late, "America/New_York", "sv") == "tis 24 nov 18:30"


def test_the_hour_that_comes_twice_is_said_with_its_offset() -> None:
    first = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert say_time(first, STOCKHOLM) == "02:30 (UTC+2)"
    assert say_time(first + timedelta(hours=1), STOCKHOLM) == "02:30 (UTC+1)"
    assert say_time(first + timedelta(hours=2), STOCKHOLM) == "03:30"
    assert say_time(datetime(2026, 4, 4, 15, 0, tzinfo=UTC), "Australia/Lord_Howe") == "01:30 (UTC+10:30)"


def test_nothing_comes_twice_in_spring() -> None:
    night = datetime(2027, 3, 28, 0, 0, tzinfo=UTC)
    assert not any(comes_twice(night + timedelta(minutes=n), STOCKHOLM) for n in range(0, 180, 5))


def test_a_time_over_midnight_is_one_span_and_several_days_name_the_last() -> None:
    evening = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)
    assert say_hours(evening, evening + timedelta(hours=1), STOCKHOLM, "sv") == "23:30–00:30"
    assert say_hours(evening, evening + timedelta(days=2), STOCKHOLM, "sv") == "23:30 – tors 26 nov 23:30"


def test_a_zone_is_named_only_where_its_clock_differs() -> None:
    with translation.override("en"):
        assert say_zone("Europe/Oslo", STOCKHOLM, TUESDAY, "en") == ""
        assert say_zone("America/New_York", STOCKHOLM, TUESDAY, "en") == "New York time"
