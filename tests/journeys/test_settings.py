"""Setting up the business in pages: the index, a change that is saved, seen by clients, and taken back."""

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import log_in_by_hand

pytestmark = pytest.mark.journey
SIZES = [{"width": 390, "height": 844}, {"width": 1440, "height": 900}]


@pytest.mark.parametrize("size", SIZES, ids=["phone", "wide"])
def test_the_business_changes_its_line_and_takes_it_back(visitor, demo, accessible, size):
    page, client = visitor(), visitor()
    page.set_viewport_size(size)
    owner = next(row for row in demo.tenants["fjord"]["members"] if row["role"] == "owner")
    log_in_by_hand(page, owner["email"], owner["password"])
    if size["width"] < 700:
        page.locator(".desk-rail__more summary").click()
    page.locator(".desk-rail").get_by_role("link", name="Settings").click()
    expect(page.get_by_role("heading", name="Settings", level=1)).to_be_visible()
    page.get_by_role("link", name="Name and contact").click()
    line = page.get_by_label("One line about the business")
    was = line.input_value()
    line.fill("Step by step")
    page.get_by_role("button", name="Save").dblclick()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_text("Last changed by")).to_be_visible()
    accessible(page)
    client.goto("/fjord/")
    expect(client.get_by_text("Step by step")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone.")).to_be_visible()
    expect(line).to_have_value(was)
