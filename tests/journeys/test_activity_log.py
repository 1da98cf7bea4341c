"""What somebody has changed is found in the activity log, and taken back from there."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import log_in
from tests.journeys.test_every_page import fits

pytestmark = pytest.mark.journey
SIZES = [{"width": 390, "height": 844}, {"width": 1440, "height": 900}]
SETTINGS = "/fjord/desk/settings/"


@pytest.mark.parametrize("size", SIZES, ids=["phone", "wide"])
def test_a_change_is_found_and_undone(visitor, demo, accessible, size):
    page = visitor()
    page.set_viewport_size(size)
    boss = next(row for row in demo.tenants["fjord"]["members"] if row["role"] == "owner")
    log_in(page, boss["email"], boss["password"])
    page.goto(SETTINGS + "places/")
    page.locator("a.row").first.click()
    street = page.get_by_label("Street")
    usual, other = street.input_value(), f"Nygaten {size['width']}"
    street.fill(other)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()

    page.goto(SETTINGS + "log/")
    accessible(page)
    assert fits(page)
    page.get_by_label("Who").select_option("role-owner")
    page.get_by_label("What").select_option("settings")
    page.get_by_role("button", name="Show").click()
    line = page.locator(".log").first
    expect(line).to_contain_text(f"Street: {usual} → {other}")
    line.get_by_role("button", name="Undo").dblclick()
    expect(page.get_by_text("Undone.")).to_be_visible()
    expect(page.locator(".log").first).to_contain_text(f"Street: {other} → {usual}")
    expect(page.locator(".log").nth(1)).to_contain_text("Changed again since")
    accessible(page)
    assert fits(page)
    page.goto(SETTINGS + "places/")
    page.locator("a.row").first.click()
    expect(street).to_have_value(usual)


@pytest.mark.parametrize("size", SIZES, ids=["phone", "wide"])
def test_hours_are_taken_back_after_a_look_at_what_that_touches(visitor, demo, accessible, size):
    page = visitor()
    page.set_viewport_size(size)
    boss = next(row for row in demo.tenants["fjord"]["members"] if row["role"] == "owner")
    log_in(page, boss["email"], boss["password"])
    page.goto(SETTINGS + "hours/")
    page.locator("a.row").first.click()
    page.get_by_label("Sunday, from").first.fill("10:00")
    page.get_by_label("Sunday, to").first.fill("13:00")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Save all the same").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.goto(SETTINGS + "log/?kind=hours")
    page.locator(".log").first.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Free times in the next 60 days")).to_be_visible()
    accessible(page)
    assert fits(page)
    page.get_by_role("link", name="Cancel", exact=True).click()
    page.locator(".log").first.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Undo all the same").click()
    expect(page.get_by_text("Undone.")).to_be_visible()


@pytest.mark.parametrize("size", SIZES, ids=["phone", "wide"])
def test_a_closed_day_is_opened_again_from_the_log(visitor, demo, accessible, size):
    page = visitor()
    page.set_viewport_size(size)
    boss = next(row for row in demo.tenants["fjord"]["members"] if row["role"] == "owner")
    log_in(page, boss["email"], boss["password"])
    page.goto(SETTINGS + "closures/add/")
    name, day = f"Course {size['width']}", _workday(size["width"]).isoformat()
    page.get_by_label("What for").fill(name)
    page.get_by_label("First day").fill(day)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Save all the same").click()
    expect(page.get_by_role("link", name=re.compile(name))).to_be_visible()
    page.goto(SETTINGS + "log/")
    line = page.locator(".log").filter(has_text=name).first
    line.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Free times in the next 60 days")).to_be_visible()
    accessible(page)
    assert fits(page)
    page.get_by_role("button", name="Undo all the same").click()
    expect(page.get_by_text("Undone.")).to_be_visible()
    page.goto(SETTINGS + "closures/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text(name)).to_have_count(0)


def _workday(width: int) -> date:
    """A Wednesday in three weeks for the one, a Thursday for the other."""
    day = date.today() + timedelta(days=21)
    return day + timedelta(days=(2 if width < 1000 else 3) - day.weekday())
