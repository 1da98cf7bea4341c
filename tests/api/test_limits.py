"""Reading availability tells nothing about anybody, and is limited (R02); tokens cannot be tried out (A01)."""

import json
import re

import pytest

from tests.api.program import AT_TEN, TUESDAY, Program, assert_problem
from tests.cast import Cast


@pytest.fixture
def limits(settings) -> None:
    settings.RATE_LIMITS = True


def test_the_sixty_first_reading_in_a_minute_waits(limits, anybody: Program):
    codes = [anybody.slots().status_code for _ in range(60)]
    assert set(codes) == {200}
    refused = anybody.slots()
    assert_problem(refused, 429, "rate_limited")
    assert 1 <= int(refused["Retry-After"]) <= 60


def test_the_wait_ends(limits, clock, anybody: Program):
    for _ in range(61):
        anybody.slots()
    clock.forward(seconds=61)
    assert anybody.slots().status_code == 200


def test_thirty_wrong_tokens_close_the_door(limits, anybody: Program):
    codes = [anybody.get(f"bookings/AAAAAA{n:02}").status_code for n in range(31)]
    assert codes == [404] * 30 + [429]
    assert "Retry-After" in anybody.get("bookings/AAAAAAAA")


def test_wrong_hold_tokens_in_a_body_are_counted_as_well(limits, anybody: Program):
    body = {"hold": "A" * 43, "client": {"name": "Dana", "email": "dana@example.com"}}
    codes = [anybody.post("bookings", body).status_code for n in range(31)]
    assert codes == [404] * 30 + [429]


def test_slots_hold_nothing_but_free_times(cast: Cast, anybody: Program):
    """Every value that is told is a time, a public name or code, a way to meet, or a price."""
    before = anybody.slots()
    anybody.book()
    after = anybody.slots()
    shown = {slot["start"] for slot in before.json()["results"]} - {slot["start"] for slot in after.json()["results"]}
    told = json.dumps(after.json())
    assert "Dana" not in told
    assert "dana@example.com" not in told
    public = {cast.salon.place.code, cast.salon.place.name, "on_site", "video", "SEK", "Europe/Stockholm"}
    texts = {text for text in _strings(after.json()) if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:00\+01:00", text)}
    assert texts == public
    assert after.json()["results"][0].keys() == {"start", "end", "practitioner", "location", "modes", "price"}
    assert shown == set()  # Bob is still free then: one visit of somebody changes nothing that can be seen


def test_nothing_of_another_business_is_told(cast: Cast, anybody: Program):
    for answer in (anybody.get("services"), anybody.slots(), anybody.hold()):
        assert b"CANARY-gym" not in answer.content
        assert b"CANARY-salon" in answer.content


def test_a_full_time_says_nothing_of_who_has_it(anybody: Program):
    anybody.book()
    anybody.book()
    refused = anybody.hold()
    assert_problem(refused, 409, "slot_taken")
    assert b"Dana" not in refused.content
    assert AT_TEN.encode() not in anybody.slots(TUESDAY, TUESDAY).content


def _strings(value) -> list[str]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _strings(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _strings(inner)]
    return [value] if isinstance(value, str) else []
