"""A business makes a service, gives it to two people, sees it booked by a stranger, and lays it aside."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import BOOKED, go_on, log_in, take_first_time, tell_who
from tests.journeys.test_every_page import fits

pytestmark = pytest.mark.journey
LIST = "/salong/desk/settings/services/"
SIZES = [{"width": 390, "height": 844}, {"width": 1440, "height": 900}]


def come_in(page: Page, demo, slug: str = "salong") -> None:
    owner = next(row for row in demo.tenants[slug]["members"] if row["role"] == "owner")
    log_in(page, owner["email"], owner["password"])


def save(page: Page) -> None:
    page.locator(".settings__save button").click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def names(page: Page) -> list[str]:
    return page.locator("[data-order] .row__title").all_inner_texts()


@pytest.mark.parametrize("size", SIZES, ids=["phone", "wide"])
def test_a_service_is_made_booked_by_a_stranger_and_laid_aside(visitor, demo, accessible, size):
    page, client = visitor(), visitor()
    page.set_viewport_size(size)
    client.set_viewport_size(size)
    name = f"Hair spa {size['width']}"
    come_in(page, demo)
    code = make(page, name, accessible)
    booking = book(client, name)

    page.get_by_role("link", name="What clients see").click()
    expect(page.get_by_role("link", name=f"/salong/s/{code}/")).to_be_visible()
    page.get_by_role("button", name="Archive", exact=True).click()
    expect(page.get_by_role("heading", name="1 booking is touched")).to_be_visible()
    accessible(page)
    assert fits(page)
    page.get_by_role("button", name="Archive", exact=True).click()
    expect(page.get_by_text(f"{name} is archived.")).to_be_visible()
    accessible(page)
    gone = client.goto(f"/salong/s/{code}/")
    assert gone.status == 410
    expect(client.get_by_role("heading", name="This can no longer be booked")).to_be_visible()
    accessible(client)
    assert client.goto(booking).status == 200
    expect(client.get_by_text(name).first).to_be_visible()
    page.get_by_role("button", name=f"Bring back {name}").click()
    expect(page.get_by_text(f"{name} is back in the list")).to_be_visible()


def make(page: Page, name: str, accessible) -> str:
    """With two lengths, given by two people, one of them at her own price. Returns its code."""
    wide = (page.viewport_size or {})["width"] > 1200
    page.goto(LIST)
    page.get_by_role("link", name="New service").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.locator("#id_minutes_0").fill("30")
    page.locator("#id_price_0").fill("450")
    page.get_by_role("button", name="Add a length").click()
    expect(page.locator("#id_minutes_1")).to_be_focused()
    page.locator("#id_minutes_1").fill("90")
    page.locator("#id_price_1").fill("900")
    page.get_by_role("checkbox", name="Mona Falk").uncheck()
    if wide:
        expect(page.locator(".preview")).to_contain_text("30 or 90 min")
        expect(page.locator(".preview")).not_to_contain_text("Mona")
    accessible(page)
    page.locator(".settings__save button").dblclick()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    code = re.findall("services/([A-Z0-9]+)/", page.url)[0]

    page.get_by_role("link", name="Who gives it").click()
    page.get_by_label("Own price, Alice Sandberg").fill("650")
    if wide:
        expect(page.locator(".preview")).to_contain_text("650 kr")
    save(page)
    accessible(page)
    return code


def book(client: Page, name: str) -> str:
    """By somebody who found it on the page. Returns where they see their booking."""
    client.goto("/salong/")
    client.get_by_role("link", name=re.compile(name)).click()
    expect(client.get_by_text("650 kr")).to_be_visible()
    client.get_by_role("button", name="Show free times").click()
    take_first_time(client)
    tell_who(client, "Siri Lund", "siri@example.com", pay="on_site")
    go_on(client)
    client.wait_for_url(BOOKED)
    return client.url


@pytest.mark.parametrize("wide", [False, True], ids=["phone", "wide"])
def test_services_are_put_in_order_by_keys_and_by_dragging(visitor, demo, accessible, wide):
    page = visitor(wide=wide)
    come_in(page, demo, "fjord")
    page.goto("/fjord/desk/settings/services/")
    first, second, third, *rest = names(page)
    up = page.get_by_role("button", name=f"Move {third} up")
    up.focus()
    page.keyboard.press("Enter")
    titles = page.locator("[data-order] .row__title")
    expect(titles).to_have_text([first, third, second, *rest])
    expect(up).to_be_focused()
    expect(up).to_contain_text("now 2 of")
    accessible(page)
    assert fits(page)
    page.locator("[data-grip]").nth(1).hover()
    page.mouse.down()
    page.locator("[data-grip]").nth(2).hover(position={"x": 8, "y": 70})
    page.mouse.up()
    expect(titles).to_have_text([first, second, third, *rest])
    expect(page.get_by_role("button", name=f"Move {third} up")).to_contain_text("now 3 of")
    page.reload()
    expect(titles).to_have_text([first, second, third, *rest])


def test_without_javascript_lines_and_order_are_changed_all_the_same(visitor, demo):
    page = visitor(javascript=False)
    come_in(page, demo)
    page.goto(LIST)
    before = names(page)
    at = before.index("Skägg")
    page.get_by_role("button", name="Move Skägg up").click()
    assert names(page).index("Skägg") == at - 1
    page.get_by_role("button", name="Move Skägg down").click()
    assert names(page) == before
    page.get_by_role("link", name=re.compile("^Skägg")).click()
    page.get_by_label("One line about it").fill("Kept while lines change")
    count = page.locator(".line").count()
    page.get_by_role("button", name="Add a length").click()
    page.locator(f"#id_minutes_{count}").fill("120")
    page.locator(f"#id_price_{count}").fill("2500")
    page.get_by_role("button", name="Take away length 1").click()
    expect(page.locator(".line")).to_have_count(count)
    page.locator(f"#id_price_{count - 1}").press("Enter")
    page.get_by_role("button", name="Save all the same").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("One line about it")).to_have_value("Kept while lines change")
    expect(page.locator(f"#id_minutes_{count - 1}")).to_have_value("120")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone.")).to_be_visible()
    expect(page.locator("#id_minutes_0")).to_have_value("30")


def test_what_a_service_needs_is_told_as_it_is_typed(visitor, demo, accessible):
    page = visitor(wide=True)
    come_in(page, demo, "fjord")
    page.goto(f"/fjord/desk/settings/services/{demo.service('fjord', 'Behandling')}/needs/")
    meaning = page.locator("#meaning")
    expect(meaning).to_contain_text("Each booking takes 1 room with “behandling”")
    page.get_by_label("How many", exact=True).first.fill("9")
    page.get_by_label("How many", exact=True).first.press("Tab")
    expect(meaning).to_contain_text("there are only 3: no time is ever free")
    page.get_by_role("button", name="Add something").click()
    page.locator("#id_what_1").select_option("equipment")
    expect(meaning).to_contain_text("1 piece of equipment")
    accessible(page)
