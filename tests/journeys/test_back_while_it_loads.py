"""Back and Forward while a page of the panel is still on its way: whatever order the answers come in, what is shown is
the page of the history's entry, and one is never stuck."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.steps import log_in

pytestmark = pytest.mark.journey
ENTERING = re.compile("/desk/entries/")
PAGES = {"activity": "Activity", "absence": "Absence", "shift": "Working time"}


class Gate:
    """What is asked for entering something waits here until it is let through, in any order."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.held: list[Route] = []
        self.opened = False
        page.route(ENTERING, self._comes)

    def _comes(self, route: Route) -> None:
        if self.opened:
            route.continue_()
        else:
            self.held.append(route)

    def holds(self, count: int) -> None:
        """So many have come."""
        for _attempt in range(500):
            if len(self.held) == count:
                return
            self.page.wait_for_timeout(20)
        raise AssertionError(f"{len(self.held)} of {count} came")

    def open(self, *, last_first: bool = False) -> None:
        """One after the other, and then whatever comes. What was sent is through when the page that it leads to is."""
        for route in reversed(self.held) if last_first else self.held:
            sent = route.request.method == "POST"
            with self.page.expect_event(
                "requestfinished",
                lambda request, one=route.request, sent=sent: (request.redirected_from if sent else request) == one,
            ):
                route.continue_()
        self.opened = True


@pytest.fixture(params=[1440, 390])
def page(request, visitor, demo) -> Page:
    """The owner's calendar, on a desk and on a phone."""
    page = visitor(wide=request.param > 1000)
    page.set_viewport_size({"width": request.param, "height": 900})
    return at_the_calendar(page, demo)


def at_the_calendar(page: Page, demo) -> Page:
    owner = next(row for row in demo.tenants["fjord"]["members"] if row["role"] == "owner")
    log_in(page, owner["email"], owner["password"])
    page.goto("/fjord/desk/?view=day")
    expect(page.locator(".ec")).to_be_visible()
    return page


def settled(page: Page, depth: int) -> None:
    """So many pages of the panel stand in the browser's history."""
    page.wait_for_function("depth => ((history.state || {}).panel || 0) === depth", arg=depth)


def deep(page: Page, *tabs: str) -> None:
    """One page of the panel after the other."""
    page.evaluate(f"LedigCalendar.panel.ask('entries/?tab={tabs[0]}&start=2027-03-02T10:00&end=2027-03-02T11:00')")
    shown(page, tabs[0], 1)
    for depth, tab in enumerate(tabs[1:], 2):
        click(page, tab)
        shown(page, tab, depth)


def click(page: Page, tab: str) -> None:
    page.locator("#panel").get_by_role("link", name=PAGES[tab]).click()


def shown(page: Page, tab: str, depth: int) -> None:
    """This page, and in this entry of the history."""
    expect(page.locator("#panel").get_by_role("link", name=PAGES[tab])).to_have_attribute("aria-current", "page")
    settled(page, depth)
    expect(page.locator("#panel .side-panel")).to_have_count(1)


def closed(page: Page, depth: int = 0) -> None:
    expect(page.locator("#panel .side-panel")).to_have_count(0)
    settled(page, depth)


@pytest.mark.parametrize("last_first", [False, True])
def test_two_backs_at_once_show_the_page_of_the_second(page, last_first):
    deep(page, "activity", "absence", "shift")
    gate = Gate(page)
    page.go_back()
    page.go_back()
    gate.holds(2)
    gate.open(last_first=last_first)
    shown(page, "activity", 1)
    page.go_forward()
    shown(page, "absence", 2)
    page.go_back()
    shown(page, "activity", 1)
    page.go_back()
    closed(page)


def test_two_backs_at_once_out_of_the_panel_leave_it_closed(page):
    deep(page, "activity", "absence")
    gate = Gate(page)
    page.go_back()
    gate.holds(1)
    page.go_back()
    closed(page)
    gate.open()
    deep(page, "shift")
    page.go_back()
    closed(page)


def test_back_and_forward_again_lose_nothing(page, accessible):
    deep(page, "activity", "absence")
    page.locator("#panel").get_by_label("Why").fill("Course")
    gate = Gate(page)
    page.go_back()
    gate.holds(1)
    page.go_forward()
    gate.open()
    shown(page, "absence", 2)
    expect(page.locator("#panel").get_by_label("Why")).to_have_value("Course")
    accessible(page)
    page.go_back()
    shown(page, "activity", 1)


@pytest.mark.parametrize("last_first", [False, True])
def test_back_while_a_page_loads_leaves_that_page_alone(page, last_first):
    deep(page, "activity", "absence")
    gate = Gate(page)
    click(page, "shift")
    gate.holds(1)
    page.go_back()
    gate.holds(2)
    gate.open(last_first=last_first)
    shown(page, "activity", 1)
    gate = Gate(page)
    click(page, "shift")
    gate.holds(1)
    page.go_back()
    closed(page)
    gate.open()
    deep(page, "absence")


@pytest.mark.parametrize("last_first", [False, True])
def test_a_click_after_a_back_wins_over_the_page_that_was_gone_back_to(page, last_first):
    deep(page, "activity", "absence", "shift")
    gate = Gate(page)
    page.go_back()
    gate.holds(1)
    click(page, "activity")
    gate.holds(2)
    gate.open(last_first=last_first)
    shown(page, "activity", 3)
    page.go_back()
    shown(page, "absence", 2)


def test_what_was_sent_is_told_of_though_somebody_went_back(page):
    deep(page, "activity")
    page.locator("#id_title").fill("Staff meeting")
    gate = Gate(page)
    page.locator("#panel").get_by_role("button", name="Enter", exact=True).click()
    gate.holds(1)
    page.go_back()
    closed(page)
    gate.open()
    expect(page.locator("#panel")).to_contain_text("Staff meeting")
    settled(page, 1)
    page.go_back()
    closed(page)


def test_a_click_after_something_was_sent_is_what_stays(page):
    deep(page, "activity")
    page.locator("#id_title").fill("Staff meeting")
    gate = Gate(page)
    page.locator("#panel").get_by_role("button", name="Enter", exact=True).click()
    gate.holds(1)
    click(page, "absence")
    gate.holds(2)
    gate.open()
    shown(page, "absence", 2)
    page.go_back()
    expect(page.locator("#panel #id_title")).to_have_value("Staff meeting")
    settled(page, 1)


def test_a_page_that_does_not_come_leaves_no_other_one_in_its_place(demo, browser):
    context = browser.new_context(base_url=demo.url)  # a visitor's faults are the browser's own here: no connection
    context.add_cookies([{"name": "ledig_language", "value": "en", "url": demo.url}])
    page = at_the_calendar(context.new_page(), demo)
    deep(page, "activity", "absence")
    page.route(ENTERING, lambda route: route.abort())
    page.go_back()
    closed(page, 1)
    page.unroute(ENTERING)
    page.go_forward()
    shown(page, "absence", 2)
    page.go_back()
    shown(page, "activity", 1)
    context.close()
