"""Typed words, made safe to put into a header or a message."""

import pytest

from booking.kernel.plain import inert, one_line


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
