"""A business makes a group with its own price and a private link; a stranger books by it, a client is put into it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import BOOKED, go_on, log_in, take_first_time, tell_who

pytestmark = pytest.mark.journey
SIZES = [{"width": 390, "height": 844}, {"width": 1440, "height": 900}]
GROUPS = "/salong/desk/settings/groups/"


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).dblclick()
    expect(page.get_by_text("Saved.")).to_be_visible()


def save_all_the_same(page: Page) -> None:
    """What comes and goes by it is shown first."""
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Save all the same").click()
    expect(page.get_by_text("Saved.")).to_be_visible()


@pytest.mark.parametrize("size", SIZES, ids=["phone", "wide"])
def test_a_group_books_at_its_own_price_by_a_private_link(visitor, demo, accessible, size):
    owner, stranger, friend = visitor(), visitor(), visitor()
    for page in (owner, stranger, friend):
        page.set_viewport_size(size)
    name = f"Students {size['width']}"
    row = next(row for row in demo.tenants["salong"]["members"] if row["role"] == "owner")
    log_in(owner, row["email"], row["password"])
    link = make(owner, name, accessible)
    keep(owner, name, accessible, service="Skägg")

    stranger.goto("/salong/")
    expect(stranger.get_by_role("link", name=re.compile("Klippning barn"))).to_contain_text("320 kr")
    expect(stranger.get_by_role("link", name=re.compile("Skägg"))).to_have_count(0)
    assert stranger.goto(f"/salong/s/{demo.service('salong', 'Skägg')}/").status == 404

    friend.goto(link)
    expect(friend.get_by_text(f"You book on the terms for {name}, by a private link.")).to_be_visible()
    expect(friend.get_by_role("link", name=re.compile("Skägg"))).to_be_visible()
    accessible(friend)
    book(friend, name, accessible)
    friend.goto("/salong/")
    friend.get_by_role("button", name="Book without it").click()
    expect(friend.get_by_role("link", name=re.compile("Klippning barn"))).to_contain_text("320 kr")
    expect(friend.get_by_text("You book on the terms")).to_have_count(0)

    put_into(owner, name, accessible)
    owner.goto(GROUPS)
    owner.get_by_role("link", name=re.compile(name)).click()
    owner.get_by_role("button", name="Withdraw the link").click()
    expect(owner.get_by_text("Counted for whoever comes by the link")).to_be_visible()
    accessible(owner)
    owner.get_by_role("button", name="Withdraw the link").click()
    expect(owner.get_by_text("The private link is withdrawn.")).to_be_visible()
    assert stranger.goto(link).status == 404
    owner.get_by_role("button", name="Archive", exact=True).click()
    expect(owner.get_by_text("Only this group can book Skägg; then nobody can.")).to_be_visible()
    owner.get_by_role("button", name="Archive", exact=True).click()
    expect(owner.get_by_text(f"{name} is archived.")).to_be_visible()
    give_back(owner, "Skägg")


def make(owner: Page, name: str, accessible) -> str:
    """Its private link."""
    owner.goto(GROUPS)
    owner.get_by_role("link", name="Add a group").click()
    owner.get_by_label("Name", exact=True).fill(name)
    owner.get_by_text("Own terms, Klippning barn").click()
    owner.get_by_label("Price (SEK), Klippning barn").fill("200")
    owner.get_by_label("Most bookings, Klippning barn").fill("2")
    accessible(owner)
    owner.get_by_role("button", name="Save", exact=True).click()
    expect(owner.get_by_text("Say how many, and within how many days.").first).to_be_visible()
    expect(owner.get_by_label("Price (SEK), Klippning barn")).to_have_value("200")
    owner.get_by_label("Within days, Klippning barn").fill("30")
    save(owner)
    expect(owner.get_by_role("heading", name=name, level=1)).to_be_visible()
    owner.get_by_role("button", name="Open a private link").click()
    expect(owner.get_by_text("The private link is open.")).to_be_visible()
    accessible(owner)
    return owner.locator(".link-card a[href*=private]").get_attribute("href")


def keep(owner: Page, name: str, accessible, *, service: str) -> None:
    """For the group alone."""
    owner.goto("/salong/desk/settings/services/")
    owner.get_by_role("link", name=re.compile(service)).first.click()
    owner.get_by_role("link", name="Who may book it").click()
    owner.get_by_role("radio", name="Chosen groups only").check(force=True)
    owner.get_by_role("checkbox", name=name).check()
    if (owner.viewport_size or {})["width"] > 1200:
        expect(owner.locator(".preview")).to_contain_text(f"Only {name} see it.")
    accessible(owner)
    save_all_the_same(owner)


def give_back(owner: Page, service: str) -> None:
    owner.goto("/salong/desk/settings/services/")
    owner.get_by_role("link", name=re.compile(service)).first.click()
    owner.get_by_role("link", name="Who may book it").click()
    owner.get_by_role("radio", name="Everybody").check(force=True)
    save_all_the_same(owner)


def book(friend: Page, name: str, accessible) -> None:
    friend.get_by_role("link", name=re.compile("Klippning barn")).click()
    expect(friend.get_by_text("200 kr").first).to_be_visible()
    if friend.get_by_role("button", name="Show free times").count():
        friend.get_by_role("button", name="Show free times").click()
    expect(friend.get_by_role("heading", name="Next free times")).to_be_visible()
    accessible(friend)
    take_first_time(friend)
    expect(friend.get_by_text(f"You book on the terms for {name}.")).to_be_visible()
    accessible(friend)
    tell_who(friend, "Fia Holm", "fia.holm@example.com", pay="on_site")
    go_on(friend)
    friend.wait_for_url(BOOKED)
    expect(friend.get_by_text("200 kr").first).to_be_visible()


def put_into(owner: Page, name: str, accessible) -> None:
    owner.goto("/salong/desk/clients/?q=Fia")
    accessible(owner)
    owner.get_by_role("link", name="The page of Fia Holm").first.click()
    owner.get_by_label("Group").select_option(label=name)
    accessible(owner)
    save(owner)
    owner.goto("/salong/desk/clients/?q=Fia")
    expect(owner.locator(".results .badge").first).to_have_text(name)
