"""At most so many within so many days: the counting against one that looks at every stretch of days there is."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.availability.most import Most

MONDAY = date(2027, 6, 7)
DAYS = st.lists(st.integers(0, 40).map(lambda n: MONDAY + timedelta(days=n)), max_size=12)
ONE_DAY = st.integers(0, 40).map(lambda n: MONDAY + timedelta(days=n))
RULES = st.builds(Most, st.integers(1, 5), st.integers(1, 20))


def holds_too_many(days: list[date], rule: Most) -> bool:
    """Whether any stretch of so many days in a row holds more than the rule allows."""
    first = MONDAY - timedelta(days=rule.days)
    for begin in (first + timedelta(days=n) for n in range(100 + rule.days)):
        stretch = {begin + timedelta(days=n) for n in range(rule.days)}
        if sum(day in stretch for day in days) > rule.bookings:
            return True
    return False


def allowed(days: list[date], rule: Most) -> list[date]:
    """As many of the days as can be booked one after the other."""
    booked: list[date] = []
    for day in days:
        if not holds_too_many([*booked, day], rule):
            booked.append(day)
    return booked


@given(DAYS, ONE_DAY, RULES)
def test_one_more_is_too_many_when_some_stretch_would_hold_more(days, on, rule):
    taken = allowed(days, rule)
    assert rule.is_passed(taken, on) is holds_too_many([*taken, on], rule)


@given(DAYS, ONE_DAY, RULES)
def test_what_staff_have_booked_beyond_it_counts_as_well(days, on, rule):
    """A stretch that is over full already refuses what would begin within it, and nothing else."""
    reach = [on - timedelta(days=n) for n in range(rule.days)]
    stretches = [{begin + timedelta(days=n) for n in range(rule.days)} for begin in reach]
    full = any(sum(day in stretch for day in days) >= rule.bookings for stretch in stretches)
    assert rule.is_passed(days, on) is full


@given(DAYS, ONE_DAY, RULES)
def test_the_day_that_is_told_is_the_first_that_can_be_had(days, on, rule):
    told = rule.first_day(days, on)
    assert not rule.is_passed(days, told)
    assert all(rule.is_passed(days, on + timedelta(days=n)) for n in range((told - on).days))


@pytest.mark.parametrize(
    ("rule", "taken", "on", "first"),
    [
        (Most(1, 7), [0], 6, 7),
        (Most(1, 7), [0], 7, 7),
        (Most(1, 7), [8], 2, 15),  # one that is to come counts too
        (Most(1, 7), [8], 1, 1),
        (Most(2, 30), [0, 29], 29, 30),
        (Most(2, 30), [0, 0], 29, 30),
        (Most(1, 1), [0], 0, 1),
    ],
)
def test_the_edges(rule, taken, on, first):
    days = [MONDAY + timedelta(days=n) for n in taken]
    assert rule.first_day(days, MONDAY + timedelta(days=on)) == MONDAY + timedelta(days=first)
