"""The first page after login: as it was left, whole without JavaScript, and a list on a phone."""

import json
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client as Browser

from tests.cast import Cast
from tests.desk.conftest import Book, LogIn

PHONE = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Mobile/15E148 Safari/604.1"}


def config(browser: Browser, query: str = "") -> dict[str, Any]:
    page = browser.get(f"/salon/desk/{query}")
    [found] = re.findall(r'data-config="([^"]*)"', page.text)
    return json.loads(unescape(found))


def test_it_is_a_week_with_everybody_the_first_time(alice: Browser):
    said = config(alice)
    assert said["choices"]["view"] == "week"
    assert [one["title"] for one in said["people"]] == ["Alice CANARY-salon", "Bob CANARY-salon"]
    assert (said["day"], said["offset"]) == ("2026-11-23", "+01:00")


def test_what_was_chosen_is_there_the_next_time_and_for_this_member_alone(alice: Browser, cast: Cast, log_in: LogIn):
    code = cast.salon.practitioners[1].code
    said = {"view": "day", "people": f"{code},NOBODY", "colours": "service", "click": "open"}
    assert alice.post("/salon/desk/choices/", said).status_code == 204
    again = config(log_in(cast.alice))["choices"]
    assert (again["view"], again["people"], again["colours"], again["click"]) == ("day", [code], "service", "open")
    assert config(log_in(cast.bob))["choices"]["view"] == "week"


@pytest.mark.parametrize("odd", [{"view": "year"}, {"colours": "x" * 500}, {"people": "," * 5000}, {"click": ""}, {}])
def test_nonsense_is_as_if_not_said(alice: Browser, odd: dict[str, str]):
    before = config(alice)["choices"]
    assert alice.post("/salon/desk/choices/", odd).status_code == 204
    assert config(alice)["choices"] == before


def test_an_address_may_say_otherwise_and_changes_nothing(alice: Browser):
    assert config(alice, "?view=month&day=2026-12-24")["day"] == "2026-12-24"
    assert config(alice)["choices"]["view"] == "week"


def test_a_phone_gets_the_list_until_its_owner_chooses(alice: Browser):
    assert "data-config" not in alice.get("/salon/desk/", headers=PHONE).text
    alice.post("/salon/desk/choices/", {"view": "day"})
    assert "data-config" in alice.get("/salon/desk/", headers=PHONE).text


def test_without_javascript_the_list_stands_there(alice: Browser, book: Book):
    booking = book()
    [fallback] = re.findall(r"<noscript>(.*?)</noscript>", alice.get("/salon/desk/").text, re.DOTALL)
    assert booking.code in fallback


def test_a_page_of_the_desk_comes_as_a_panel_when_the_calendar_asks(alice: Browser, book: Book):
    url = f"/salon/desk/bookings/{book().code}/"
    panel = alice.get(url, headers={"HX-Request": "true", "HX-Target": "panel"}).text
    assert panel.lstrip().startswith("<section")
    assert "<html" not in panel
    assert "<html" in alice.get(url).text


def test_nobody_takes_back_what_another_did_or_what_was_made_up(alice: Browser):
    for note in ("", "nonsense", "a:b:c"):
        assert alice.post("/salon/desk/undo/", {"undo": note}).status_code == 409
