"""A business that confirms each booking itself: asked for, answered with a word, declined, withdrawn, run out."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import go_on, take_first_time, tell_who
from tests.journeys.test_services import SIZES, come_in

pytestmark = pytest.mark.journey
NEW = "/salong/desk/settings/services/new/"
REQUESTS = "/salong/desk/requests/"
ASKED = re.compile(r"/b/[^/]+/$")


@pytest.mark.parametrize("size", SIZES, ids=["phone", "wide"])
def test_a_time_is_asked_for_and_answered(visitor, demo, accessible, size):
    page, client = visitor(), visitor()
    page.set_viewport_size(size)
    client.set_viewport_size(size)
    name, email = f"Extensions {size['width']}", f"ask{size['width']}@example.com"
    come_in(page, demo)
    make(page, name, accessible)

    ask(client, name, email, accessible)
    demo.mail(email, having="You have asked for")
    page.goto("/salong/desk/?view=list")
    expect(page.get_by_text("waits for your answer.")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Answer", exact=True).click()
    accessible(page)
    row = page.locator(".requests > li").filter(has_text=name)
    row.get_by_label("A word to the client").fill("Come with dry hair.")
    row.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("Booked: Siri Lund")).to_be_visible()
    assert demo.mail(email, having="Booked:")["attachments"]
    client.reload()
    expect(client.get_by_text("Come with dry hair.")).to_be_visible()
    accessible(client)


def test_in_the_calendar_it_looks_different_and_is_declined_in_its_panel(visitor, demo, accessible):
    page, client = visitor(wide=True), visitor()
    page.set_viewport_size(SIZES[1])
    come_in(page, demo)
    make(page, "Extensions panel", accessible)
    ask(client, "Extensions panel", "panel@example.com", accessible)
    ((day,),) = demo.sql(
        "salong", "SELECT start_at::date::text FROM bookings_booking WHERE contact_email = %s", "panel@example.com"
    )
    page.goto(f"/salong/desk/?view=day&day={day}")
    entry = page.locator(".ec-event.entry-box--requested").filter(has_text="Siri Lund")
    expect(entry).to_have_count(1)
    page.get_by_role("button", name=re.compile("Extensions panel")).press("Enter")
    expect(page.get_by_role("heading", name="The client asks for this time")).to_be_visible()
    accessible(page)
    page.locator("#panel").get_by_role("button", name="Decline").click()
    expect(page.locator("#panel").get_by_text("The client is told.")).to_be_visible()
    expect(entry).to_have_count(0)
    expect(page.get_by_text("waits for your answer.")).to_have_count(0)
    demo.mail("panel@example.com", having="Not booked")
    client.reload()
    expect(client.get_by_role("heading", name="We could not take this time")).to_be_visible()
    accessible(client)


def test_without_javascript_it_is_withdrawn(visitor, demo, accessible):
    page, client = visitor(), visitor(javascript=False)
    come_in(page, demo)
    make(page, "Extensions back", accessible)
    ask(client, "Extensions back", "back@example.com")  # axe is a script itself
    client.get_by_role("button", name="Withdraw the request").click()
    expect(client.get_by_role("heading", name="You have withdrawn your request")).to_be_visible()
    demo.mail("back@example.com", having="Withdrawn")


def test_without_an_answer_it_runs_out_and_the_client_is_told(visitor, demo, accessible):
    page, client = visitor(), visitor()
    come_in(page, demo)
    make(page, "Extensions late", accessible)
    ask(client, "Extensions late", "late@example.com", accessible)
    demo.run_out("salong", client.url)
    client.reload()
    expect(client.get_by_role("heading", name="We did not answer in time")).to_be_visible()
    accessible(client)
    demo.mail("late@example.com", having="Not booked")


def make(page: Page, name: str, accessible) -> None:
    """A service that is paid on site, and whose bookings are confirmed one by one."""
    page.goto(NEW)
    page.get_by_label("Name", exact=True).fill(name)
    page.locator("#id_minutes_0").fill("30")
    page.locator("#id_price_0").fill("450")
    page.locator(".settings__save button").click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    page.get_by_role("link", name="Times", exact=True).click()
    page.get_by_label("You confirm each booking yourself").check()
    page.locator(".settings__save button").click()
    expect(page.get_by_text("pay this service by card when they book").last).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Payment and cancelling", exact=True).click()
    page.get_by_label("By card, when booking").uncheck()
    page.locator(".settings__save button").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.get_by_role("link", name="Times", exact=True).click()
    page.get_by_label("You confirm each booking yourself").check()
    page.locator(".settings__save button").click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def ask(client: Page, name: str, email: str, accessible=None) -> None:
    client.goto("/salong/")
    client.get_by_role("link", name=re.compile(name)).click()
    client.get_by_role("button", name="Show free times").click()
    take_first_time(client, 1)
    tell_who(client, "Siri Lund", email)
    expect(client.get_by_role("button", name=re.compile("^Ask for"))).to_be_visible()
    go_on(client)
    client.wait_for_url(ASKED)
    expect(client.get_by_role("heading", name="You have asked for a time")).to_be_visible()
    if accessible:
        accessible(client)
