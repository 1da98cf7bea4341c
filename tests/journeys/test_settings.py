"""Setting up the business in pages: the index, a change that is saved, seen by clients, and taken back."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import log_in, log_in_by_hand

pytestmark = pytest.mark.journey
SIZES = [{"width": 390, "height": 844}, {"width": 1440, "height": 900}]


@pytest.mark.parametrize("size", SIZES, ids=["phone", "wide"])
def test_the_business_changes_its_line_and_takes_it_back(visitor, demo, accessible, size):
    page, client = visitor(), visitor()
    page.set_viewport_size(size)
    owner = next(row for row in demo.tenants["fjord"]["members"] if row["role"] == "owner")
    log_in_by_hand(page, owner["email"], owner["password"])
    if size["width"] < 700:
        page.locator(".desk-rail__more summary").click()
    page.locator(".desk-rail").get_by_role("link", name="Settings").click()
    expect(page.get_by_role("heading", name="Settings", level=1)).to_be_visible()
    page.get_by_role("link", name="Name and contact").click()
    line = page.get_by_label("One line about the business")
    was = line.input_value()
    line.fill("Step by step")
    page.get_by_role("button", name="Save").dblclick()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_text("Last changed by")).to_be_visible()
    accessible(page)
    client.goto("/fjord/")
    expect(client.get_by_text("Step by step")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone.")).to_be_visible()
    expect(line).to_have_value(was)


def log_out_elsewhere(page: Page) -> None:
    other = page.context.new_page()
    other.goto("/account/logout/")
    other.locator("main").get_by_role("button", name="Log out").click()
    expect(other.get_by_role("heading", name="Log out?")).to_have_count(0)
    other.close()


def log_in_in_a_new_tab(page: Page, who: dict[str, str]) -> None:
    """As the notice says."""
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Log in in a new tab").click()
    again = opened.value
    again.locator("input[name=login]").fill(who["email"])
    again.locator("input[name=password]").fill(who["password"])
    again.get_by_role("button", name="Log in", exact=True).click()
    again.wait_for_url("**/fjord/desk/**")
    again.close()


def test_who_has_been_logged_out_meanwhile_loses_nothing_that_they_typed(visitor, demo, accessible):
    """Whoever types for more than a minute is asked for before it is sent; the token of the form is an old one then."""
    page = visitor()
    owner = next(row for row in demo.tenants["fjord"]["members"] if row["role"] == "owner")
    log_in(page, owner["email"], owner["password"])
    page.clock.install()
    page.goto("/fjord/desk/settings/business/")
    line = page.get_by_label("One line about the business")
    was = line.input_value()
    line.fill("A long thought")
    log_out_elsewhere(page)
    page.clock.fast_forward("02:00")
    for _try in range(2):
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("You have been logged out meanwhile")).to_have_count(1)
        expect(page.get_by_role("button", name="Save")).to_be_enabled()
        expect(line).to_have_value("A long thought")
    accessible(page)
    log_in_in_a_new_tab(page, owner)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(line).to_have_value("A long thought")
    page.get_by_role("button", name="Undo").click()
    expect(line).to_have_value(was)


def test_nor_what_they_typed_beside_the_calendar(visitor, demo, accessible):
    page = visitor(wide=True)
    owner = next(row for row in demo.tenants["fjord"]["members"] if row["role"] == "owner")
    log_in(page, owner["email"], owner["password"])
    page.goto("/fjord/desk/?view=week")
    expect(page.locator(".ec")).to_be_visible()
    page.evaluate("LedigCalendar.panel.ask('entries/?tab=absence&start=2027-06-01T10:00&end=2027-06-01T11:00')")
    panel = page.locator("#panel")
    why = panel.get_by_label("Why (optional)")
    why.fill("A long thought")
    log_out_elsewhere(page)
    panel.get_by_role("button", name="Enter").click()
    expect(panel.get_by_text("You have been logged out meanwhile")).to_have_count(1)
    expect(why).to_have_value("A long thought")
    accessible(page)
    log_in_in_a_new_tab(page, owner)
    panel.get_by_role("button", name="Enter").click()
    panel.get_by_role("button", name="Remove").click()
    expect(why).to_have_count(0)
