"""Template weeks in plain values: where a paste falls, what is worked in a week, what is missing in one."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.availability.openings import compile_openings
from booking.availability.rules import ClosedDays, Dated, PlaceDay, Rules, Weekly
from booking.availability.weeks import covers, missing, mondays, span, weekly_days, without_closed, worked
from tests.availability.instances import DAYS, ZONES, dated, weekly

MONDAY = date(2026, 11, 23)  # week 48
DAY = timedelta(days=1)


def block(text: str = "09:00-17:00", on: date = MONDAY, **more) -> Dated:
    begins, ends = (int(part[:2]) * 60 + int(part[3:]) for part in text.split("-"))
    return Dated("alice", "salon", on, begins, ends if ends > begins else ends + 1440, **more)


def said(blocks) -> str:
    return " ".join(
        f"{one.on:%d} {one.start_minute // 60:02}:{one.start_minute % 60:02}"
        f"-{one.end_minute // 60 % 24:02}:{one.end_minute % 60:02}"
        for one in blocks
    )


@pytest.mark.parametrize(
    ("first", "last", "weeks", "found"),
    [
        ("2026-11-23", "2026-12-20", "every", "48 49 50 51"),
        ("2026-11-23", "2026-12-20", "odd", "49 51"),
        ("2026-11-23", "2026-12-20", "even", "48 50"),
        ("2026-11-25", "2026-12-01", "every", "48 49"),  # a day of a week is enough
        ("2026-11-29", "2026-11-29", "every", "48"),
        ("2026-11-30", "2026-11-29", "every", ""),
        ("2026-12-14", "2027-01-17", "odd", "51 53 1"),  # odd twice in a row
        ("2026-12-14", "2027-01-17", "even", "52 2"),
        ("2027-01-01", "2027-01-03", "odd", "53"),  # January, and still last year's week
        ("2024-12-30", "2025-01-05", "odd", "1"),  # December, and already next year's
        ("2025-12-22", "2026-01-11", "every", "52 1 2"),
    ],
)
def test_a_paste_falls_on_the_weeks_with_the_right_numbers(first, last, weeks, found):
    days = mondays(date.fromisoformat(first), date.fromisoformat(last), weeks)
    assert " ".join(str(day.isocalendar().week) for day in days) == found
    assert {day.weekday() for day in days} <= {0}


@given(st.dates(date(2000, 1, 1), date(2199, 1, 1)), st.integers(0, 800))
def test_odd_and_even_weeks_are_all_weeks_and_none_twice(first, days):
    last = first + days * DAY
    odd, even = mondays(first, last, "odd"), mondays(first, last, "even")
    assert sorted(odd + even) == mondays(first, last) == sorted({*odd, *even})
    assert mondays(first, last)[0] <= first
    assert last < mondays(first, last)[-1] + 7 * DAY


def weekday(text: str, on: date, **more) -> Weekly:
    one = block(text, on)
    return Weekly("alice", "salon", on.weekday(), one.start_minute, one.end_minute, **more)


def test_a_week_is_its_weekly_hours_and_its_shifts():
    rules = Rules(
        weekly=(weekday("09:00-17:00", MONDAY), weekday("09:00-12:00", MONDAY + DAY, weeks="odd")),
        dated=(block("18:00-20:00"), block("10:00-11:00", MONDAY + 2 * DAY), block("08:00-09:00", MONDAY + 9 * DAY)),
    )
    assert said(worked(rules, MONDAY, MONDAY + 6 * DAY)) == "23 09:00-17:00 23 18:00-20:00 25 10:00-11:00"
    assert said(worked(rules, MONDAY + 7 * DAY, MONDAY + 13 * DAY)) == "30 09:00-17:00 01 09:00-12:00 02 08:00-09:00"


def test_a_day_that_follows_its_shifts_alone_has_no_weekly_hours():
    rules = Rules(weekly=(weekday("09:00-17:00", MONDAY),), dated=(block("10:00-11:00", replaces_weekly=True),))
    assert said(worked(rules, MONDAY, MONDAY)) == "23 10:00-11:00"
    assert weekly_days(rules, MONDAY, MONDAY + 7 * DAY).keys() == {("alice", MONDAY + 7 * DAY)}


def test_what_a_place_cuts_off_is_not_worked_and_can_be_cleared_all_the_same():
    places = PlaceDay("salon", 0, 600, 720), PlaceDay("salon", 0, 1200, 120)
    rules = Rules(weekly=(weekday("09:00-01:00", MONDAY),), dated=(block("19:00-21:00"),), places=places)
    assert said(worked(rules, MONDAY, MONDAY)) == "23 10:00-12:00 23 19:00-21:00 23 20:00-01:00"
    assert weekly_days(rules, MONDAY - 7 * DAY, MONDAY + DAY).keys() == {("alice", MONDAY - 7 * DAY), ("alice", MONDAY)}
    assert said(worked(replace(rules, weekly=(weekday("22:00-06:00", MONDAY),)), MONDAY, MONDAY)) == (
        "23 19:00-21:00 23 22:00-02:00"
    )


def test_a_shift_for_no_service_opens_nothing_and_takes_the_weekly_hours_away():
    nothing = block("00:00-00:01", replaces_weekly=True, services=frozenset())
    rules = Rules(weekly=(weekday("09:00-17:00", MONDAY),), dated=(nothing,))
    assert worked(rules, MONDAY, MONDAY) == []
    book = compile_openings(rules, {"salon": "Europe/Stockholm"}, MONDAY, MONDAY)
    assert not any(hours.openings for hours in book.hours["alice"])
    also = Rules(rules.weekly, (nothing, block("10:00-11:00")))
    assert said(worked(also, MONDAY, MONDAY)) == "23 10:00-11:00"


@pytest.mark.parametrize(
    ("wanted", "from_on", "until_on", "left"),
    [
        ("09:00-17:00", 0, 0, ""),
        ("09:00-17:00", 1, 3, "23 09:00-17:00"),
        ("22:00-06:00", 1, 1, "23 22:00-00:00"),
        ("22:00-06:00", 0, 0, "24 00:00-06:00"),
        ("22:00-06:00", -3, 9, ""),
    ],
)
def test_a_closed_day_is_closed_from_midnight_to_midnight(wanted, from_on, until_on, left):
    closure = ClosedDays(None, "alice", MONDAY + from_on * DAY, MONDAY + until_on * DAY)
    elsewhere = ClosedDays("gym", None, MONDAY, MONDAY)
    assert said(without_closed(block(wanted), [closure, elsewhere])) == left


@pytest.mark.parametrize(
    ("there", "left"),
    [
        ([], "23 09:00-17:00"),
        (["09:00-17:00"], ""),
        (["08:00-18:00"], ""),
        (["09:00-12:00", "12:00-17:00"], ""),
        (["10:00-12:00"], "23 09:00-10:00 23 12:00-17:00"),
        (["17:00-18:00", "07:00-09:00"], "23 09:00-17:00"),
        (["22:00-10:00"], "23 09:00-17:00"),
    ],
)
def test_only_what_is_missing_is_added(there, left):
    assert said(missing(block(), [block(text) for text in there])) == left


def test_the_night_before_reaches_into_the_morning():
    assert said(missing(block("04:00-08:00"), [block("22:00-06:00", MONDAY - DAY)])) == "23 06:00-08:00"
    assert said(missing(block("22:00-06:00"), [block("02:00-08:00", MONDAY + DAY)])) == "23 22:00-02:00"


CUT, ALL = frozenset({"cut"}), frozenset({"cut", "dye"})


@pytest.mark.parametrize(
    ("there", "wanted", "double"),
    [
        ({}, {}, True),
        ({}, {"services": CUT, "audience": "clients", "modes": frozenset({"video"})}, True),
        ({"services": CUT}, {}, False),
        ({"services": ALL}, {"services": CUT}, True),
        ({"services": CUT}, {"services": ALL}, False),
        ({"audience": "clients"}, {}, False),
        ({"audience": "clients"}, {"audience": "clients"}, True),
        ({"modes": frozenset({"video"})}, {}, False),
    ],
)
def test_it_is_there_already_when_it_is_open_on_terms_as_wide(there, wanted, double):
    assert covers(block(**there), block(**wanted)) is double


def test_another_place_and_another_person_are_something_else():
    assert not covers(Dated("alice", "gym", MONDAY, 0, 1440), block())
    assert not covers(Dated("bob", "salon", MONDAY, 0, 1440), block())


@settings(max_examples=150)
@given(st.data(), st.sampled_from(DAYS), st.sampled_from(ZONES))
def test_pasting_what_is_worked_changes_nothing_and_pasting_twice_is_pasting_once(data, day, zone):
    """In random businesses, on days when the clock is changed: the pieces and what is there make up the wish."""
    rules = Rules(
        weekly=tuple(data.draw(st.lists(weekly(day), max_size=4))),
        dated=tuple(data.draw(st.lists(dated(day), max_size=4))),
    )
    there = worked(rules, day - DAY, day + 2 * DAY)
    assert all(missing(one, there) == [] for one in there)
    wanted = data.draw(dated(day))
    pieces = missing(wanted, there)
    assert missing(wanted, [*there, *pieces]) == []
    ground = {minute for one in there if covers(one, wanted) for minute in range(*span(one))}
    added = [minute for piece in pieces for minute in range(*span(piece))]
    assert sorted(added) == [minute for minute in range(*span(wanted)) if minute not in ground]
    zones = dict.fromkeys(("salon", "gym", None), zone)
    openings = compile_openings(Rules(dated=(wanted,)), zones, day, day + DAY).hours[wanted.resource]
    alone = compile_openings(Rules(dated=tuple(missing(wanted, []))), zones, day, day + DAY).hours[wanted.resource]
    assert openings == alone
