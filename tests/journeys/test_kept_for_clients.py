"""A time is kept for existing clients: a stranger does not see it, asks for a link, is known, books, is forgotten."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import BOOKED, HELD, go_on

pytestmark = pytest.mark.journey
SLUG, SERVICE = "salong", "Klippning"
ADD = """
    INSERT INTO availability_openslot
        (id, tenant_id, resource_id, location_id, start_at, end_at, audience, version)
    SELECT gen_random_uuid(), r.tenant_id, r.id, r.location_id, %s, %s, 'clients', 0
    FROM resources_resource r WHERE r.name = 'Bob Lund'
"""


@pytest.fixture
def kept(demo):
    """In ten days at half past ten in the evening."""
    tonight = datetime.now(ZoneInfo("Europe/Stockholm")).replace(hour=22, minute=30, second=0, microsecond=0)
    start = tonight + timedelta(days=10)
    demo.sql(SLUG, ADD, start, start + timedelta(minutes=45))
    return start


def test_a_client_becomes_known_and_books_what_is_kept_for_clients(visitor, demo, accessible, kept):
    page = visitor()
    times = f"/{SLUG}/s/{demo.service(SLUG, SERVICE)}/?practitioner=any&day={kept:%Y-%m-%d}"
    page.goto(times)
    expect(page.get_by_role("button", name="22:30")).to_have_count(0)
    page.get_by_role("link", name="Get a link by e-mail").click()
    accessible(page)
    page.get_by_label("E-mail").fill("gun@example.com")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", name="Look in your mail")).to_be_visible()
    accessible(page)
    mail = demo.mail("gun@example.com", having="Your link")
    link = re.findall(r"http://\S+/known/[^/]+/", mail["text"])[0]
    page.goto(link)
    accessible(page)
    page.get_by_role("button", name="Yes, show me the times").click()
    expect(page.get_by_text("You are known as g…@example.com.")).to_be_visible()
    accessible(page)
    page.goto(times)
    accessible(page)
    page.get_by_role("button", name=re.compile(r"22:30\s+for existing clients")).click()
    page.wait_for_url(HELD)
    expect(page.get_by_label("Name")).to_have_value("Gun Wik")
    accessible(page)
    page.locator("input[name=payment][value=on_site]").check(force=True)
    go_on(page)
    page.wait_for_url(BOOKED)
    page.goto(f"/{SLUG}/")
    page.get_by_role("button", name="Not you? Forget me").click()
    expect(page.get_by_text("Been here before?")).to_be_visible()
    page.goto(link)
    expect(page.get_by_role("heading", name="This link is no longer good")).to_be_visible()
    accessible(page)
    assert demo.sql(SLUG, "SELECT client_proven FROM bookings_booking WHERE contact_email = 'gun@example.com'")[
        -1:
    ] == [(True,)]
