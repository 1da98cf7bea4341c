"""The grid is drawn anew whenever something changed, but never under somebody's hand, nor from an old answer."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import PHONE
from tests.journeys.steps import log_in

pytestmark = pytest.mark.journey
FEED = re.compile(r"/desk/calendar\.json")
REFETCH = "LedigCalendar.refetch()"


class Feed:
    """Answers the calendar's questions when the test says so."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.open: list[Route] = []
        page.route(FEED, self._kept)

    def _kept(self, route: Route) -> None:
        self.open.append(route)

    def asked(self, times: int) -> None:
        """So many questions are open."""
        for _wait in range(100):
            if len(self.open) >= times:
                break
            self.page.wait_for_timeout(100)
        assert len(self.open) == times

    def tell(self, number: int, *titles: str) -> None:
        """Answer one of them with these activities, an hour each from nine."""
        whose = self.page.evaluate("LedigCalendar.config.people[0].id")
        entries = [
            {"id": title, "kind": "activity", "title": title, "with": whose, "signs": [], "moves": True,
             "start": f"2027-03-01T{9 + n:02}:00", "end": f"2027-03-01T{10 + n:02}:00"}
            for n, title in enumerate(titles)
        ]  # fmt: skip
        self.open[number].fulfill(
            body=json.dumps({"entries": entries, "hours": [], "closed": []}), content_type="application/json"
        )


@pytest.fixture
def page(visitor, demo) -> Page:
    page = visitor(wide=True)
    owner = next(row for row in demo.tenants["fjord"]["members"] if row["role"] == "owner")
    log_in(page, owner["email"], owner["password"])
    page.route(re.compile("/desk/(live|changes)"), lambda route: route.fulfill(status=429))
    return page


@pytest.fixture
def feed(page) -> Iterator[Feed]:
    """The week of the first of March, with two activities in it."""
    feed = Feed(page)
    page.goto("/fjord/desk/?view=week&day=2027-03-01")
    feed.asked(1)
    feed.tell(0, "Alpha", "Beta")
    expect(page.locator(".ec-event.entry-box")).to_have_count(2)
    yield feed
    page.unroute_all(behavior="ignoreErrors")


def test_nothing_is_drawn_or_asked_for_while_a_button_is_down(page, feed):
    page.evaluate(REFETCH)
    feed.asked(2)
    page.locator("[data-entry=Alpha]").hover()
    page.mouse.down()
    beta = page.locator("[data-entry=Beta]").element_handle()
    feed.tell(1, "Alpha")
    page.evaluate(REFETCH)
    page.evaluate(REFETCH)
    page.wait_for_timeout(700)
    assert beta.evaluate("entry => entry.isConnected")
    feed.asked(2)
    page.mouse.up()
    expect(page.locator("[data-entry=Beta]")).to_have_count(0)
    feed.asked(3)


def test_of_two_answers_the_older_one_is_thrown_away(page, feed):
    page.evaluate(REFETCH)
    feed.asked(2)
    page.evaluate(REFETCH)
    feed.asked(3)
    feed.tell(2, "Gamma")
    expect(page.locator("[data-entry=Gamma]")).to_have_count(1)
    feed.tell(1, "Alpha", "Beta")
    page.wait_for_timeout(500)
    expect(page.locator(".ec-event.entry-box")).to_have_count(1)
    expect(page.locator("[data-entry=Gamma]")).to_have_count(1)


def test_a_week_that_was_left_is_not_drawn_over_the_next(page, feed):
    page.evaluate(REFETCH)
    feed.asked(2)
    page.keyboard.press("ArrowRight")
    feed.asked(3)
    feed.tell(1, "Alpha", "Beta", "Gamma")
    page.wait_for_timeout(500)
    feed.tell(2)
    expect(page.locator(".ec-event.entry-box")).to_have_count(0)


def test_who_goes_by_keyboard_stays_where_they_were(page, feed, accessible):
    button = page.locator("[data-entry=Beta] button")
    button.focus()
    page.evaluate(REFETCH)
    feed.asked(2)
    feed.tell(1, "Alpha", "Beta", "Gamma")
    expect(page.locator("[data-entry=Gamma]")).to_have_count(1)
    expect(button).to_be_focused()
    accessible(page)
    page.set_viewport_size(PHONE)
    accessible(page)
