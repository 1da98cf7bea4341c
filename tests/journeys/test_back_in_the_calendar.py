"""Back, as somebody on a phone uses it: out of the panel first, and never to an error of the browser's."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import log_in

pytestmark = pytest.mark.journey


@pytest.fixture
def page(visitor, demo) -> Page:
    page = visitor()
    owner = next(row for row in demo.tenants["fjord"]["members"] if row["role"] == "owner")
    log_in(page, owner["email"], owner["password"])
    page.goto("/fjord/desk/clients/")
    page.goto("/fjord/desk/?view=week")
    expect(page.locator(".ec")).to_be_visible()
    return page


def settled(page: Page, depth: int) -> None:
    """So many pages of the panel stand in the browser's history."""
    page.wait_for_function("depth => ((history.state || {}).panel || 0) === depth", arg=depth)


def enter(page: Page, tab: str = "activity") -> None:
    page.evaluate(f"LedigCalendar.panel.ask('entries/?tab={tab}&start=2027-03-02T10:00&end=2027-03-02T11:00')")
    expect(page.locator("#panel #entering")).to_be_visible()
    settled(page, 1)


def test_back_closes_the_panel_and_a_second_one_leaves(page):
    enter(page)
    page.go_back()
    expect(page.locator("#panel .side-panel")).to_have_count(0)
    expect(page.locator(".ec")).to_be_visible()
    enter(page)
    page.keyboard.press("Escape")
    expect(page.locator("#panel .side-panel")).to_have_count(0)
    settled(page, 0)
    page.go_back()
    page.wait_for_url(re.compile("/desk/clients/"))


def test_back_goes_through_the_panels_pages_and_keeps_what_was_typed(page):
    panel = page.locator("#panel")
    enter(page)
    panel.locator("#id_title").fill("Staff meeting")
    panel.get_by_role("link", name="Absence").click()
    expect(panel.get_by_label("Why")).to_be_visible()
    settled(page, 2)
    page.go_back()
    expect(panel.locator("#id_title")).to_have_value("Staff meeting")
    page.go_back()
    expect(panel.locator(".side-panel")).to_have_count(0)
    page.go_forward()
    expect(panel.locator("#id_title")).to_have_value("Staff meeting")
    page.reload()
    expect(panel.locator("#id_title")).to_be_visible()


def test_back_after_something_was_done_is_the_calendar_again(page, accessible):
    panel = page.locator("#panel")
    enter(page)
    panel.get_by_role("link", name="Absence").click()
    settled(page, 2)
    panel.get_by_role("link", name="Activity").click()
    settled(page, 3)
    panel.locator("#id_title").fill("Staff meeting")
    panel.get_by_role("button", name="Enter", exact=True).click()
    expect(panel).to_contain_text("Staff meeting")
    expect(panel.locator("#entering")).to_have_count(0)
    accessible(page)
    page.go_back()
    expect(panel.locator(".side-panel")).to_have_count(0)
    settled(page, 0)


def test_back_to_a_form_that_was_refused_shows_its_page(page):
    page.goto("/fjord/desk/entries/?tab=activity&start=2027-03-03T10:00&end=2027-03-03T11:00")
    page.get_by_role("button", name="Enter", exact=True).click()
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()
    page.locator("#id_title").fill("Staff meeting")
    page.get_by_role("button", name="Enter", exact=True).click()
    expect(page.locator("#entering")).to_have_count(0)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method) if request.is_navigation_request() else None)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter in the calendar")
    assert sent == ["GET"]  # what was sent is not sent again, which the browser would not do without asking
