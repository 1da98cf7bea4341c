"""CA2: the address says what the calendar is narrowed to, so that it survives a reload and Back, and shows a colleague
the same, as far as they may see it."""

import re
from html import unescape

import pytest
from django.http import QueryDict
from django.test import Client as Browser

from booking.bookings.calendar.choices import Choices, addressed, narrowed
from tests.calendar.test_page import config
from tests.cast import Cast
from tests.desk.conftest import Book, at


def test_a_copied_address_shows_a_colleague_the_same_whatever_they_chose_for_themselves(alice, log_in, cast: Cast):
    alice_code, bob_code = (one.code for one in cast.salon.practitioners)
    desk = log_in(cast.front_desk)
    desk.post("/salon/desk/choices/", {"people": bob_code, "place": cast.salon.place.code})
    said = config(desk, f"?view=week&day=2026-11-24&with={alice_code}")["choices"]
    assert (said["people"], said["place"], said["service"]) == ([alice_code], "", "")
    said = config(desk, f"?view=week&service={cast.salon.service.code}")["choices"]
    assert (said["people"], said["place"], said["service"]) == ([], "", cast.salon.service.code)
    both = config(desk, f"?view=day&with={alice_code},{bob_code}")["choices"]
    assert both["people"] == [alice_code, bob_code]
    assert config(desk, "?view=week&with=&place=")["choices"]["people"] == [bob_code], "it narrows nothing"


def test_an_address_shows_nobody_more_than_they_may_see(bob: Browser, book: Book, cast: Cast):
    alice_code, bob_code = (one.code for one in cast.salon.practitioners)
    hers, mine = book(at(10), who=0), book(at(14), who=1)
    for query in (f"?with={alice_code}&day=2026-11-24", f"?with={alice_code},{bob_code}&day=2026-11-24"):
        said = config(bob, query)
        assert [one["id"] for one in said["people"]] == [bob_code]
        assert alice_code not in said["choices"]["people"]
        page = bob.get(f"/salon/desk/{query}&view=list").text
        assert mine.code in page
        assert hers.code not in page
        assert cast.salon.practitioners[0].name not in page


def test_what_is_not_there_is_not_passed_on(alice: Browser, cast: Cast):
    said = config(alice, f"?with=NOBODY,{cast.salon.practitioners[0].code}&place=NOWHERE&service=NOTHING")["choices"]
    assert (said["people"], said["place"], said["service"]) == ([cast.salon.practitioners[0].code], "", "")


def test_without_javascript_every_link_over_the_list_goes_on_with_it(alice: Browser, cast: Cast):
    narrow = f"with={cast.salon.practitioners[0].code}&place={cast.salon.place.code}"
    page = alice.get(f"/salon/desk/?view=list&{narrow}&day=2026-11-24").text
    links = [unescape(link) for link in re.findall(r'<a [^>]*href="(\?[^"]*)"[^>]*data-(?:go|view)=', page)]
    assert len(links) == 7
    assert {link for link in links if f"{narrow}&day=" not in link} == set()
    assert f'<input type="hidden" name="with" value="{cast.salon.practitioners[0].code}">' in page
    plain = alice.get("/salon/desk/?view=list&day=2026-11-24").text
    assert "with=" not in re.findall(r"calendar-steps.*?</div>", plain, re.DOTALL)[0]


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        (Choices(), ""),
        (Choices(people=("a",)), "with=a"),
        (Choices(people=("a", "b"), place="p", service="s"), "with=a,b&place=p&service=s"),
        (Choices(people=("-",)), "with=-"),
        (Choices(people=("<&",)), "with=%3C%26"),
    ],
)
def test_what_is_said_is_understood_again(choices: Choices, said: str):
    assert narrowed(choices) == said
    assert addressed(Choices(), QueryDict(said).dict()) == choices
