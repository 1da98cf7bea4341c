"""A logo and a photo: chosen, seen before they are saved, seen by a client, and taken away again; without JavaScript
as well."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import log_in
from tests.picturing import picture

pytestmark = pytest.mark.journey
SIZES = [{"width": 390, "height": 844}, {"width": 1440, "height": 900}]
LOGO = {"name": "logo.png", "mimeType": "image/png", "buffer": picture("PNG", 600, 200)}
PHOTO = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": picture("JPEG", 900, 1200, "peru")}
NONE = {"name": "logo.png", "mimeType": "image/png", "buffer": b"<svg onload=alert(1)>"}
BUSINESS = "/fjord/desk/settings/business/"
OURS = re.compile(r"/fjord/pictures/.+\.webp")


def at_the_desk(page: Page, demo) -> Page:
    owner = next(row for row in demo.tenants["fjord"]["members"] if row["role"] == "owner")
    log_in(page, owner["email"], owner["password"])
    return page


def loaded(page: Page, selector: str) -> None:
    """It is not only there, but can be seen."""
    expect(page.locator(selector).first).to_have_js_property("complete", True)
    expect(page.locator(selector).first).not_to_have_js_property("naturalWidth", 0)


@pytest.mark.parametrize("size", SIZES, ids=["phone", "wide"])
def test_a_logo_is_chosen_seen_and_taken_away(visitor, demo, accessible, size):
    page, client = visitor(), visitor(dark=size["width"] < 700)
    page.set_viewport_size(size)
    at_the_desk(page, demo).goto(BUSINESS)
    page.get_by_label("Logo").set_input_files(LOGO)
    expect(page.locator("#preview img")).to_have_attribute("src", re.compile("^data:image/png"))
    page.get_by_label("One line about the business").fill("With a picture")
    expect(page.locator("#preview").get_by_text("With a picture")).to_be_visible()
    expect(page.locator("#preview img")).to_have_attribute("src", re.compile("^data:image/png"))
    accessible(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.locator("#preview img")).to_have_attribute("src", OURS)
    accessible(page)
    client.goto("/fjord/")
    expect(client.locator(".business img")).to_have_attribute("src", OURS)
    loaded(client, ".business img")
    accessible(client)

    page.get_by_label("Take the logo away").check()
    expect(page.locator("#preview img")).to_have_count(0)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Take the logo away")).to_have_count(0)
    client.reload()
    expect(client.locator(".business img")).to_have_count(0)


@pytest.mark.parametrize("size", SIZES, ids=["phone", "wide"])
def test_a_photo_is_chosen_and_stands_where_clients_choose(visitor, demo, accessible, size):
    page, client = visitor(), visitor(wide=size["width"] > 700)
    page.set_viewport_size(size)
    at_the_desk(page, demo).goto("/fjord/desk/settings/practitioners/")
    page.locator("a.row").first.click()
    page.get_by_label("Photo").set_input_files(PHOTO)
    expect(page.locator(".look img")).to_have_attribute("src", re.compile("^data:image/jpeg"))
    accessible(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.locator(".look img")).to_have_attribute("src", OURS)
    loaded(page, ".look img")
    client.goto("/fjord/")
    loaded(client, ".person img")
    accessible(client)
    client.locator(".person:has(img)").first.click()
    loaded(client, "img.avatar--large")
    accessible(client)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone.")).to_be_visible()
    client.goto("/fjord/")
    expect(client.locator(".person img")).to_have_count(0)


def test_without_javascript_a_wrong_file_is_told_and_a_right_one_is_kept(visitor, demo):
    page = at_the_desk(visitor(javascript=False), demo)
    page.goto(BUSINESS)
    was = page.get_by_label("One line about the business").input_value()
    page.get_by_label("One line about the business").fill("Not lost")
    page.get_by_label("Logo").set_input_files(NONE)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".field__error", has_text="This is no picture that we can show")).to_be_visible()
    expect(page.get_by_label("One line about the business")).to_have_value("Not lost")
    page.get_by_label("One line about the business").fill(was)
    page.get_by_label("Logo").set_input_files(LOGO)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#preview img")).to_have_attribute("src", OURS)
    page.get_by_label("Take the logo away").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#preview img")).to_have_count(0)
