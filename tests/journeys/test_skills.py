"""A service asks for a certificate: it is offered while that holds, and whoever manages is told before it ends."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_every_page import fits
from tests.journeys.test_services import come_in, save

pytestmark = pytest.mark.journey
SIZES = [{"width": 390, "height": 844}, {"width": 1440, "height": 900}]
SETTINGS = "/fjord/desk/settings/"


@pytest.mark.parametrize("size", SIZES, ids=["phone", "wide"])
def test_a_certificate_is_asked_for_and_renewed(visitor, demo, accessible, size):
    page, client = visitor(), visitor()
    page.set_viewport_size(size)
    client.set_viewport_size(size)
    skill, service = f"Dry needling {size['width']}", f"Needles {size['width']}"
    come_in(page, demo, "fjord")
    theirs = has(page, skill, date.today() - timedelta(days=1), accessible)
    shown = give(page, service, skill, accessible)

    client.goto(shown)
    expect(client.get_by_role("heading", name="Nora Vik has no free times")).to_be_visible()

    page.goto(theirs)
    last_day(page, skill).fill((date.today() + timedelta(days=30)).isoformat())
    save(page)
    expect(page.get_by_text(f"“{skill}”: until")).to_be_visible()
    client.reload()
    expect(client.locator("form[action*='/holds/'] button").first).to_be_visible()

    page.goto(f"{SETTINGS}skills/")
    expect(page.get_by_text(f"Asked for by {service}")).to_be_visible()
    accessible(page)
    assert fits(page)
    put_away(page, service)


def has(page: Page, skill: str, until: date, accessible) -> str:
    """Nora has it until that day. Returns the page of her skills."""
    page.goto(f"{SETTINGS}practitioners/")
    page.get_by_role("link", name="Nora Vik").click()
    page.get_by_role("link", name="Skills", exact=True).click()
    page.get_by_role("button", name="Add a skill").click()
    expect(page.get_by_label("Skill or certificate").last).to_be_focused()
    page.get_by_label("Skill or certificate").last.fill(skill)
    page.get_by_label("Last day").last.fill(until.isoformat())
    accessible(page)
    assert fits(page)
    page.locator(".settings__save button").dblclick()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_text(f"“{skill}”: ended")).to_be_visible()
    return page.url


def last_day(page: Page, skill: str):
    line = page.locator(".line").filter(has=page.locator(f'input[value="{skill}"]'))
    return line.get_by_label("Last day")


def give(page: Page, service: str, skill: str, accessible) -> str:
    """Only Nora does, and it asks for the skill. Returns where clients see her times for it."""
    page.goto(f"{SETTINGS}services/new/")
    page.get_by_label("Name", exact=True).fill(service)
    page.locator("#id_minutes_0").fill("30")
    page.locator("#id_price_0").fill("450")
    for other in ("Ingrid Solheim", "Lars Nygård"):
        page.get_by_role("checkbox", name=other).uncheck()
    page.locator(".settings__save button").click()
    expect(page.get_by_role("heading", name=service, level=1)).to_be_visible()
    code = page.url.rstrip("/").rsplit("/", 1)[1]
    page.get_by_role("link", name="What it needs").click()
    page.get_by_role("checkbox", name=skill).check()
    expect(page.get_by_text(f"Nora Vik does not have “{skill}”")).to_be_visible()
    accessible(page)
    assert fits(page)
    page.locator(".settings__save button").click()
    page.get_by_role("button", name="Save all the same").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    return f"/fjord/s/{code}/?practitioner=any"


def put_away(page: Page, service: str) -> None:
    """So that the other journeys meet the business as it was."""
    page.goto(f"{SETTINGS}services/")
    page.get_by_role("link", name=service).click()
    page.get_by_role("button", name="Archive", exact=True).click()
    expect(page.get_by_role("heading", name="Nothing is saved yet")).to_be_visible()
    page.get_by_role("button", name="Archive", exact=True).click()
    expect(page.get_by_text(f"{service} is archived.")).to_be_visible()
