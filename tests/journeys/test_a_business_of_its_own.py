"""What an owner decides about the business itself: its country, its address, what it does without, its keys, its cards.

In a business that is made for it: nobody else is disturbed."""

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Demo
from tests.journeys.steps import HELD
from tests.journeys.test_every_page import fits

pytestmark = pytest.mark.journey
SIZES = [{"width": 390, "height": 844}, {"width": 1440, "height": 900}]
STEP = "Connect card payments"


@pytest.mark.parametrize("size", SIZES, ids=["phone", "wide"])
def test_from_the_first_day_to_the_first_card(visitor, demo, accessible, size):
    page, client = visitor(), visitor()
    for one in (page, client):
        one.set_viewport_size(size)
    was, slug = f"before-{size['width']}", f"after-{size['width']}"
    signs_up(page, demo, was)
    mends_the_country(page, client, was, accessible)
    moves(page, client, was, slug, accessible)
    does_without_groups(page, client, slug, accessible)
    hands_out_a_key(page, demo, slug, accessible)
    service = is_led_to_cards(page, slug, accessible)
    comes_back_unfinished_and_ready(page, slug, accessible)
    is_paid_by_card(page, client, slug, service, accessible)
    disconnects(page, client, slug, accessible)


def signs_up(page: Page, demo: Demo, slug: str) -> None:
    """In Sweden, as the page suggests."""
    email = f"mo-{slug}@example.com"
    page.goto("/account/signup/")
    page.get_by_label("Name of the business").fill(slug)
    page.get_by_label("Clinic").check(force=True)
    page.get_by_label("Your name").fill("Mo")
    page.get_by_label("Your e-mail").fill(email)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Code").fill(demo.mail(email, having="code")["subject"].split()[0])
    page.get_by_role("button", name="Make the page").click()
    page.wait_for_url(re.compile(f"/{slug}/desk/start/"))
    expect(page.get_by_role("link", name=re.compile(f"^{STEP}"))).to_have_count(0)


