"""CA7: the price follows the length, in whole units of the currency; the usual length costs the usual price."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.availability.pricing import Usual, price_for

A_THOUSAND = Usual(45, 100000)


@pytest.mark.parametrize(
    ("minutes", "usual", "currency", "price"),
    [
        (90, A_THOUSAND, "SEK", 200000),  # 1000 kr for 45 min gives 2000 kr for 90
        (45, A_THOUSAND, "SEK", 100000),
        (60, A_THOUSAND, "SEK", 133300),  # 1333.33
        (30, A_THOUSAND, "SEK", 66700),  # 666.67
        (1, A_THOUSAND, "SEK", 2200),  # 22.22
        (1440, A_THOUSAND, "NOK", 3200000),
        (30, Usual(60, 12500), "SEK", 6300),  # 62.50 is rounded up
        (20, Usual(60, 10000), "EUR", 3300),
        (60, Usual(60, 12345), "SEK", 12345),  # as it was written
        (120, Usual(60, 12345), "SEK", 24700),  # 246.90
        (30, Usual(60, 5001), "JPY", 2501),  # a currency without small change
        (90, Usual(60, 0), "SEK", 0),
        (90, Usual(60, None), "SEK", None),
    ],
)
def test_the_price_follows_the_length(minutes, usual, currency, price):
    assert price_for(minutes, usual, currency) == price


@given(st.integers(1, 1440), st.integers(5, 1440), st.integers(0, 10**8))
def test_it_is_never_more_than_half_a_unit_off_and_never_negative(minutes, usual_minutes, usual_price):
    price = price_for(minutes, Usual(usual_minutes, usual_price), "SEK")
    assert price is not None
    if minutes == usual_minutes:
        assert price == usual_price
    else:
        assert price % 100 == 0
        assert 0 <= abs(price * usual_minutes - usual_price * minutes) * 2 <= 100 * usual_minutes


@given(st.integers(1, 1439), st.integers(5, 1440), st.integers(100, 10**8))
def test_longer_never_costs_less(minutes, usual_minutes, usual_price):
    usual = Usual(usual_minutes, usual_price // 100 * 100)
    assert price_for(minutes, usual, "SEK") <= price_for(minutes + 1, usual, "SEK")
