"""RR15: what would leave a gap too short for anything is not offered to clients, unless nothing else is left."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from booking.availability.asking import Chosen, Limits, Member, Provider, Query, Reason, Requirement
from booking.availability.choosing import may_start
from booking.availability.gaps import day_around
from booking.availability.openings import compile_openings
from booking.availability.rules import Single
from booking.availability.starts import find_starts
from booking.availability.trace import explain
from tests.availability.instances import Instance, instances
from tests.availability.salon import ANY_TIME, MONDAY, at, book_of, busy, clock, hours, query
from tests.availability.slow_engine import SlowEngine
from tests.availability.test_engine_agrees import as_table, random_businesses

SPARING = replace(ANY_TIME, spare_gaps=True)
HALF_HOURS = {"step": 30, "shortest_gap": 60}


def offered(book, asked: Query, taken=None, limits: Limits = SPARING) -> str:
    return " ".join(clock(offer.start) for offer in find_starts(asked, book, taken or {}, limits))


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ((), "09:00 10:00 10:30 11:00 12:00"),  # 9:30 would leave half an hour before it, 11:30 after it
        (("09:00-10:00",), "10:00 11:00 12:00"),
        (("10:00-10:30",), "09:00 10:30 12:00"),
        (("10:00-11:30",), "09:00"),  # 11:30 and 12:00 leave half an hour on one side
        (("09:00-09:40", "12:20-13:00"), "10:00 10:30 11:00"),  # none fits exactly: all are offered
    ],
)
def test_starts_lie_against_something_or_leave_enough(taken, expected) -> None:
    assert offered(book_of(hours(end=13)), query(**HALF_HOURS), busy(*taken)) == expected


def test_staff_may_leave_gaps() -> None:
    assert "09:30" in offered(book_of(hours(end=13)), query(**HALF_HOURS), limits=ANY_TIME)


def test_each_day_stands_for_itself() -> None:
    """On Monday only a time that leaves gaps is left; on Tuesday there are others."""
    tuesday = MONDAY + timedelta(days=1)
    book = book_of(hours(start=9, end=11), hours(start=9, end=11, on=tuesday), days=2)
    taken = busy("09:00-09:20", "10:40-11:00")
    assert offered(book, query(days=2, **HALF_HOURS), taken) == "09:30 09:00 10:00"


def test_buffers_are_no_gaps() -> None:
    asked = query(before=15, after=30, **HALF_HOURS)
    assert offered(book_of(hours(end=13)), asked) == "09:00 10:30 11:30 12:00"


def test_the_moment_of_asking_decides_what_is_left_of_today() -> None:
    late = replace(SPARING, now=at("11:10"))
    taken = busy("12:30-13:00")
    assert offered(book_of(hours(end=13)), query(**HALF_HOURS), taken) == "09:00 10:00 10:30 11:30"
    assert offered(book_of(hours(end=13)), query(**HALF_HOURS), taken, replace(late, now=at("11:31"))) == ""
    taken = busy("12:50-13:00")
    assert offered(book_of(hours(end=13)), query(**HALF_HOURS), taken, late) == "11:30"


def test_with_anybody_whoever_leaves_no_gap_is_taken() -> None:
    both = query(Provider("alice", 60), Provider("bob", 60), **HALF_HOURS)
    book, taken = book_of(hours(end=13), hours("bob", end=13)), busy("09:00-09:30", resource="bob")
    assert may_start(both, book, taken, SPARING, at("09:30")).provider == "bob"
    assert may_start(both, book, taken, ANY_TIME, at("09:30")).provider == "alice"


def test_a_single_time_is_booked_whole_and_leaves_nothing() -> None:
    book = book_of(
        Single("alice", "salon", at("09:00"), at("10:30")), Single("alice", "salon", at("10:50"), at("12:00"))
    )
    assert offered(book, query(**HALF_HOURS)) == "09:00 10:50"


def test_a_start_that_fails_for_its_room_saves_no_day() -> None:
    """Nine o'clock would leave no gap, but there is no room: so what leaves one is offered after all."""
    asked = query(requirements=(Requirement((Member("room", "salon"),)),), **HALF_HOURS)
    taken = busy("09:00-09:30", "11:00-11:30", resource="room") | busy("11:20-13:00")
    assert offered(book_of(hours(end=13)), asked, taken) == "09:30 10:00"


def test_it_is_told_when_only_the_gap_is_in_the_way() -> None:
    book, asked = book_of(hours(end=13)), query(**HALF_HOURS)
    assert explain(asked, book, {}, SPARING, at("09:30")) == [Reason("gap")]
    assert explain(asked, book, {}, SPARING, at("09:00")) == []
    assert explain(asked, book, busy("10:00-11:00"), SPARING, at("09:30"))[0].code == "busy"
    assert may_start(asked, book, {}, SPARING, at("09:30")) == [Reason("gap")]
    assert isinstance(may_start(asked, book, {}, ANY_TIME, at("09:30")), Chosen)


@random_businesses
@given(instances(), st.sampled_from((15, 40, 90)))
def test_clients_are_spared_exactly_what_the_slow_engine_finds_to_leave_gaps(instance: Instance, shortest) -> None:
    """As in `test_engine_agrees`, but with the rule always on and nothing that hides its effect."""
    asked = replace(instance.query, shortest_gap=shortest, requirements=instance.query.requirements[:1])
    sparing = replace(instance.limits, spare_gaps=True)
    book = compile_openings(instance.rules, instance.zones, instance.from_on, instance.to_on)
    taken = instance.busy
    found = find_starts(asked, book, taken, sparing)
    slow = SlowEngine(instance.rules, instance.zones, instance.from_on, instance.to_on)
    assert as_table(found, asked) == slow.starts(asked, instance.rows, sparing)
    everything = find_starts(asked, book, taken, instance.limits)
    event("spares some" if len(found) < len(everything) else "spares none")
    assert bool(found) == bool(everything)
    for offer in everything[:6]:
        told = explain(asked, book, taken, sparing, offer.start)
        of_day = find_starts(day_around(asked, sparing, book.zones, offer.start), book, taken, sparing)
        assert (told == []) == (offer.start in {one.start for one in of_day})
