"""Which rules are open on which days."""

from datetime import date, timedelta

import pytest

from booking.availability.book import open_intervals, stretches
from booking.availability.rules import ClosedDays, Dated, PlaceDay, Single
from tests.availability.salon import MONDAY, at, book_of, clock, hours, query, times

TUESDAY = MONDAY + timedelta(days=1)


def opened(book, resource="alice", **more) -> str:
    return " ".join(
        f"{clock(start)}-{clock(end)}"
        for start, end in open_intervals(book, resource, **more)
        if at("00:00") <= start < at("00:00", on=TUESDAY)
    )


def test_weekly_hours_open_on_their_weekday_only() -> None:
    book = book_of(hours(start=9, end=12), hours(start=13, end=17, on=TUESDAY))
    assert opened(book) == "09:00-12:00"


def test_hours_that_touch_are_one_stretch() -> None:
    book = book_of(hours(start=9, end=12), hours(start=12, end=14))
    assert opened(book) == "09:00-14:00"
    # A stay may reach from one into the other; each counts its starts from its own beginning.
    assert times(book, query(step=50)) == "09:00 09:50 10:40 11:30 12:00 12:50"


def test_hours_that_touch_at_different_places_are_not() -> None:
    book = book_of(hours(start=9, end=11), hours(start=11, end=13, location="gym"))
    assert times(book, query(step=30)) == "09:00 09:30 10:00 11:00 11:30 12:00"


def test_weekly_hours_count_no_further_than_their_place_is_open() -> None:
    open_there = PlaceDay("salon", 0, 600, 720), PlaceDay("salon", 0, 780, 1020)
    book = book_of(hours(start=8, end=18), *open_there)
    assert opened(book) == "10:00-12:00 13:00-17:00"
    assert opened(book_of(hours(start=8, end=18, location="gym"), *open_there)) == "08:00-18:00", "at another place"
    assert opened(book_of(hours(start=8, end=18), PlaceDay("salon", 1, 480, 1080))) == "", "open on Tuesdays alone"


def test_what_replaces_weekly_hours_on_a_day_is_bounded_as_they_are() -> None:
    shift = Dated("alice", "salon", MONDAY, 540, 1140, replaces_weekly=True)
    assert opened(book_of(hours(start=8, end=18), shift, PlaceDay("salon", 0, 600, 1020))) == "10:00-17:00"


def test_what_was_entered_for_a_day_besides_counts_whatever_the_place_says() -> None:
    shift, slot = Dated("alice", "salon", MONDAY, 960, 1140), Single("alice", "salon", at("20:00"), at("21:00"))
    book = book_of(hours(start=8, end=18), shift, slot, PlaceDay("salon", 0, 600, 1020))
    assert opened(book) == "10:00-19:00 20:00-21:00"


def test_a_place_open_over_midnight_is_open_until_the_morning() -> None:
    book = book_of(hours(start=22, end=8), PlaceDay("salon", 0, 1200, 360), on=TUESDAY)
    assert [(clock(start), clock(end)) for start, end in open_intervals(book, "alice")] == [("22:00", "06:00")]


@pytest.mark.parametrize(
    ("valid_from_on", "valid_until_on", "open_"),
    [
        (None, None, True),
        (MONDAY, MONDAY, True),
        (TUESDAY, None, False),
        (None, MONDAY - timedelta(days=1), False),
    ],
)
def test_weekly_hours_count_from_and_until_their_days_included(valid_from_on, valid_until_on, open_) -> None:
    book = book_of(hours(valid_from_on=valid_from_on, valid_until_on=valid_until_on))
    assert bool(opened(book)) is open_


@pytest.mark.parametrize(
    ("on", "weeks"),
    [
        (date(2026, 12, 21), "even"),  # week 52
        (date(2026, 12, 28), "odd"),  # week 53
        (date(2027, 1, 3), "odd"),  # still week 53, in January
        (date(2027, 1, 4), "odd"),  # week 1: odd again
        (date(2027, 1, 11), "even"),  # week 2
    ],
)
def test_odd_and_even_weeks_follow_the_iso_calendar_over_new_year(on, weeks) -> None:
    for parity in ("odd", "even"):
        book = book_of(hours(on=on, weeks=parity), on=on)
        assert bool(times(book, query(on=on))) is (parity == weeks)


def test_an_opening_over_midnight_belongs_to_the_day_and_week_it_starts_in() -> None:
    sunday = date(2027, 1, 3)
    book = book_of(hours(start=22, end=2, on=sunday, weeks="odd"), on=sunday, days=2)
    assert times(book, query(on=sunday, days=2)) == "22:00 22:30 23:00 23:30 00:00 00:30 01:00"
    # Asked for the next day alone, what began the evening before is still there.
    monday = sunday + timedelta(days=1)
    book = book_of(hours(start=22, end=2, on=sunday, weeks="odd"), on=monday)
    assert times(book, query(on=monday)) == "00:00 00:30 01:00"


def test_a_shift_adds_to_the_weekly_hours_or_takes_their_place() -> None:
    added = Dated("alice", "salon", MONDAY, 13 * 60, 14 * 60)
    instead = Dated("alice", "salon", MONDAY, 13 * 60, 14 * 60, replaces_weekly=True)
    assert opened(book_of(hours(), added)) == "09:00-12:00 13:00-14:00"
    assert opened(book_of(hours(), hours("bob"), instead)) == "13:00-14:00"
    assert opened(book_of(hours(), hours("bob"), instead), "bob") == "09:00-12:00"


