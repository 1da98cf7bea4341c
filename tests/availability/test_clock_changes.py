"""Free times on the nights when the clock is changed, and what a visitor elsewhere sees of them."""

from datetime import date, timedelta

import pytest

from booking.availability.asking import Provider
from booking.availability.choosing import may_start
from booking.availability.rules import Dated
from booking.availability.starts import find_starts
from tests.availability.salon import ANY_TIME, STOCKHOLM, at, book_of, clock, query, times

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
HALF_HOUR = Provider("alice", 30)


def night(on: date, start: float, end: float, *, location: str = "salon") -> Dated:
    return Dated("alice", location, on, int(start * 60), int(end * 60))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (1, 4, "01:00 01:30 03:00 03:30"),
        (2.5, 4, "03:00 03:30"),
        (1, 2.5, "01:00 01:30"),
        (2.25, 2.75, ""),
    ],
)
def test_no_time_is_offered_in_the_hour_that_is_skipped(start, end, expected) -> None:
    assert times(book_of(night(SPRING, start, end), on=SPRING), query(HALF_HOUR, on=SPRING)) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (1, 4, "01:00 01:30 02:00 02:30 02:00 02:30 03:00 03:30"),
        (2.5, 4, "02:30 02:00 02:30 03:00 03:30"),
        (1, 2.5, "01:00 01:30 02:00 02:30 02:00"),
        (1, 2, "01:00 01:30"),
    ],
)
def test_the_hour_that_comes_twice_is_offered_twice(start, end, expected) -> None:
    book = book_of(night(AUTUMN, start, end), on=AUTUMN)
    asked = query(HALF_HOUR, on=AUTUMN)
    assert times(book, asked) == expected
    starts = [offer.start for offer in find_starts(asked, book, {}, ANY_TIME)]
    assert len(set(starts)) == len(starts)


def test_the_two_half_past_twos_are_different_bookings() -> None:
    book, asked = book_of(night(AUTUMN, 1, 4), on=AUTUMN), query(HALF_HOUR, on=AUTUMN)
    first = at("02:30", on=AUTUMN)
    for start in (first, first + 60):
        chosen = may_start(asked, book, {}, ANY_TIME, start)
        assert chosen.start == start
        assert clock(chosen.start) == "02:30"


def test_a_stay_over_the_change_lasts_its_real_minutes() -> None:
    two_hours = Provider("alice", 120)
    assert times(book_of(night(SPRING, 1, 4), on=SPRING), query(two_hours, on=SPRING)) == "01:00"
    found = times(book_of(night(AUTUMN, 1, 4), on=AUTUMN), query(two_hours, on=AUTUMN))
    assert found == "01:00 01:30 02:00 02:30 02:00"


def test_a_night_shift_from_the_day_before_passes_the_change() -> None:
    for on, expected in (
        (SPRING, "23:00 00:00 01:00 03:00 04:00"),
        (AUTUMN, "23:00 00:00 01:00 02:00 02:00 03:00 04:00"),
    ):
        eve = on - timedelta(days=1)
        book = book_of(night(eve, 23, 5), on=eve, days=2)
        assert times(book, query(Provider("alice", 60), on=eve, days=2, step=60)) == expected


def test_lord_howe_changes_by_half_an_hour() -> None:
    zones = {"salon": "Australia/Lord_Howe"}
    for on, expected in (
        (date(2027, 4, 4), "01:00 01:15 01:30 01:45 01:30 01:45 02:00 02:15"),
        (date(2027, 10, 3), "01:00 01:15 01:30 01:45"),
    ):
        book = book_of(night(on, 1, 2.5), on=on, zones=zones)
        asked = query(Provider("alice", 15), on=on, zone=zones["salon"], step=15)
        assert times(book, asked, zone=zones["salon"]) == expected


def test_a_visitor_in_new_york_sees_the_same_instants() -> None:
    # Between the two countries' changes the distance is five hours instead of six.
    for on, expected in ((date(2027, 3, 26), "04:00 04:30"), (SPRING + timedelta(days=1), "03:00 03:30")):
        book = book_of(night(on, 9, 10), on=on)
        assert times(book, query(HALF_HOUR, on=on), zone="America/New_York") == expected


def test_places_in_different_zones_each_keep_their_own_wall_clock() -> None:
    zones = {"salon": STOCKHOLM, "gym": "Asia/Kolkata"}
    on = date(2027, 6, 7)
    book = book_of(night(on, 9, 9.5), night(on, 9, 9.5, location="gym"), on=on, zones=zones)
    offers = find_starts(query(HALF_HOUR, on=on), book, {}, ANY_TIME)
    assert [(o.terms.location, clock(o.start, zones[o.terms.location])) for o in offers] == [
        ("gym", "09:00"),
        ("salon", "09:00"),
    ]
