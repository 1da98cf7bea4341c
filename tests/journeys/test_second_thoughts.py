"""Second thoughts at the desk: a cancellation is taken back, a booking changes under somebody's eyes, and a visit that
has been is entered afterwards."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.test_changing_bookings import SLUG, desk, entry, make, pick_client, program, see_day

__all__ = ["desk", "program"]
pytestmark = pytest.mark.journey
STATUS = "SELECT status FROM bookings_booking WHERE code = %s"


def test_a_cancellation_is_taken_back_before_anybody_hears_of_it(desk, demo, program, accessible):
    booking = make(demo, program, "Ulla Undo", 1)
    page = desk()
    see_day(page, booking)
    entry(page, booking).click()
    panel = page.locator("#panel")
    panel.get_by_role("link", name="Cancel the booking").click()
    expect(panel.get_by_label("Tell the client")).to_be_checked()
    accessible(page)
    panel.get_by_role("button", name="Cancel the booking").click()
    expect(page.locator("#toasts")).to_contain_text("Cancelled: Ulla Undo")
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator("#toasts")).to_contain_text("Undone")
    assert demo.sql(SLUG, STATUS, booking["code"]) == [("confirmed",)]
    expect(entry(page, booking)).to_be_visible()


def test_who_has_it_open_is_told_that_it_changed_and_keeps_what_was_typed(desk, demo, program, accessible):
    booking = make(demo, program, "Petra Panel", 1)
    page = desk("front_desk")
    see_day(page, booking)
    entry(page, booking).click()
    panel = page.locator("#panel")
    panel.get_by_role("link", name="Cancel the booking").click()
    panel.get_by_label("Why?").fill("She has a cold")
    to = booking["free"][0].isoformat()
    program.post(f"bookings/{booking['code']}/move", json={"start": to}).raise_for_status()
    expect(panel).to_contain_text("This booking has changed since you opened it", timeout=30_000)
    expect(panel.get_by_label("Why?")).to_have_value("She has a cold")
    accessible(page)
    panel.get_by_role("link", name="Show how it is now").click()
    expect(panel.get_by_role("heading", name="Petra Panel")).to_be_visible()
    expect(panel).not_to_contain_text("has changed since")


@pytest.mark.parametrize("width", [1440, 390])
def test_a_visit_that_has_been_is_entered_afterwards(desk, demo, program, accessible, width):
    name = f"Vera Visit {width}"
    booking = make(demo, program, name, 1)
    page = desk("front_desk")
    page.set_viewport_size({"width": width, "height": 900})
    day = date.today() - timedelta(days=14 if width == 390 else 21)
    page.goto(f"/{SLUG}/desk/time/?start={day.isoformat()}T10:00&with={booking['with']}")
    expect(page.locator("main")).to_contain_text("This time has been.")
    accessible(page)
    page.get_by_role("button", name="Enter a visit").click()
    pick_client(page, name)
    expect(page.locator("main")).to_contain_text("nobody gets a message of it")
    accessible(page)
    page.get_by_role("button", name=re.compile("Enter the visit")).click()
    page.wait_for_url(re.compile("/desk/bookings/"))
    expect(page.locator("main")).to_contain_text("Entered afterwards")
