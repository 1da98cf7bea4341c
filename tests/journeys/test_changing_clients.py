"""A receptionist puts right what is known of a client, and says whether new ones are asked for their number."""

import pytest
from playwright.sync_api import expect

from tests.journeys.test_services import SIZES, come_in

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("size", SIZES, ids=["phone", "wide"])
def test_a_client_is_put_right(visitor, demo, accessible, size):
    page = visitor()
    page.set_viewport_size(size)
    come_in(page, demo)
    name = demo.tenants["salong"]["clients"][0]["name"]
    page.goto(f"/salong/desk/clients/?q={name}")
    accessible(page)
    page.get_by_role("link", name=f"The page of {name}").first.click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    page.get_by_role("link", name="Change what you know of the client").click()
    expect(page.get_by_role("heading", name="Change what you know of the client", level=1)).to_be_visible()
    page.get_by_label("Phone").fill("12")
    page.locator(".settings__save button").click()
    expect(page.get_by_text("This does not look like a phone number").last).to_be_visible()
    accessible(page)
    page.get_by_label("Phone").fill(f"070 123 4{size['width'] % 1000:03}")
    page.locator(".settings__save button").dblclick()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("Phone")).to_have_value(f"+46701234{size['width'] % 1000:03}")
    expect(page.get_by_text("Last changed by")).to_be_visible()


def test_whether_numbers_are_asked_for_is_chosen_and_taken_back(visitor, demo, accessible):
    page = visitor()
    come_in(page, demo)
    page.goto("/salong/desk/settings/")
    page.get_by_role("link", name="Personal identity numbers").click()
    page.get_by_label("Asked for, but one can leave it out").check()
    page.locator(".settings__save button").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("Not asked for")).to_be_checked()
