"""What was done is told on a card for ten seconds; a second card has ten of its own, whatever was left of the first's.
The page's clock stands still but for what the test lets pass."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_open_time import calendar, monday, nothing_entered

__all__ = ["calendar", "monday", "nothing_entered"]
pytestmark = pytest.mark.journey
CLICK = """hour => { const day = LedigCalendar.range().from;
document.querySelector("#calendar").dispatchEvent(new CustomEvent("calendar:time",
{ detail: { dateStr: day + "T" + hour, allDay: false } })); }"""


def open_time(page: Page, hour: str) -> None:
    """As a single click does; its card is there, and its ten seconds begin."""
    page.evaluate(CLICK, hour)
    page.clock.run_for(300)  # as long as it might have become a double one
    expect(page.locator("#toasts")).to_contain_text(hour)
    page.clock.run_for(100)  # it settles


def test_a_second_card_is_not_taken_away_by_the_clock_of_the_first(calendar):
    page = calendar(click="open")
    toasts = page.locator("#toasts")
    page.clock.install()
    page.clock.pause_at(datetime.now(UTC) + timedelta(hours=1))
    open_time(page, "17:00")
    page.clock.run_for(8000)
    expect(toasts).to_contain_text("17:00")
    open_time(page, "18:00")
    page.clock.run_for(6000)
    expect(toasts).to_contain_text("18:00")
    expect(toasts.get_by_role("button", name="Undo")).to_be_visible()
    page.clock.run_for(5000)
    expect(toasts).to_be_empty()


def test_a_card_that_somebody_points_at_stays(calendar):
    page = calendar(click="open")
    toasts = page.locator("#toasts")
    page.clock.install()
    page.clock.pause_at(datetime.now(UTC) + timedelta(hours=1))
    open_time(page, "17:00")
    toasts.get_by_role("button", name="Undo").hover()
    page.clock.run_for(30_000)
    expect(toasts).to_contain_text("17:00")
    page.mouse.move(5, 5)
    page.clock.run_for(3000)
    expect(toasts).to_be_empty()
