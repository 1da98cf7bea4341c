"""Typed words, made safe to put into a header or a message."""

import pytest

from booking.kernel.plain import inert, one_line, storable, whole_number


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Dana\r\nBcc: everybody@example.com", "Dana Bcc: everybody@example.com"),
        ("a\u2028b\u0085c\x00d\te", "a b c d e"),
        ("safe\u202egnp.exe", "safe gnp.exe"),
        ("  Åsa   Öberg ", "Åsa Öberg"),
        ("👩\u200d⚕️", "👩\u200d⚕️"),
    ],
)
def test_one_line_has_no_breaks_and_nothing_unseen(typed: str, kept: str) -> None:
    assert one_line(typed) == kept


@pytest.mark.parametrize(
    "typed", ["Win money http://evil.example/x", "www.evil.example", "evil.example", "a@evil.example"]
)
def test_a_visitors_words_hold_nothing_that_a_mail_program_would_link(typed: str) -> None:
    said = inert(typed)
    assert "://" not in said
    assert "evil.example" not in said
    assert "www.evil" not in said


@pytest.mark.parametrize("name", ["Dana Ek", "Anna-Karin O’Brien", "Jr.", "李小龍"])
def test_an_ordinary_name_stays_as_it_is(name: str) -> None:
    assert inert(name) == name


def test_a_long_text_is_cut() -> None:
    assert len(inert("x" * 500, 30)) == 30


@pytest.mark.parametrize(("typed", "number"), [("0", 0), ("007", 7), ("999999999", 999_999_999)])
def test_a_whole_number_is_plain_digits(typed: str, number: int) -> None:
    assert whole_number(typed) == number


@pytest.mark.parametrize("typed", ["", "-1", "+1", " 1", "1_0", "1.0", "²", "٣", "1\n", "9" * 10, "9" * 5000])
def test_anything_else_is_no_number(typed: str) -> None:
    assert whole_number(typed) is None


def test_what_a_column_cannot_hold_is_not_storable() -> None:
    assert storable("Åsa 👩‍⚕️ \x01")
    assert not storable("a\x00b")
    assert not storable("a\ud800b")
