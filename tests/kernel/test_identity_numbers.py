"""The identity numbers of the Nordic countries, as people write them."""

from datetime import date

import pytest

from booking.kernel.identity_numbers import identity_number, masked

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("640823-3234", "196408233234"),
        ("6408233234", "196408233234"),
        (" 19640823-3234 ", "196408233234"),
        ("19640823 3234", "196408233234"),
        ("121212+1212", "191212121212"),
        ("121212-1212", "201212121212"),
        ("701063-2391", "197010632391"),  # not registered: sixty more than the day
        ("640823-3235", None),
        ("20270101-0002", None),
        ("641323-3238", None),
        ("640823-323", None),
        ("640823-32341", None),
        ("٦٤٠٨٢٣3234", None),
        ("", None),
    ],
)
def test_swedish(text, digits):
    assert identity_number(text, "SE", TODAY) == digits


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("01019000083", "01019000083"),
        ("010190 00083", "01019000083"),
        ("01019000084", None),
        ("0101900008", None),
        ("32019000083", None),
        ("", None),
    ],
)
def test_norwegian(text, digits):
    assert identity_number(text, "NO", TODAY) == digits


def test_every_digit_counts_in_both_countries():
    for number, country in (("196408233234", "SE"), ("01019000083", "NO")):
        for place in range(2 if country == "SE" else 0, len(number)):
            wrong = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
            assert identity_number(wrong, country, TODAY) is None, wrong


def test_danish_and_finnish():
    assert identity_number("211062-5629", "DK", TODAY) == "2110625629"
    assert identity_number("211362-5629", "DK", TODAY) is None
    assert identity_number("131052-308t", "FI", TODAY) == "131052-308T"
    assert identity_number("131052-308U", "FI", TODAY) is None


def test_elsewhere_none_is_known():
    assert identity_number("640823-3234", "DE", TODAY) is None


def test_what_is_shown_tells_namesakes_apart_and_no_more():
    assert masked("196408233234") == "19640823-••34"
    assert masked("01019000083") == "010190 •••83"
    assert masked("2110625629") == "211062 ••29"
    assert masked("131052-308T") == "131052 •••8T"
