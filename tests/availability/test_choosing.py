"""Choosing among free times: before writing, fairly, and near what was wanted."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.availability.asking import Chosen, Limits, Provider, Reason, Terms
from booking.availability.choosing import by_day, choose_fairly, may_start, nearest
from booking.availability.starts import find_starts
from tests.availability.salon import ANY_TIME, MONDAY, STOCKHOLM, at, book_of, busy, hours, query

BOTH = (Provider("alice", 60, 500), Provider("bob", 60, 500))


def test_what_may_be_written_is_chosen_in_the_order_asked() -> None:
    book, nine = book_of(hours(), hours("bob")), at("09:00")
    terms = Terms("salon", 60, 500, frozenset())
    assert may_start(query(*BOTH), book, {}, ANY_TIME, nine) == Chosen(nine, terms, "alice", ())
    assert may_start(query(*BOTH[::-1]), book, {}, ANY_TIME, nine).provider == "bob"
    assert may_start(query(*BOTH), book, busy("09:00-09:30"), ANY_TIME, nine).provider == "bob"


def test_the_first_provider_is_taken_also_when_another_has_other_terms() -> None:
    book = book_of(hours(), hours("bob"))
    dear = Provider("bob", 60, 900)
    for providers in ((BOTH[0], dear), (dear, BOTH[0])):
        chosen = may_start(query(*providers), book, {}, ANY_TIME, at("09:00"))
        assert (chosen.provider, chosen.terms.price) == (providers[0].resource, providers[0].price)


def test_what_may_not_be_written_comes_back_with_the_reasons() -> None:
    book, nine = book_of(hours()), at("09:00")
    assert may_start(query(), book, {}, Limits(nine + 1), nine) == [Reason("too_soon")]
    refused = may_start(query(), book, busy("09:00-09:30"), ANY_TIME, nine)
    assert [reason.code for reason in refused] == ["busy"]


def test_the_least_booked_comes_first_and_ties_fall_the_same_way_everywhere() -> None:
    load = {"alice": 120, "bob": 60, "charlie": 60}
    assert choose_fairly(load, load, "x")[2] == "alice"
    assert choose_fairly(["alice", "dana"], load, "x") == ["dana", "alice"]
    assert choose_fairly("abcd", {}, "booking-1") == choose_fairly("dcba", {}, "booking-1")
    first = {choose_fairly("abcd", {}, f"booking-{i}")[0] for i in range(50)}
    assert first == set("abcd")


@pytest.mark.parametrize(
    ("starts", "wanted", "n", "expected"),
    [
        ([], 100, 3, []),
        ([10, 20, 30, 40], 24, 3, [10, 20, 30]),
        ([10, 30], 20, 1, [10]),
        ([50, 10, 10, 90], 60, 3, [10, 50, 90]),
        ([10, 20], 15, 5, [10, 20]),
    ],
)
def test_alternatives_are_the_nearest_times_in_order(starts, wanted, n, expected) -> None:
    assert nearest(starts, wanted, n) == expected


def test_days_with_free_times_are_days_at_the_place() -> None:
    tuesday = MONDAY + timedelta(days=1)
    late = hours(start=23, end=25, on=MONDAY)
    book = book_of(hours(), late, days=2)
    found = find_starts(query(days=2), book, {}, ANY_TIME)
    assert list(by_day(found, book.zones)) == [MONDAY, tuesday]
    assert list(by_day(found, {"salon": "America/New_York"})) == [MONDAY]
    assert by_day([], book.zones) == {}


def test_each_of_many_days_is_found_once_over_a_change_of_clock() -> None:
    first = date(2027, 3, 1)
    days = [first + timedelta(days=n) for n in range(31)]
    book = book_of(*(hours(start=0, end=24, on=on) for on in days[:7]), on=first, days=31)
    found = find_starts(query(on=first, days=31), book, {}, ANY_TIME)
    assert list(by_day(found, {"salon": STOCKHOLM})) == days


@given(
    st.lists(st.sampled_from("abcdefgh"), min_size=2, unique=True),
    st.lists(st.integers(1, 300), max_size=60),
    st.booleans(),
)
def test_when_all_are_free_nobody_is_further_than_one_booking_from_their_share(people, lengths, equal) -> None:
    """After each of the bookings, in whatever order they come. Equal ones are counted; of others the longest is one."""
    minutes, counts = dict.fromkeys(people, 0), dict.fromkeys(people, 0)
    lengths = [60] * len(lengths) if equal else lengths
    for n, length in enumerate(lengths):
        chosen = choose_fairly(people, {one: booked for one, booked in minutes.items() if booked}, str(n))[0]
        minutes[chosen] += length
        counts[chosen] += 1
        share = sum(minutes.values()) / len(people)
        longest = max(lengths[: n + 1])
        assert all(abs(booked - share) < longest for booked in minutes.values())
        assert max(minutes.values()) - min(minutes.values()) <= longest
        if equal:
            assert max(counts.values()) - min(counts.values()) <= 1
