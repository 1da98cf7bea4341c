"""Services that need a room or equipment besides the provider: all free, or the time is not offered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.availability.asking import Member, Provider, Requirement
from booking.availability.choosing import may_start
from booking.availability.needs import assign, at_least
from booking.availability.rules import ClosedDays
from booking.availability.starts import find_starts
from booking.kernel.intervals import contains, normalise
from tests.availability.salon import ANY_TIME, MONDAY, at, book_of, busy, hours, query, times

ROOMS = (Member("room-1", "salon"), Member("room-2", "salon"))
ONE_ROOM = Requirement(ROOMS)
ALL_DAY = "09:00 10:00 11:00"


def asked(*requirements: Requirement, **more):
    return query(step=60, requirements=requirements, **more)


@pytest.mark.parametrize(
    ("quantity", "room_1", "room_2", "expected"),
    [
        (1, (), (), ALL_DAY),
        (1, ("10:00-11:00",), (), ALL_DAY),
        (1, ("10:00-11:00",), ("10:30-10:35",), "09:00 11:00"),
        (1, ("09:00-10:00",), ("10:00-12:00",), ALL_DAY),
        (2, (), (), ALL_DAY),
        (2, ("09:00-10:00",), ("11:00-12:00",), "10:00"),
        (3, (), (), ""),
    ],
)
def test_as_many_of_the_pool_as_are_needed_must_be_free(quantity, room_1, room_2, expected) -> None:
    taken = busy(*room_1, resource="room-1") | busy(*room_2, resource="room-2")
    assert times(book_of(hours()), asked(Requirement(ROOMS, quantity)), taken) == expected


def test_a_room_is_free_for_the_buffers_too() -> None:
    taken = busy("10:00-10:15", resource="room-1") | busy("10:00-10:15", resource="room-2")
    assert times(book_of(hours()), asked(ONE_ROOM), taken) == "09:00 11:00"
    assert times(book_of(hours()), asked(ONE_ROOM, before=46), taken) == "09:00"
    assert times(book_of(hours()), asked(ONE_ROOM, after=15), taken) == "11:00"


def test_the_room_is_at_the_place_where_the_provider_works() -> None:
    elsewhere = Requirement((Member("room-9", "gym"),))
    book = book_of(hours(end=10), hours(start=10, end=12, location="gym"))
    assert times(book, asked(elsewhere)) == "10:00 11:00"


def test_a_thing_without_a_place_goes_along_anywhere() -> None:
    book = book_of(hours(end=10), hours(start=10, end=12, location="gym"))
    assert times(book, asked(Requirement((Member("bike"),)))) == ALL_DAY


def test_a_room_with_opening_rules_must_be_open_and_one_without_is_unless_closed() -> None:
    ruled = book_of(hours(), hours("room-1", start=10, end=11))
    assert times(ruled, asked(Requirement(ROOMS[:1]))) == "10:00"
    assert times(ruled, asked(ONE_ROOM)) == ALL_DAY
    closed = book_of(hours(), ClosedDays(None, "room-1", MONDAY, MONDAY, 540, 630))
    assert times(closed, asked(Requirement(ROOMS[:1]))) == "11:00"


def test_a_room_whose_rules_are_all_over_is_not_always_open() -> None:
    book = book_of(hours(), hours("room-1", valid_until_on=MONDAY.replace(day=1)))
    assert times(book, asked(Requirement(ROOMS[:1]))) == ""


def test_nobody_serves_two_needs_at_once() -> None:
    assistant = Requirement((Member("alice"), Member("bob")))
    book = book_of(hours(), hours("bob"), hours("charlie"))
    pair = query(Provider("alice", 60), Provider("charlie", 60), step=60, requirements=(assistant,))
    offers = find_starts(pair, book, busy("10:00-11:00", resource="bob"), ANY_TIME)
    assert [o.providers for o in offers] == [0b11, 0b10, 0b11]  # at ten alice cannot assist herself
    two_from_one = asked(ONE_ROOM, ONE_ROOM)
    assert times(book, two_from_one, busy("10:00-11:00", resource="room-1")) == "09:00 11:00"


def test_what_is_chosen_follows_the_order_and_steps_aside_for_the_other_need() -> None:
    either, only_first = ONE_ROOM, Requirement(ROOMS[:1])
    book = book_of(hours())
    ten = at("10:00")
    assert may_start(asked(either), book, {}, ANY_TIME, ten).needs == (("room-1",),)
    both = may_start(asked(either, only_first), book, {}, ANY_TIME, ten)
    assert both.needs == (("room-2",), ("room-1",))


@pytest.mark.parametrize(
    ("pools", "quantities", "expected"),
    [
        ([], [], []),
        (["abc"], [2], [("a", "b")]),
        (["ab", "a"], [1, 1], [("b",), ("a",)]),
        (["abc", "ab", "a"], [1, 1, 1], [("c",), ("b",), ("a",)]),
        (["ab", "ab"], [1, 2], None),
        (["a"], [0], [()]),
    ],
)
def test_needs_are_shared_out_so_that_all_are_met_if_they_can_be(pools, quantities, expected) -> None:
    assert assign(pools, quantities) == expected


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12)).map(lambda pair: (pair[0], sum(pair))), max_size=12),
    st.integers(1, 5),
)
def test_where_enough_lie_over_one_another_is_where_counting_finds_them(intervals, n) -> None:
    found = at_least(n, intervals)
    assert found == normalise(found)
    for minute in range(-1, 45):
        there = sum(start <= minute < end for start, end in intervals)
        assert contains(found, minute, minute + 1) == (there >= n)
