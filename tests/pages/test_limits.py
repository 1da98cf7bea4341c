"""Somebody known books as often as they can, and is told when they can again; a guess by e-mail tells nothing."""

from datetime import timedelta

from tests.cast import Cast
from tests.grouping import change
from tests.pages.keeping import become_known
from tests.pages.visitor import TUESDAY_TEN, TYPED, Visitor, below, starts, text

SAID = "It can be booked 1 time within 14 days, and you have done so. You can book it again from"
THURSDAY = TUESDAY_TEN + timedelta(days=2)


def once(cast: Cast) -> None:
    change(cast.salon, most_bookings=1, most_days=14)


def test_they_are_told_before_they_write_anything(dana: Visitor, cast: Cast):
    once(cast)
    become_known(dana).book()
    refused = dana.press(THURSDAY)
    assert refused.status_code == 422
    assert f"{SAID} Tuesday 8 December" in text(refused)
    assert starts(refused)
    assert min(starts(refused)) >= "2026-12-08"
    assert dana.press(TUESDAY_TEN + timedelta(days=14)).status_code == 303


def test_two_times_that_are_held_become_one_booking(dana: Visitor, cast: Cast):
    once(cast)
    become_known(dana)
    first, second = dana.hold(), dana.hold(THURSDAY)
    assert dana.post(first, TYPED).status_code == 303
    refused = dana.post(second, TYPED)
    assert refused.status_code == 422
    assert SAID in text(refused)
    assert 'value="dana@example.com"' in refused.text


def test_who_only_writes_the_e_mail_sees_what_a_stranger_sees(dana: Visitor, cast: Cast):
    """ABUSE: nobody learns by a guess how often the owner of an e-mail comes."""
    once(cast)
    become_known(dana).book()
    guess = Visitor(cast.salon)
    pages = []
    for start, email in ((THURSDAY, "dana@example.com"), (THURSDAY + timedelta(hours=2), "nobody@example.com")):
        answer = guess.post(guess.hold(start), TYPED | {"email": email})
        assert answer.status_code == 303
        page = guess.get(below(answer))
        assert page.status_code == 200
        pages.append(text(page).replace(email, ""))
        assert guess.booking().over_limit is (email == "dana@example.com")
    assert SAID not in pages[0]
    assert "rule" not in pages[0]
    assert len(pages[0].split()) == len(pages[1].split())


def test_the_client_s_own_link_moves_it_within_the_limit_only(dana: Visitor, cast: Cast):
    once(cast)
    become_known(dana).book()
    far = dana.book(TUESDAY_TEN + timedelta(days=14))
    booking = dana.booking()
    refused = dana.post(f"{far}move/", {"start": THURSDAY.isoformat(), "seen": str(booking.sequence)})
    assert refused.status_code == 422
    assert SAID in text(refused)
    assert "Nothing was moved" in text(refused)
