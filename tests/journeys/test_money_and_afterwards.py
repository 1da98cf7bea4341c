"""What is put right when it has been: a visit is moved to when it took place, and the receipt goes by mail."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.steps import log_in
from tests.journeys.test_changing_bookings import SLUG, make, program

__all__ = ["program"]
pytestmark = pytest.mark.journey
WIDE = {"width": 1440, "height": 900}
SIZES = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])


@pytest.fixture
def desk(visitor, demo):
    def opened(size) -> Page:
        page = visitor(wide=True)
        page.set_viewport_size(size)
        owner = next(row for row in demo.tenants[SLUG]["members"] if row["role"] == "owner")
        log_in(page, owner["email"], owner["password"])
        return page

    return opened


def page_of(booking, rest: str = "") -> str:
    return f"/{SLUG}/desk/bookings/{booking['code']}/{rest}"


@SIZES
def test_a_visit_is_moved_to_when_it_took_place(desk, demo, program, accessible, size):
    name = f"Petra Past {size['width']}"
    booking, page = make(demo, program, name, 2), desk(size)
    took_place = booking["start"] - timedelta(weeks=8 if size is WIDE else 9)
    page.goto(page_of(booking, f"move/?start={took_place:%Y-%m-%dT%H:%M}"))
    expect(page.get_by_role("alert").filter(has_text="This time has been.")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Move it there afterwards").click()
    expect(page.get_by_text("The visit is entered afterwards, and nobody gets a message of it.")).to_be_visible()
    expect(page.get_by_label("Tell the client")).to_have_count(0)
    accessible(page)
    page.get_by_role("button", name="Move anyway").click()
    expect(page.get_by_text(f"Moved: {name}")).to_be_visible()
    expect(page.get_by_text("Entered afterwards")).to_be_visible()


@SIZES
def test_a_receipt_is_sent_by_mail_and_the_page_says_that_it_was(desk, demo, program, accessible, size):
    name = f"Rita Receipt {size['width']}"
    booking, page = make(demo, program, name, 2), desk(size)
    demo.sql(
        SLUG, "UPDATE bookings_booking SET paid_amount = 40000, paying = 'online' WHERE code = %s RETURNING code",
        booking["code"],
    )  # fmt: skip
    page.goto(page_of(booking))
    page.locator(".toolbar__tools summary").filter(has_text="More").click()
    expect(page.get_by_role("link", name="Print receipt")).to_be_visible()
    page.get_by_role("link", name="Send receipt").click()
    address = f"{name.replace(' ', '.').lower()}@example.com"
    expect(page.get_by_text(f"It goes to {address}, as it is printed.")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text(f"The receipt is on its way to {address}.")).to_be_visible()
    assert "400" in demo.mail(address, having="Kvittering")["text"]
    expect(page.get_by_role("region", name="History").get_by_text("Receipt sent")).to_be_visible()
    page.locator(".toolbar__tools summary").filter(has_text="More").click()
    page.get_by_role("link", name="Print receipt").click()
    expect(page.get_by_role("heading", name="Receipt", exact=True)).to_be_visible()
    expect(page.get_by_role("definition").filter(has_text="400")).not_to_have_count(0)
    accessible(page)
