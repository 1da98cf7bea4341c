"""What stands under "More": sent again, booked again, removed, cancelled by the client; by mouse, by keyboard, and on a
phone."""

import re
import time
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Demo
from tests.journeys.test_changing_bookings import SLUG, desk, entry, make, program, see_day

__all__ = ["desk", "program"]
pytestmark = pytest.mark.journey
STATUS = "SELECT status, cancelled_by FROM bookings_booking WHERE code = %s"
PAID_AND_LATE = """
    UPDATE bookings_booking SET paid_amount = price, paying = 'online',
           policy = jsonb_set(policy, '{free_until_hours}', '9999') WHERE code = %s
"""


class Hands:
    """Somebody at a booking, in the calendar's panel: one goes by the keyboard, another by the mouse or a finger."""

    def __init__(self, page: Page, *, keys: bool) -> None:
        self.page, self.keys = page, keys
        self.panel = page.locator("#panel")

    def press(self, wanted: Locator) -> None:
        expect(wanted).to_be_visible()
        if not self.keys:
            return wanted.click()
        for _tab in range(30):
            if wanted.evaluate("one => one === document.activeElement"):
                break
            self.page.keyboard.press("Tab")
        else:
            raise AssertionError(f"the keyboard does not come to {wanted}")
        return self.page.keyboard.press("Enter")

    def more(self, act: str) -> None:
        self.press(self.panel.locator("summary", has_text="More"))
        self.press(self.panel.get_by_role("link", name=act).or_(self.panel.get_by_role("button", name=act)))


def confirmations(demo: Demo, address: str, count: int) -> None:
    """So many have come, each with the calendar's file."""
    until, subjects = time.monotonic() + 20, []
    while time.monotonic() < until and len(subjects) != count:
        found = httpx.get(demo.told["mailbox_url"].rstrip("/") + ".json", params={"to": address}).json()
        subjects = [mail["subject"] for mail in found if mail["attachments"]]
        time.sleep(0.3)
    assert len(subjects) == count, subjects


@pytest.mark.parametrize(("width", "keys"), [(1440, True), (1440, False), (390, False)])
def test_sent_again_booked_again_removed_and_cancelled_by_the_client(desk, demo, program, accessible, width, keys):
    name = f"Mona More {width}{' Keys' if keys else ''}"
    address = f"{name.replace(' ', '.').lower()}@example.com"
    booking, page = make(demo, program, name, 4), desk("front_desk")
    page.set_viewport_size({"width": width, "height": 900})
    confirmations(demo, address, 1)
    hands, panel = Hands(page, keys=keys), page.locator("#panel")
    see_day(page, booking)
    hands.press(entry(page, booking).get_by_role("button"))

    hands.more("Send the confirmation again")
    expect(panel).to_contain_text(f"It goes to {address}, with what is agreed now.")
    accessible(page)
    hands.press(panel.get_by_role("button", name="Send it"))
    expect(panel).to_contain_text(f"The confirmation is on its way to {address}.")
    expect(panel.get_by_role("region", name="History")).to_contain_text("Confirmation sent again")
    confirmations(demo, address, 2)
    book_again_and_remove(hands, demo, booking, name, accessible)
    cancelled_by_the_client(hands, demo, booking, name, accessible)


def book_again_and_remove(hands: Hands, demo: Demo, booking: dict[str, Any], name: str, accessible) -> None:
    """A week later, and that was a mistake; undone, and removed all the same."""
    page, panel = hands.page, hands.panel
    hands.more("Book again, a week later")
    expect(panel.get_by_role("heading", level=1)).to_contain_text(f"Book {name}")
    accessible(page)
    hands.press(panel.get_by_role("button", name=re.compile("^Book ")))
    expect(panel).to_contain_text(f"Booked: {name}")
    again = "SELECT code, status FROM bookings_booking WHERE contact_name = %s AND code <> %s"
    ((code, status),) = demo.sql(SLUG, again, name, booking["code"])
    assert status == "confirmed"
    toast = page.locator("#toasts")
    for undone in (True, False):
        hands.more("Remove, it was a mistake")
        expect(panel).to_contain_text("Nobody is told")
        accessible(page)
        hands.press(panel.get_by_role("button", name="Remove the booking"))
        expect(toast).to_contain_text(f"Removed: {name}")
        expect(panel.locator(".side-panel")).to_have_count(0)
        accessible(page)
        if undone:
            hands.press(toast.get_by_role("button", name="Undo"))
            expect(toast).to_contain_text("Undone")
            page.evaluate(f"LedigCalendar.panel.ask('bookings/{code}/')")
            expect(panel.get_by_role("heading", level=1)).to_have_text(name)
    assert demo.sql(SLUG, STATUS, code) == [("cancelled", "mistake")]


def cancelled_by_the_client(hands: Hands, demo: Demo, booking: dict[str, Any], name: str, accessible) -> None:
    """Too late by the rules: what that costs is said before."""
    page, panel = hands.page, hands.panel
    demo.sql(SLUG, PAID_AND_LATE, booking["code"])
    hands.press(entry(page, booking).get_by_role("button"))
    hands.more("The client has cancelled")
    expect(panel.get_by_role("heading", level=1)).to_contain_text(f"Has {name} cancelled")
    expect(panel).to_contain_text("It is too late by the rules: the business keeps")
    accessible(page)
    hands.press(panel.get_by_role("button", name="Yes, the client cancelled"))
    expect(panel.get_by_role("region", name="History")).to_contain_text("Cancelled by the client")
    expect(panel.locator("summary", has_text="More")).to_be_visible()  # the receipt for what was kept
    expect(entry(page, booking)).to_have_count(0)
    assert demo.sql(SLUG, STATUS, booking["code"]) == [("cancelled", "client")]
