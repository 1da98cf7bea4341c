"""What is preferred among what is needed besides: it is taken where it can be, and changes nothing else."""

from dataclasses import replace
from itertools import permutations

from hypothesis import event, given
from hypothesis import strategies as st

from booking.availability.asking import Chosen, Member, Provider, Requirement
from booking.availability.choosing import may_start
from tests.availability.salon import ANY_TIME, at, book_of, busy, hours, query

ROOMS = ("one", "two", "three", "four")
TEN = at("10:00")
pools = st.lists(
    st.tuples(st.lists(st.sampled_from(ROOMS), min_size=1, unique=True), st.integers(1, 2)), min_size=1, max_size=3
)
some = st.lists(st.sampled_from(ROOMS), unique=True).map(frozenset)


def asked(wanted, preferred=frozenset()):
    needs = tuple(Requirement(tuple(Member(one, "salon") for one in pool), count) for pool, count in wanted)
    return query(Provider("alice", 60), requirements=needs, preferred=preferred)


def fills(wanted, rooms) -> bool:
    """Whether these rooms can do all of it: tried in every order."""
    slots = [pool for pool, count in wanted for _ in range(count)]
    return any(
        all(one in pool for one, pool in zip(order, slots, strict=True)) for order in permutations(rooms, len(slots))
    )


def taken(rooms):
    return {room: rows for one in rooms for room, rows in busy("10:00-11:00", resource=one).items()}


@given(pools, some, some)
def test_the_preferred_ones_are_taken_wherever_they_are_enough(wanted, preferred, elsewhere):
    book, gone = book_of(hours()), taken(elsewhere)
    found = may_start(asked(wanted, preferred), book, gone, ANY_TIME, TEN)
    plain = may_start(asked(wanted), book, gone, ANY_TIME, TEN)
    assert isinstance(found, Chosen) == isinstance(plain, Chosen) == fills(wanted, set(ROOMS) - elsewhere)
    if not isinstance(found, Chosen):
        event("cannot be had")
        return
    chosen = [one for need in found.needs for one in need]
    assert len(set(chosen)) == len(chosen)
    assert not elsewhere & set(chosen)
    for (pool, count), need in zip(wanted, found.needs, strict=True):
        assert len(need) == count
        assert set(need) <= set(pool)
    if fills(wanted, preferred - elsewhere):
        event("as preferred")
        assert set(chosen) <= preferred


@given(pools, some)
def test_what_stood_once_is_found_again(wanted, elsewhere):
    book = book_of(hours())
    first = may_start(asked(wanted), book, taken(elsewhere), ANY_TIME, TEN)
    if isinstance(first, Chosen):
        had = frozenset(one for need in first.needs for one in need)
        again = may_start(replace(asked(wanted), preferred=had), book, {}, ANY_TIME, TEN)
        assert isinstance(again, Chosen)
        assert {one for need in again.needs for one in need} == had