def saves(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()


def mends_the_country(page: Page, client: Page, slug: str, accessible) -> None:
    page.goto(f"/{slug}/desk/settings/business/")
    page.get_by_label("Country").select_option("IE")
    saves(page)
    expect(page.get_by_label("Country")).to_have_value("IE")
    expect(page.get_by_label("Currency")).to_have_value("SEK")
    page.get_by_label("Currency").select_option("EUR")
    page.get_by_label("Time zone").select_option("Europe/Dublin")
    saves(page)
    accessible(page)
    assert fits(page)
    client.goto(f"/{slug}/")
    expect(client.get_by_text(re.compile("€")).first).to_be_visible()


def moves(page: Page, client: Page, was: str, slug: str, accessible) -> None:
    page.goto(f"/{was}/desk/settings/address/")
    page.get_by_label("New address").fill("salong")
    page.get_by_label("I have read it twice").check()
    page.get_by_role("button", name="Change the address").click()
    expect(page.get_by_text("This address is taken.").first).to_be_visible()
    accessible(page)
    assert fits(page)
    page.get_by_label("New address").fill(slug)
    page.get_by_role("button", name="Change the address").click()
    page.wait_for_url(re.compile(f"/{slug}/desk/"))
    expect(page.get_by_label("New address")).to_have_count(0)
    accessible(page)
    client.goto(f"/{was}/")
    expect(client).to_have_url(re.compile(f"/{slug}/$"))


def does_without_groups(page: Page, client: Page, slug: str, accessible) -> None:
    """Its pages are gone, for clients too; and on again, all is as it was."""
    groups, part = f"/{slug}/desk/settings/groups/", "Client groups and private links"
    page.goto(groups + "add/")
    page.get_by_label("Name", exact=True).fill("Members")
    saves(page)
    page.get_by_role("button", name="Open a private link").click()
    link = page.locator(".link-card a[href*=private]").get_attribute("href") or ""
    terms = client.get_by_text("You book on the terms for Members, by a private link.")
    client.goto(link)
    expect(terms).to_be_visible()

    page.goto(f"/{slug}/desk/settings/modules/")
    flips(page, part)
    accessible(page)
    assert fits(page)
    page.goto(groups)
    expect(page.get_by_role("heading", name="This is switched off")).to_be_visible()
    accessible(page)
    page.goto(f"/{slug}/desk/settings/")
    expect(page.get_by_role("link", name=re.compile("^Features"))).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^Client groups"))).to_have_count(0)
    assert client.goto(link).status == 404
    client.goto(f"/{slug}/")
    expect(client.get_by_role("heading", level=1)).to_be_visible()
    expect(terms).to_have_count(0)

    page.goto(groups)
    page.get_by_role("link", name="Features").click()
    flips(page, part)
    page.goto(groups)
    expect(page.get_by_role("link", name=re.compile("Members"))).to_be_visible()
    client.goto(link)
    expect(terms).to_be_visible()


def flips(page: Page, part: str) -> None:
    switch = page.get_by_role("switch", name=re.compile(part))
    on = switch.is_checked()
    switch.click()
    saves(page)
    expect(switch).to_be_checked(checked=not on)


def hands_out_a_key(page: Page, demo: Demo, slug: str, accessible) -> None:
    """Shown once, copied, of use to a program; and ended."""

    def program(key: str) -> int:
        """404: it may ask, and there is no such booking."""
        asked = f"{demo.url}/api/v1/{slug}/bookings/AAAAAAAA"
        return httpx.get(asked, headers={"Authorization": f"Bearer {key}"}).status_code

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/{slug}/desk/settings/keys/")
    page.get_by_role("link", name="New key").click()
    page.get_by_label("Name", exact=True).fill("Our site")
    page.get_by_role("button", name="Make the key").dblclick()
    key = page.get_by_label("Key", exact=True).input_value()
    accessible(page)
    assert fits(page)
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == key
    assert program(key) == 404

    page.get_by_role("link", name="I have copied it").click()
    expect(page.locator(".row", has_text="Our site")).to_have_count(1)
    assert key not in page.content()
    accessible(page)
    page.get_by_role("link", name="End Our site").click()
    accessible(page)
    page.get_by_role("button", name="End the key").click()
    expect(page.get_by_role("heading", name="Ended")).to_be_visible()
    assert program(key) == 401


def is_led_to_cards(page: Page, slug: str, accessible) -> str:
    """From a service that cannot be paid by card yet. Returns its code."""
    page.goto(f"/{slug}/desk/settings/services/")
    page.locator("[data-order] a.row").first.click()
    page.get_by_role("link", name="Payment and cancelling").click()
    expect(page.get_by_label("By card, when booking")).to_be_disabled()
    accessible(page)
    service = re.findall("services/([A-Z0-9]+)/", page.url)[0]
    page.get_by_role("link", name=STEP).click()
    expect(page.get_by_role("heading", name="Not connected")).to_be_visible()
    accessible(page)
    return service


def comes_back_unfinished_and_ready(page: Page, slug: str, accessible) -> None:
    page.get_by_role("button", name="Connect Stripe").click()
    page.get_by_role("button", name="Not now").click()
    expect(page.get_by_role("heading", name="Not finished yet")).to_be_visible()
    accessible(page)
    assert fits(page)
    page.goto(f"/{slug}/desk/start/")
    accessible(page)
    page.get_by_role("link", name=re.compile(f"^{STEP}")).click()
    page.get_by_role("button", name="Go on at Stripe").click()
    page.get_by_role("button", name="Complete", exact=True).click()
    expect(page.get_by_role("heading", name="Ready")).to_be_visible()
    accessible(page)


def is_paid_by_card(page: Page, client: Page, slug: str, service: str, accessible) -> None:
    """By clients, as soon as the service says so; and from the first booking on, the money stays what it is."""
    page.goto(f"/{slug}/desk/settings/services/{service}/payment/")
    page.get_by_label("By card, when booking").check()
    saves(page)
    client.goto(f"/{slug}/s/{service}/?practitioner=any")
    client.locator("form[action*='/holds/'] button").first.click()
    client.wait_for_url(HELD)
    expect(client.locator("input[name=payment][value=online]")).to_be_attached()
    accessible(client)
    page.goto(f"/{slug}/desk/settings/business/")
    expect(page.get_by_label("Currency")).to_be_disabled()
    expect(page.get_by_label("Country")).to_be_disabled()
    accessible(page)


def disconnects(page: Page, client: Page, slug: str, accessible) -> None:
    """Out is one press; the client who is just booking pays on site, and the list says what is missing."""
    page.goto(f"/{slug}/desk/settings/cards/")
    page.get_by_role("button", name="Disconnect").click()
    expect(page.get_by_text("Card payments are off. Clients pay on site.")).to_be_visible()
    client.reload()
    expect(client.get_by_label("Name")).to_be_visible()
    expect(client.locator("input[name=payment]")).to_have_count(0)
    page.goto(f"/{slug}/desk/start/")
    expect(page.get_by_role("link", name=re.compile(f"^{STEP}"))).to_be_visible()
    accessible(page)
