"""Moving and cancelling by oneself, with what it leads to shown before the act."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import BOOKED, PAYING, hold_and_tell, pay

pytestmark = pytest.mark.journey


def far_ahead(demo, slug: str, email: str) -> None:
    """The policy lets a client change until the day before; this booking was made under a kinder one."""
    kinder = "jsonb_set(policy, '{free_until_hours}', '0')"
    demo.sql(slug, f"UPDATE bookings_booking SET policy = {kinder} WHERE contact_email = %s", email)


def test_move_to_another_time(visitor, demo, accessible):
    page = visitor()
    hold_and_tell(page, demo, "salong", "Klippning", "mover@example.com", pay="on_site")
    page.wait_for_url(BOOKED)
    far_ahead(demo, "salong", "mover@example.com")
    page.goto(page.url.split("?")[0])
    before = page.locator("main").inner_text()
    page.get_by_role("link", name="Move it").click()
    accessible(page)
    page.locator("main form button[name=start], main a[href*='start=']").nth(4).click()
    accessible(page)
    page.get_by_role("button", name=re.compile("^Move to")).click()
    page.wait_for_url(BOOKED)
    assert page.locator("main").inner_text() != before
    accessible(page)
    mail = demo.mail("mover@example.com", having="Moved")
    assert [file["name"] for file in mail["attachments"]] == ["booking.ics"]


def test_cancel_with_refund(visitor, demo, accessible):
    page = visitor()
    hold_and_tell(page, demo, "lindgren", "Samtalsterapi", "refund@example.com", pay="online")
    page.wait_for_url(PAYING)
    pay(page)
    page.wait_for_url(BOOKED)
    far_ahead(demo, "lindgren", "refund@example.com")
    page.goto(page.url.split("?")[0])
    page.get_by_role("link", name="Cancel it").click()
    expect(page.get_by_text(re.compile(r"1,000\skr"))).not_to_have_count(0)
    accessible(page)
    page.get_by_role("button", name=re.compile("^Cancel and get")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("cancelled")
    accessible(page)
    mail = demo.mail("refund@example.com", having="back to you")
    assert "1,000 kr" in mail["text"].replace("\xa0", " ")
    assert demo.sql(
        "lindgren", "SELECT paid_amount FROM bookings_booking WHERE contact_email = 'refund@example.com'"
    ) == [(0,)]


def test_my_link_is_mine_alone(visitor, demo):
    page = visitor()
    hold_and_tell(page, demo, "salong", "Klippning", "mine@example.com", pay="on_site")
    page.wait_for_url(BOOKED)
    link = page.url.split("?")[0]
    stranger = visitor()
    for wrong in (link[:-2] + "/", link.replace("/salong/", "/fjord/"), link.upper().replace("HTTP", "http")):
        answer = stranger.goto(wrong)
        assert answer is not None
        assert answer.status == 404
        assert "mine@example.com" not in stranger.content()
