"""The first page after login: as it was left, whole without JavaScript, and a list on a phone."""

import json
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client as Browser

from booking.bookings.calendar.short_names import short_names
from tests.calendar.test_feed import DAY, feed
from tests.cast import Cast
from tests.desk.conftest import Book, LogIn, at

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
    alice.post("/salon/desk/choices/", {"view": "day"}, headers=PHONE)
    assert "data-config" in alice.get("/salon/desk/", headers=PHONE).text


def test_what_is_chosen_at_the_desk_leaves_the_phone_its_list_and_the_other_way(alice: Browser):
    alice.post("/salon/desk/choices/", {"view": "month", "colours": "service"})
    assert "data-config" not in alice.get("/salon/desk/", headers=PHONE).text
    alice.cookies["ledig_narrow"] = "1"
    alice.post("/salon/desk/choices/", {"view": "day"})
    narrow = config(alice)
    assert (narrow["choices"]["view"], narrow["choices"]["colours"]) == ("day", "service")
    alice.cookies["ledig_narrow"] = ""
    assert config(alice)["choices"]["view"] == "month"


def test_without_javascript_the_list_stands_there(alice: Browser, book: Book):
    booking = book()
    page = alice.get("/salon/desk/").text
    assert booking.code in re.findall(r"<noscript>(.*?)</noscript>", page, re.DOTALL)[-1]
    for day in ("2026-11-16", "2026-11-23", "2026-11-30"):
        assert f'href="?day={day}"' in page, "a week back, today, and a week on"


def test_a_whole_form_is_chosen_and_goes_on_to_the_list(alice: Browser, book: Book, cast: Cast):
    book(at(10), who=0)
    mine = book(at(14), who=1)
    said = {"all": "2", "people": [cast.salon.practitioners[1].code], "back": "2026-11-24"}
    text = alice.post("/salon/desk/choices/", said, follow=True).text
    assert mine.code in text
    assert text.count('class="entry entry--') == 1
    assert ">1/2<" in text
    alice.post("/salon/desk/choices/", {"all": "2", "people": [one.code for one in cast.salon.practitioners]})
    assert config(alice)["choices"]["people"] == []


def test_when_nobody_is_ticked_nobody_is_shown_and_there_is_a_way_back(alice: Browser, book: Book):
    booking = book()
    page = alice.post("/salon/desk/choices/", {"all": "2", "back": ""}, follow=True).text
    assert "Nobody's calendar is shown" in page
    assert booking.code not in page
    said = config(alice, "?view=week")["choices"]
    assert said["people"] == ["-"]
    assert feed(alice, DAY + "&people=-") == {"entries": [], "hours": [], "closed": []}
    assert booking.code in alice.post("/salon/desk/choices/", {"people": "", "back": ""}, follow=True).text


def test_what_is_chosen_and_gone_since_narrows_nothing(alice: Browser, book: Book):
    booking = book()
    alice.post("/salon/desk/choices/", {"people": "GONE", "place": "GONE", "service": "GONE"})
    assert booking.code in alice.get("/salon/desk/?view=list").text


def test_each_is_told_from_the_others_in_few_letters(alice: Browser):
    assert [one["short"] for one in config(alice)["people"]] == ["AC", "BC"]
    assert short_names(["Ingrid Solheim", "Ivar Strand", "Rom 1", "Nora", "Nora", ""]) == [
        "InS", "IvS", "R1", "Nor1", "Nor2", "?",
    ]  # fmt: skip


def test_a_page_of_the_desk_comes_as_a_panel_when_the_calendar_asks(alice: Browser, book: Book):
    url = f"/salon/desk/bookings/{book().code}/"
    panel = alice.get(url, headers={"HX-Request": "true", "HX-Target": "panel"}).text
    assert panel.lstrip().startswith("<section")
    assert "<html" not in panel
    assert "<html" in alice.get(url).text


def test_nobody_takes_back_what_another_did_or_what_was_made_up(alice: Browser):
    for note in ("", "nonsense", "a:b:c"):
        assert alice.post("/salon/desk/undo/", {"undo": note}).status_code == 409
