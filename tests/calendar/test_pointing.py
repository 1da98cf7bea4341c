"""Whose calendar is meant, and when: as pointed at, else the one that it must be, else it is asked."""

import re

import pytest

from tests.cast import Cast

TIME, ENTRIES = "/salon/desk/time/", "/salon/desk/entries/"
AT = "2026-11-24T10:00"


@pytest.fixture
def desk(log_in, cast: Cast):
    """Somebody who sees everybody and has no calendar of their own."""
    return log_in(cast.front_desk)


def codes(cast: Cast) -> list[str]:
    return [one.code for one in cast.salon.practitioners]


def test_several_who_are_shown_are_asked_about_and_nobody_else(desk, cast):
    alice, bob = codes(cast)
    for page in (TIME, ENTRIES):
        asked = desk.get(page, {"start": AT, "people": f"{alice},{bob}"})
        assert "Whose calendar?" in asked.text
        ways = re.findall(r'href="[^"?]*\?(with=[^"]*)"', asked.text)
        assert [way.partition("&")[0] for way in ways] == [f"with={alice}", f"with={bob}"]
    assert "Whose calendar?" not in desk.get(TIME, {"start": AT, "people": bob}).text
    assert "Bob" in desk.get(TIME, {"start": AT, "people": bob}).text


def test_of_those_who_are_shown_ones_own_is_meant(alice, cast):
    own, bob = codes(cast)
    assert "Alice" in alice.get(TIME, {"start": AT, "people": f"{own},{bob}"}).text
    assert "Whose calendar?" not in alice.get(TIME, {"start": AT}).text
    page = alice.get(TIME, {"start": AT, "people": bob}).text
    assert re.search(r'toolbar__note">Bob', page), "one's own is not shown, so it is not meant"


def test_whom_nobody_knows_is_not_found_and_as_shown_does_not_count(desk):
    assert desk.get(TIME, {"start": AT, "with": "NOBODY"}).status_code == 404
    assert "Whose calendar?" in desk.get(TIME, {"start": AT, "people": "NOBODY,-"}).text


def test_when_is_asked_by_keyboard_and_leads_to_the_menu_with_the_client(alice, cast):
    client = cast.dana.code
    asked = alice.get(TIME, {"day": "2026-11-26", "client": client})
    assert 'value="2026-11-26T10:00"' in asked.text or 'value="2026-11-26T' in asked.text
    assert f'name="client" value="{client}"' in asked.text
    menu = alice.get(TIME, {"start": "2026-11-26T10:00", "with": codes(cast)[0], "client": client})
    assert "Open a time here" in menu.text
    again = alice.get(TIME, {"again": "1", "start": "2026-11-26T10:00", "with": codes(cast)[0]})
    assert 'value="2026-11-26T10:00"' in again.text
    assert alice.get(TIME, {"start": "nonsense"}).status_code == 422


def test_what_was_drawn_is_the_length_that_is_booked(alice, cast):
    said = {"start": AT, "with": codes(cast)[0], "tab": "booking"}
    assert "minutes=90" in alice.get(ENTRIES, said | {"end": "2026-11-24T11:30"}).text
    assert "minutes=" not in alice.get(ENTRIES, said).text
