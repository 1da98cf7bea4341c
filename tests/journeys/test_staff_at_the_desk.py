"""Staff see it happen: the agenda, a booking's page, a booking by phone, move and cancel."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import BOOKED, hold_and_tell, log_in

pytestmark = pytest.mark.journey


@pytest.fixture
def receptionist(visitor, demo):
    page = visitor(wide=True)
    member = next(row for row in demo.tenants["lindgren"]["members"] if row["role"] == "front_desk")
    log_in(page, member["email"], member["password"])
    return page


def test_a_booking_by_phone(receptionist, demo, accessible):
    page = receptionist
    page.goto("/lindgren/desk/?view=list")
    accessible(page)
    page.get_by_role("link", name="Book", exact=True).first.click()
    accessible(page)
    page.locator("#service").select_option(label="Samtalsterapi")
    page.wait_for_url(re.compile("service="))
    accessible(page)
    page.locator("main .next").first.click()
    accessible(page)
    page.get_by_role("searchbox").fill("oll")
    page.get_by_role("link", name=re.compile("Olle Ström")).or_(
        page.get_by_role("option", name=re.compile("Olle Ström"))
    ).first.click()
    accessible(page)
    page.locator("main form[method=post] button.button--primary").first.click()
    page.wait_for_url(re.compile("/desk/bookings/"))
    expect(page.locator("main")).to_contain_text("Olle Ström")
    accessible(page)


def test_what_a_client_books_is_seen_at_the_desk_and_cancelled_there(receptionist, visitor, demo, accessible):
    client = visitor()
    hold_and_tell(client, demo, "lindgren", "Första samtalet", "seen@example.com", pay="on_site")
    client.wait_for_url(BOOKED)
    ((code, day),) = demo.sql(
        "lindgren", "SELECT code, (start_at AT TIME ZONE 'Europe/Stockholm')::date FROM bookings_booking "
        "WHERE contact_email = 'seen@example.com'",
    )  # fmt: skip
    page = receptionist
    page.goto(f"/lindgren/desk/?view=list&day={day}")
    page.locator(f"a[href*='{code}']").first.click()
    expect(page.locator("main")).to_contain_text("seen@example.com")
    accessible(page)
    page.get_by_role("link", name=re.compile("Cancel")).first.click()
    accessible(page)
    page.get_by_role("button", name="Cancel the booking").click()
    expect(page.locator("main")).to_contain_text(re.compile("[Cc]ancelled"))
    client.reload()
    expect(client.get_by_role("heading", level=1)).to_contain_text("cancelled")
    demo.no_longer_wait("lindgren", "seen@example.com", "cancelled")  # as long as it can be taken back
    demo.mail("seen@example.com", having="Cancelled", seconds=90)
