"""Lists of intervals obey the laws of sets of minutes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.kernel.intervals import contains, intersect, normalise, subtract

raw = st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), max_size=12)
lists = raw.map(normalise)


def minutes(intervals) -> set[int]:
    return {minute for start, end in intervals for minute in range(start, end)}


def is_normal(intervals) -> bool:
    edges = [edge for interval in intervals for edge in interval]
    return edges == sorted(set(edges))


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ([], []),
        ([(5, 5)], []),
        ([(5, 3)], []),
        ([(0, 10), (10, 20)], [(0, 20)]),
        ([(0, 10), (11, 20)], [(0, 10), (11, 20)]),
        ([(3, 4), (0, 10)], [(0, 10)]),
        ([(5, 20), (0, 10), (30, 40)], [(0, 20), (30, 40)]),
    ],
)
def test_touching_and_overlapping_intervals_become_one(given_, expected) -> None:
    assert normalise(given_) == expected


@given(raw)
def test_normalising_keeps_the_minutes_and_a_second_time_changes_nothing(intervals) -> None:
    normal = normalise(intervals)
    assert is_normal(normal)
    assert minutes(normal) == minutes(intervals)
    assert normalise(normal) == normal


@given(lists, lists)
def test_union_intersection_and_difference_are_those_of_the_minutes(a, b) -> None:
    for result, expected in (
        (normalise(a + b), minutes(a) | minutes(b)),
        (intersect(a, b), minutes(a) & minutes(b)),
        (subtract(a, b), minutes(a) - minutes(b)),
    ):
        assert is_normal(result)
        assert minutes(result) == expected


@given(lists, st.integers(-60, 60), st.integers(1, 30))
def test_a_stay_is_contained_when_all_its_minutes_are(intervals, start, length) -> None:
    stay = set(range(start, start + length))
    assert contains(intervals, start, start + length) == (stay <= minutes(intervals))
