"""A business asks before a booking, a client answers, and who meets them reads it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import BOOKED, go_on, take_first_time, tell_who
from tests.journeys.test_services import SIZES, come_in

pytestmark = pytest.mark.journey
NEW = "/salong/desk/settings/services/new/"


@pytest.mark.parametrize("size", SIZES, ids=["phone", "wide"])
def test_questions_are_put_answered_and_read(visitor, demo, accessible, size):
    page, client = visitor(), visitor()
    page.set_viewport_size(size)
    client.set_viewport_size(size)
    name, email = f"Färgråd {size['width']}", f"siri{size['width']}@example.com"
    come_in(page, demo)
    make(page, name)
    add(page, "Are you allergic to anything?", "A few words", must=True)
    add(page, "How long is your hair?", "One of several answers", choices="Short\nTo the shoulders\nLonger", must=True)
    accessible(page)
    add(page, "Have you been here before?", "Yes or no")
    titles = page.locator("[data-order] .row__title")
    page.get_by_role("button", name="Move Have you been here before? up").click()
    expect(titles).to_have_text(
        ["Are you allergic to anything?", "Have you been here before?", "How long is your hair?"]
    )
    accessible(page)

    answer(client, name, email, accessible)
    read(page, demo, email, accessible)


def test_without_javascript_questions_are_asked_and_kept(visitor, demo):
    page, client = visitor(), visitor(javascript=False)
    come_in(page, demo)
    make(page, "Färgråd utan")
    add(page, "Are you allergic to anything?", "A few words", must=True)
    client.goto("/salong/")
    client.get_by_role("link", name=re.compile("Färgråd utan")).click()
    client.get_by_role("button", name="Show free times").click()
    take_first_time(client)
    tell_who(client, "Siri Lund", "utan@example.com", pay="on_site")
    go_on(client)
    expect(client.get_by_text("This needs an answer.").last).to_be_visible()
    expect(client.get_by_label("Name")).to_have_value("Siri Lund")
    client.get_by_label("Are you allergic to anything?").fill("Nuts")
    go_on(client)
    client.wait_for_url(BOOKED)


def make(page: Page, name: str) -> None:
    """A service that everybody gives, and the page of its questions."""
    page.goto(NEW)
    page.get_by_label("Name", exact=True).fill(name)
    page.locator("#id_minutes_0").fill("30")
    page.locator("#id_price_0").fill("450")
    page.locator(".settings__save button").click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    page.get_by_role("link", name="Questions", exact=True).click()
    expect(page.get_by_role("heading", name="No questions yet")).to_be_visible()


def add(page: Page, text: str, how: str, *, choices: str = "", must: bool = False) -> None:
    page.get_by_role("link", name="New question").click()
    page.get_by_label("Question", exact=True).fill(text)
    page.get_by_label(how).check()
    if choices:
        page.get_by_label("Answers to choose from").fill(choices)
    else:
        expect(page.get_by_label("Answers to choose from")).to_be_hidden()
    if must:
        page.get_by_label("Must be answered").check()
    page.locator(".settings__save button").dblclick()
    expect(page.locator("[data-order] .row__title").get_by_text(text)).to_be_visible()


def answer(client: Page, name: str, email: str, accessible) -> None:
    """Refused without an answer, with everything kept; then booked."""
    client.goto("/salong/")
    client.get_by_role("link", name=re.compile(name)).click()
    client.get_by_role("button", name="Show free times").click()
    take_first_time(client)
    tell_who(client, "Siri Lund", email, pay="on_site")
    accessible(client)
    client.get_by_label("Are you allergic to anything?").fill("Ammonia")
    go_on(client)
    expect(client.get_by_text("This needs an answer.").last).to_be_visible()
    expect(client.get_by_label("Are you allergic to anything?")).to_have_value("Ammonia")
    accessible(client)
    client.get_by_text("To the shoulders").click()
    go_on(client)
    client.wait_for_url(BOOKED)
    expect(client.get_by_text("Ammonia")).to_have_count(0)


def read(page: Page, demo, email: str, accessible) -> None:
    """At the desk, by whoever may see the client."""
    ((code,),) = demo.sql("salong", "SELECT code FROM bookings_booking WHERE contact_email = %s", email)
    page.goto(f"/salong/desk/bookings/{code}/")
    expect(page.get_by_text("Ammonia")).to_be_visible()
    expect(page.get_by_text("To the shoulders")).to_be_visible()
    accessible(page)
