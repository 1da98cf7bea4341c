"""A calendar that is limited to a team, by whoever runs a larger business."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import log_in

pytestmark = pytest.mark.journey


def choose_among(page: Page, name: str) -> None:
    page.locator("details.menu > summary").click()
    with page.expect_navigation():
        page.locator("#shown-among").select_option(label=name)


def test_the_calendar_is_limited_to_a_team_and_stays_so(visitor, demo):
    page, owner = visitor(wide=True), demo.tenants["fjord"]["members"][0]
    log_in(page, owner["email"], owner["password"])
    page.goto("/fjord/desk/settings/teams/add/")
    page.get_by_label("Name").fill("Evenings")
    page.get_by_label("Lars Nygård").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Evenings")).to_be_visible()
    page.goto("/fjord/desk/?view=week")
    choose_among(page, "Evenings")
    page.wait_for_function("() => window.LedigCalendar && LedigCalendar.calendar.getOption('resources').length === 1")
    page.goto("/fjord/desk/?view=list")
    expect(page.locator("details.menu > summary")).to_contain_text("Evenings")
    choose_among(page, "All")
    expect(page.locator("#calendar-shown [name=people]").nth(1)).to_be_attached()
    page.goto("/fjord/desk/settings/teams/")
    page.get_by_role("link", name="Evenings").click()
    page.get_by_role("button", name="Archive").click()
    expect(page.get_by_text("Evenings is archived.")).to_be_visible()
