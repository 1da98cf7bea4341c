"""A larger business is divided: a region, a unit below it, a team; and the calendar shows any of them alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import log_in
from tests.journeys.test_every_page import fits

pytestmark = pytest.mark.journey
UNITS, TEAMS = "/fjord/desk/settings/units/", "/fjord/desk/settings/teams/"
LARS = "Lars Nygård"


def add(page: Page, where: str, name: str, *, above: str = "", who: str = "") -> None:
    page.goto(where + "add/")
    page.get_by_label("Name").fill(name)
    if above:
        page.get_by_label("Region").select_option(label=above)
    if who:
        page.get_by_label(who).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name=re.compile(f"^{name}"))).to_be_visible()


def choose_among(page: Page, name: str) -> None:
    page.locator("details.menu > summary").click()
    with page.expect_navigation():
        page.locator("#shown-among").select_option(label=name)


def only_lars(page: Page) -> None:
    page.wait_for_function("() => window.LedigCalendar && LedigCalendar.calendar.getOption('resources').length === 1")


@pytest.mark.parametrize("wide", [False, True], ids=["phone", "wide"])
def test_the_calendar_is_limited_to_a_region_a_unit_or_a_team_and_stays_so(visitor, demo, accessible, wide):
    page, owner = visitor(wide=wide), demo.tenants["fjord"]["members"][0]
    region, unit, team = (f"{name} {'wide' if wide else 'narrow'}" for name in ("West", "Harbour", "Evenings"))
    log_in(page, owner["email"], owner["password"])
    add(page, UNITS, region)
    add(page, UNITS, unit, above=region, who=LARS)
    expect(page.get_by_role("link", name=re.compile(f"^{region}"))).to_contain_text("Region with 1 unit")
    expect(page.get_by_role("link", name=re.compile(f"^{unit}"))).to_contain_text("1 person")
    accessible(page)
    assert fits(page)
    add(page, TEAMS, team, who=LARS)
    accessible(page)
    assert fits(page)

    page.goto("/fjord/desk/?view=week")
    for name in (region, unit, team):
        choose_among(page, name)
        only_lars(page)
    page.goto("/fjord/desk/?view=list")
    expect(page.locator("details.menu > summary")).to_contain_text(team)
    accessible(page)
    choose_among(page, "All")
    expect(page.locator("#calendar-shown [name=people]").nth(1)).to_be_attached()
    for where, name in ((TEAMS, team), (UNITS, unit), (UNITS, region)):
        page.goto(where)
        page.get_by_role("link", name=re.compile(f"^{name}")).click()
        page.get_by_role("button", name="Archive").click()
        expect(page.get_by_text(f"{name} is archived.")).to_be_visible()
