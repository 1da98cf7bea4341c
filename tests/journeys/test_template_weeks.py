"""A week is saved, pasted on odd weeks after a look, and all of it taken back; a week is cleared and put back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import log_in

pytestmark = pytest.mark.journey
ADDED = "SELECT count(*) FROM availability_shift WHERE batch_id IS NOT NULL AND NOT replaces_weekly"
# A Saturday of work, in a week far from what other journeys look at.
SATURDAY = """
    INSERT INTO availability_shift
        (id, tenant_id, resource_id, location_id, "on", opens, closes, replaces_weekly, audience)
    SELECT gen_random_uuid(), tenant_id, id, location_id, '2027-12-04', '10:00', '14:00', false, 'everyone'
    FROM resources_resource WHERE kind = 'practitioner' AND location_id IS NOT NULL
"""
PASTED = """
    SELECT s.batch_id, r.code FROM availability_shift s JOIN resources_resource r ON r.id = s.resource_id
    WHERE s.batch_id IS NOT NULL AND s."on" = '2027-12-11'
"""


def shown(page: Page, day: str) -> None:
    """The calendar at the week of a day."""
    page.goto(f"/fjord/desk/?view=week&day={day}")
    expect(page.locator(".calendar .ec-bg-event.hours").first).to_be_attached()


def weeks(page: Page) -> None:
    if page.viewport_size["width"] < 700:  # on a phone it is in the menu
        page.locator("summary[data-key='?']").click()
    page.locator("main > .toolbar").get_by_role("link", name="Weeks", exact=True).click()
    expect(page.get_by_role("heading", name="Weeks")).to_be_visible()


def added(demo) -> int:
    return demo.sql("fjord", ADDED)[0][0]


@pytest.fixture(params=[1440, 390])
def page(request, visitor, demo) -> Page:
    """The owner's calendar, on a desk and on a phone."""
    page = visitor(wide=request.param > 1000)
    page.set_viewport_size({"width": request.param, "height": 900})
    owner = next(row for row in demo.tenants["fjord"]["members"] if row["role"] == "owner")
    log_in(page, owner["email"], owner["password"])
    return page


def test_a_week_is_saved_looked_at_pasted_on_odd_weeks_and_taken_back(page, demo, accessible):
    panel, toast, name = page.locator("#panel"), page.locator("#toasts"), f"Saturdays {page.viewport_size['width']}"
    if not demo.sql("fjord", "SELECT 1 FROM availability_shift WHERE \"on\" = '2027-12-04'"):
        demo.sql("fjord", SATURDAY)
    shown(page, "2027-12-01")
    weeks(page)
    accessible(page)
    page.get_by_role("link", name="Save this week as …").click()
    page.get_by_label("Name").fill(name)
    accessible(page)
    page.get_by_role("button", name="Save the week").click()
    expect(panel).to_contain_text(f"Saved: {name}")

    page.get_by_role("link", name=f"Paste {name}").click()
    page.get_by_label("From").fill("2027-12-06")
    page.get_by_label("To, this day included").fill("2028-01-16")
    page.get_by_label("odd weeks").check()
    accessible(page)
    before = added(demo)
    page.get_by_role("button", name="See what it does").click()
    expect(page.locator(".week-lines")).to_have_count(3)  # 49, 51, and 1 of the new year
    accessible(page)
    assert added(demo) == before
    panel.get_by_role("button", name="Paste", exact=True).click()
    expect(toast).to_contain_text(re.compile(rf"{name}: \d+ blocks added"))
    expect(toast.get_by_role("button", name="Undo")).to_have_count(1)
    accessible(page)
    assert added(demo) > before
    toast.get_by_role("button", name="Undo").click()
    expect(toast).to_contain_text("Undone.")
    assert added(demo) == before
    if page.viewport_size["width"] > 1000:
        one_block_is_removed_afterwards(page, demo, name)


def one_block_is_removed_afterwards(page: Page, demo, name: str) -> None:
    """The rest of what was pasted stays."""
    weeks(page)
    page.get_by_role("link", name=f"Paste {name}").click()
    page.get_by_label("From").fill("2027-12-06")
    page.get_by_label("To, this day included").fill("2027-12-12")
    page.get_by_role("button", name="See what it does").click()
    page.locator("#panel").get_by_role("button", name="Paste", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("blocks added")
    many, ((batch, code), *_others) = added(demo), demo.sql("fjord", PASTED)
    page.evaluate("address => LedigCalendar.panel.ask(address)", f"time/?start=2027-12-11T11:00&with={code}")
    expect(page.get_by_role("heading", name="Working time here")).to_be_visible()
    page.locator("#panel").get_by_role("button", name="Remove").click()
    expect(page.locator("#toasts")).to_contain_text("Removed: Sat 11 Dec")
    assert added(demo) == many - 1
    demo.sql("fjord", "DELETE FROM availability_shift WHERE batch_id = %s", batch)


def test_a_week_is_cleared_and_put_back(page, accessible):
    hours = page.locator(".calendar .ec-bg-event.hours")
    shown(page, "2027-12-01")
    weeks(page)
    page.get_by_role("link", name="Clear working time").click()
    expect(page.locator("#panel")).to_contain_text("Bookings stay")
    accessible(page)
    page.locator("#panel").get_by_role("button", name="Clear working time").click()
    expect(hours).to_have_count(0)
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(hours.first).to_be_attached()
