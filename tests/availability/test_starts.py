"""Which starts are found: buffers, grid, own lengths and prices, open slots, limits."""

import pytest

from booking.availability.asking import Busy, Limits, Provider
from booking.availability.rules import Single
from booking.availability.starts import find_starts
from tests.availability.salon import ANY_TIME, at, book_of, busy, clock, hours, query, times


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ((), "09:00 09:30 10:00 10:30 11:00"),
        (("10:00-11:00",), "09:00 11:00"),
        (("10:01-10:59",), "09:00 11:00"),
        (("09:59-10:00",), "10:00 10:30 11:00"),
        (("08:00-09:00", "12:00-13:00"), "09:00 09:30 10:00 10:30 11:00"),
        (("09:00-11:30", "09:30-10:00"), ""),
        (("08:00-10:15", "08:30-09:00", "08:45-10:00"), "10:30 11:00"),
        (("07:00-19:00",), ""),
    ],
)
def test_a_start_is_found_where_nothing_busy_is_met(spans, expected) -> None:
    assert times(book_of(hours()), query(), busy(*spans)) == expected


@pytest.mark.parametrize(
    ("before", "after", "spans", "expected"),
    [
        (0, 30, ("10:30-11:00",), "09:00 11:00"),
        (0, 31, ("10:30-11:00",), "11:00"),
        (30, 0, ("09:00-09:30",), "10:00 10:30 11:00"),
        (31, 0, ("09:00-09:30",), "10:30 11:00"),
        (15, 15, ("08:00-09:00", "12:00-13:00"), "09:30 10:00 10:30"),
        (90, 90, (), "09:00 09:30 10:00 10:30 11:00"),
    ],
)
def test_buffers_reach_outside_the_opening_but_never_over_busy_time(before, after, spans, expected) -> None:
    assert times(book_of(hours()), query(before=before, after=after), busy(*spans)) == expected


@pytest.mark.parametrize(
    ("start", "step", "expected"),
    [
        (9, 60, "09:00 10:00 11:00"),
        (9.25, 60, "09:15 10:15"),
        (9, 25, "09:00 09:25 09:50 10:15 10:40"),
        (9.25, 45, "09:15 10:00 10:45"),
    ],
)
def test_starts_are_counted_from_when_the_opening_begins(start, step, expected) -> None:
    assert times(book_of(hours(start=start)), query(step=step)) == expected


def test_only_starts_within_the_time_asked_for_are_found() -> None:
    asked = query()
    narrow = asked.__class__(asked.service, asked.providers, at("09:30"), at("10:30"), 30)
    assert times(book_of(hours()), narrow) == "09:30 10:00"


def test_own_lengths_and_prices_make_offers_of_their_own() -> None:
    book = book_of(hours(end=11), hours("bob", end=11), hours("charlie", end=11))
    asked = query(Provider("alice", 60, 500), Provider("bob", 60, 500), Provider("charlie", 90, 700))
    offers = find_starts(asked, book, busy("09:00-10:00", resource="bob"), ANY_TIME)
    found = [(clock(o.start), clock(o.end), o.terms.price, o.providers) for o in offers]
    assert found == [
        ("09:00", "10:00", 500, 0b001),
        ("09:00", "10:30", 700, 0b100),
        ("09:30", "10:30", 500, 0b001),
        ("09:30", "11:00", 700, 0b100),
        ("10:00", "11:00", 500, 0b011),
    ]


def test_an_open_slot_is_one_time_with_its_own_length_price_and_grid() -> None:
    slot = Single("alice", "salon", at("10:10"), at("11:25"), price=900)
    offers = find_starts(query(Provider("alice", 60, 500)), book_of(slot), {}, ANY_TIME)
    assert [(clock(o.start), clock(o.end), o.terms.price) for o in offers] == [("10:10", "11:25", 900)]
    assert times(book_of(slot), query(), busy("11:20-11:30")) == ""
    assert times(book_of(slot), query(Provider("alice", 75))) == "10:10"
    assert times(book_of(slot), query(Provider("alice", 76))) == ""


def test_two_open_slots_side_by_side_stay_two() -> None:
    slots = (Single("alice", "salon", at("10:00"), at("11:00")), Single("alice", "salon", at("11:00"), at("12:00")))
    assert times(book_of(*slots), query(Provider("alice", 45), step=15)) == "10:00 11:00"
    assert times(book_of(*slots), query(Provider("alice", 90))) == ""


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (Limits(at("09:30")), "09:30 10:00 10:30 11:00"),
        (Limits(at("09:30") + 0.02), "10:00 10:30 11:00"),
        (Limits(at("09:00"), notice_minutes=60), "10:00 10:30 11:00"),
        (Limits(at("09:00") - 1440, horizon_days=0), ""),
        (Limits(at("23:59") - 1440, horizon_days=1), "09:00 09:30 10:00 10:30 11:00"),
        (Limits(at("00:00"), horizon_days=0), "09:00 09:30 10:00 10:30 11:00"),
    ],
)
def test_least_notice_and_horizon_are_judged_by_the_moment_of_asking(limits, expected) -> None:
    assert times(book_of(hours()), query(), limits=limits) == expected


def test_times_for_clients_are_shown_to_proven_clients_alone() -> None:
    book = book_of(hours(end=10), hours(start=10, end=11, audience="clients"))
    assert times(book, query(), limits=Limits(0)) == "09:00"
    assert times(book, query(), limits=Limits(0, proven_client=True)) == "09:00 10:00"


def test_a_time_open_to_everyone_and_to_clients_is_one_offer_with_both_providers() -> None:
    book = book_of(hours(end=10), hours("bob", end=10, audience="clients"))
    asked = query(Provider("alice", 60), Provider("bob", 60))
    assert [o.providers for o in find_starts(asked, book, {}, ANY_TIME)] == [0b11]
    assert [o.providers for o in find_starts(asked, book, {}, Limits(0))] == [0b01]


def test_modes_are_what_both_the_service_and_the_opening_allow() -> None:
    book = book_of(hours(end=10), hours(start=11, end=12, modes=frozenset({"video", "phone"})))
    asked = query(modes=frozenset({"on_site", "video"}))
    offers = find_starts(asked, book, {}, ANY_TIME)
    assert [sorted(o.terms.modes) for o in offers] == [["on_site", "video"], ["video"]]
    assert times(book, asked, limits=Limits(0, mode="on_site")) == "09:00"
    assert times(book, query(modes=frozenset({"on_site"}))) == "09:00"


def test_a_place_asked_for_leaves_the_other_places_out() -> None:
    book = book_of(hours(end=10), hours(start=11, end=12, location="gym"))
    assert times(book, query(location="gym")) == "11:00"


def test_somebody_without_opening_rules_is_never_open() -> None:
    assert times(book_of(hours("bob")), query()) == ""
    assert times(book_of(), query()) == ""


def test_busy_times_may_come_as_columns_and_without_their_kind() -> None:
    taken = {"alice": Busy([at("10:00")], [at("11:00")])}
    assert times(book_of(hours()), query(), taken) == "09:00 11:00"