def test_a_shift_instead_of_tonights_hours_leaves_what_began_last_night() -> None:
    night = hours(start=22, end=2, on=MONDAY - timedelta(days=1))
    instead = Dated("alice", "salon", MONDAY, 13 * 60, 14 * 60, replaces_weekly=True)
    assert times(book_of(night, hours(), instead), query()) == "00:00 00:30 01:00 13:00"


def test_a_shift_for_chosen_services_is_open_for_those_only() -> None:
    book = book_of(
        Dated("alice", "salon", MONDAY, 540, 600, frozenset({"cut"})),
        Dated("alice", "salon", MONDAY, 660, 720, frozenset({"dye"})),
    )
    assert times(book, query()) == "09:00"
    assert opened(book, service="dye") == "11:00-12:00"


@pytest.mark.parametrize(
    ("closure", "left"),
    [
        (ClosedDays(None, None, MONDAY, MONDAY), ""),
        (ClosedDays("salon", None, MONDAY, TUESDAY), ""),
        (ClosedDays("gym", None, MONDAY, MONDAY), "09:00-12:00"),
        (ClosedDays(None, "bob", MONDAY, MONDAY), "09:00-12:00"),
        (ClosedDays(None, "alice", MONDAY, MONDAY), ""),
        (ClosedDays("gym", "alice", MONDAY, MONDAY), "09:00-12:00"),
        (ClosedDays(None, None, MONDAY, MONDAY, 600, 640), "09:00-10:00 10:40-12:00"),
        (ClosedDays(None, None, MONDAY - timedelta(days=2), MONDAY, 1020, 600), "10:00-12:00"),
    ],
)
def test_a_closure_closes_what_it_names(closure, left) -> None:
    assert opened(book_of(hours(), closure)) == left


def test_starts_after_a_closure_stay_on_the_openings_own_grid() -> None:
    lunch = ClosedDays("salon", None, MONDAY, MONDAY, 600, 640)
    assert times(book_of(hours(end=14), lunch), query()) == "09:00 11:00 11:30 12:00 12:30 13:00"


def test_a_closure_that_touches_an_open_slot_removes_it() -> None:
    slot = Single("alice", "salon", at("10:00"), at("11:00"))
    assert times(book_of(slot), query()) == "10:00"
    assert times(book_of(slot, ClosedDays(None, None, MONDAY, MONDAY, 650, 660)), query()) == ""
    assert times(book_of(slot, ClosedDays(None, None, MONDAY, MONDAY, 660, 700)), query()) == "10:00"


def test_a_closure_of_the_business_is_wall_clock_at_each_place() -> None:
    zones = {"salon": "Europe/Stockholm", "gym": "America/New_York", None: "Europe/Stockholm"}
    shut = ClosedDays(None, None, MONDAY, MONDAY, 0, 600)
    book = book_of(hours(), hours("bob", location="gym"), shut, zones=zones)
    assert open_intervals(book, "alice")[0][0] == at("10:00")
    assert open_intervals(book, "bob")[0][0] == at("10:00", zone="America/New_York")


def limited(book, **more) -> list[tuple]:
    return [(clock(one.start), clock(one.end), *one[2:]) for one in stretches(book, "alice", **more)]


def test_stretches_tell_for_whom_and_what_apart() -> None:
    few = frozenset({"cut"})
    book = book_of(
        hours(start=9, end=12),
        hours(start=11, end=15, audience="clients"),
        hours(start=15, end=16, services=few),
        hours(start=16, end=17, modes=frozenset({"video"})),
    )
    assert limited(book) == [
        ("09:00", "12:00", "everyone", None, None),
        ("12:00", "15:00", "clients", None, None),
        ("15:00", "16:00", "everyone", few, None),
        ("16:00", "17:00", "everyone", None, frozenset({"video"})),
    ]


def test_what_is_open_to_more_anyway_is_told_once() -> None:
    cut, both = frozenset({"cut"}), frozenset({"cut", "colour"})
    book = book_of(
        hours(start=9, end=12, services=both),
        hours(start=9, end=12, services=cut, audience="clients"),
        hours(start=13, end=14),
        hours(start=13, end=14, services=cut),
    )
    assert limited(book) == [("09:00", "12:00", "everyone", both, None), ("13:00", "14:00", "everyone", None, None)]
    book = book_of(hours(start=9, end=12, services=cut), hours(start=9, end=12, audience="clients"))
    assert len(limited(book)) == 2, "neither is open to all that the other is"


def test_of_one_service_nobody_asks_for_which_others_it_is() -> None:
    book = book_of(
        hours(start=9, end=12, services=frozenset({"cut"})), hours(start=13, end=14, services=frozenset({"b"}))
    )
    assert limited(book, service="cut") == [("09:00", "12:00", "everyone", None, None)]
    assert limited(book, location="elsewhere") == []


def test_a_single_time_says_itself_what_it_is_for() -> None:
    single = Single("alice", "salon", at("09:00"), at("10:00"), services=frozenset({"cut"}), audience="clients")
    assert limited(book_of(single)) == [("09:00", "10:00", "clients", None, None)]
