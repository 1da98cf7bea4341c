"""Two of the staff look at one day: what one does, and takes back, the other sees without touching anything."""

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Demo
from tests.journeys.gestures import click_at, drag
from tests.journeys.steps import log_in
from tests.journeys.test_changing_bookings import entry, make, see_day, start_of

pytestmark = pytest.mark.journey
SLUG = "fjord"
SOON = 10_000  # ms; the promise of two seconds is measured where nothing else runs (`tests/bench`)
OPEN = "#calendar .entry-box--open"


@pytest.fixture
def booking(demo: Demo):
    key = demo.tenants[SLUG]["api_key"]
    with httpx.Client(base_url=f"{demo.url}/api/v1/{SLUG}/", headers={"Authorization": f"Bearer {key}"}) as program:
        yield make(demo, program, "Wilma Watched", 2)


@pytest.fixture
def both(visitor, demo: Demo, booking) -> tuple[Page, Page]:
    """The owner's page and the front desk's, on the day of the booking."""
    pages = []
    for role in ("owner", "front_desk"):
        page = visitor(wide=True)
        page.set_viewport_size({"width": 1440, "height": 900})
        member = next(row for row in demo.tenants[SLUG]["members"] if row["role"] == role)
        log_in(page, member["email"], member["password"])
        with page.expect_response(re.compile("/desk/live")):
            see_day(page, booking)
        pages.append(page)
    return pages[0], pages[1]


def test_a_move_and_its_undo_and_a_cancellation_are_seen_by_the_other(both, demo, booking):
    owner, other = both
    before = entry(other, booking).get_attribute("title") or ""
    assert before
    drag(owner, entry(owner, booking), (booking["free"][0] - booking["start"]).total_seconds() / 60)
    owner.locator("#panel").get_by_label("Tell the client").uncheck()
    owner.locator("#panel button.button--primary").click()
    expect(owner.locator("#toasts")).to_contain_text("Moved: Wilma Watched")
    expect(entry(other, booking)).not_to_have_attribute("title", before, timeout=SOON)
    owner.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(entry(other, booking)).to_have_attribute("title", before, timeout=SOON)
    assert start_of(demo, booking) == booking["start"]

    entry(owner, booking).click()
    owner.locator("#panel").get_by_role("link", name="Cancel the booking").click()
    owner.locator("#panel").get_by_role("button", name="Cancel the booking").click()
    expect(owner.locator("#toasts")).to_contain_text("ancelled")
    expect(entry(other, booking)).to_have_count(0, timeout=SOON)


def test_a_time_that_one_opens_the_other_sees_until_it_is_taken_back(both, demo, booking):
    owner, other = both
    owner.goto(f"/{SLUG}/desk/?view=day&day={booking['day']}&with={booking['with']}&click=open")
    expect(entry(owner, booking)).to_be_visible()
    before = other.locator(OPEN).count()
    click_at(owner, 20)
    expect(owner.locator("#toasts")).to_contain_text("Opened")
    expect(other.locator(OPEN)).to_have_count(before + 1, timeout=SOON)
    owner.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(other.locator(OPEN)).to_have_count(before, timeout=SOON)
