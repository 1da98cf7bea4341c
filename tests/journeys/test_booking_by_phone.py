"""The receptionist has the phone at the ear: no mouse, few keys, and the time is held meanwhile for all to see."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import log_in

pytestmark = pytest.mark.journey
SOON = 5_000
SLUG = "lindgren"
MOUSE = """
window.pressed = Number(sessionStorage.getItem("pressed") || 0);
addEventListener("pointerdown", () => sessionStorage.setItem("pressed", ++window.pressed), true);
"""
PACE = 0.5  # seconds for one key of somebody who listens meanwhile
MOST_KEYS = 16
STEPS = ["GET desk/book/", "GET desk/book/", "POST desk/book/", "POST desk/book/CODE/"]


class Keys:
    """A keyboard that counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)
            self.pressed += 1


def desk(visitor, demo, *, wide: bool = True, role: str = "front_desk", **browser) -> Page:
    page = visitor(wide=wide, **browser)
    member = next(row for row in demo.tenants[SLUG]["members"] if row["role"] == role)
    log_in(page, member["email"], member["password"])
    return page


def in_calendar(page: Page) -> Page:
    with page.expect_response(re.compile("/desk/live")):
        page.goto(f"/{SLUG}/desk/?view=week")
    expect(page.locator(".calendar .ec-bg-event").first).to_be_attached()
    return page


def asked_of(page: Page) -> list[str]:
    """The steps of the booking that the browser takes, without the list that is filled while one types."""
    steps: list[str] = []

    def heard(request) -> None:
        found = re.search(r"/(desk/book/)(\w+/)?(?:\?.*)?$", request.url)
        if found and not (request.method == "GET" and found[2]):
            steps.append(f"{request.method} {found[1]}{'CODE/' if found[2] else ''}")

    page.on("request", heard)
    return steps


@pytest.mark.parametrize("wide", [True, False], ids=["1440", "390"])
def test_all_of_it_without_a_mouse_in_a_few_keys(visitor, demo, accessible, wide, record_property):
    page = desk(visitor, demo, wide=wide)
    page.set_viewport_size({"width": 1440, "height": 900} if wide else {"width": 390, "height": 844})
    page.add_init_script(MOUSE)
    in_calendar(page)
    page.evaluate("sessionStorage.removeItem('pressed')")
    keys, steps, began = Keys(page), asked_of(page), time.monotonic()

    keys.press("n")
    service = page.locator("#service")
    expect(service).to_be_focused()
    accessible(page)
    keys.press("s", "a", "m")
    expect(service.locator("option:checked")).to_have_text("Samtalsterapi")
    expect(page.locator("#later")).to_have_attribute("href", re.compile("service="))
    expect(service).to_be_focused()
    with page.expect_response(lambda told: "/desk/book/" in told.url and told.request.method == "POST"):
        keys.press("2")
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator(".holdbar")).to_contain_text("Held for 10 min more")
    accessible(page)
    keys.press("o", "l", "l")
    found = page.locator("#results a", has_text="Olle Ström")
    expect(found).to_contain_text("19850312-••87")
    accessible(page)
    keys.press("ArrowDown")
    expect(found).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_role("button", name=re.compile("^Book "))).to_be_focused()
    accessible(page)
    keys.press("Enter")
    expect(page.locator("#panel .messages")).to_contain_text("Booked: Olle Ström")
    accessible(page)

    assert page.evaluate("Number(sessionStorage.getItem('pressed') || 0)") == 0
    assert keys.pressed <= MOST_KEYS
    assert steps == STEPS
    assert keys.pressed * PACE < 20
    record_property("keys", keys.pressed)
    record_property("seconds here, axe included", round(time.monotonic() - began, 1))


def test_somebody_new_by_keyboard_with_an_identity_number_and_no_confirmation(visitor, demo, accessible):
    page = desk(visitor, demo)
    page.goto(f"/{SLUG}/desk/book/")
    expect(page.locator("#service")).to_be_focused()
    page.keyboard.press("3")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("Nina Ny")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Nina Ny")
    page.get_by_label("Phone", exact=True).fill("070-555 77 88")
    page.get_by_label("Personal identity number").fill("701063-2391")
    page.get_by_role("radio", name="None").check(force=True)
    accessible(page)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/desk/bookings/"))
    expect(page.locator("main")).to_contain_text("no confirmation")
    page.goto(f"/{SLUG}/desk/clients/?q=nina+ny")
    expect(page.locator("#results")).to_contain_text("19701063-••91")
    page.get_by_role("link", name="New", exact=True).click()
    expect(page.locator("#results")).to_contain_text("Nina Ny")
    accessible(page)


def held(page: Page):
    return page.locator(".calendar .entry-box--held")


def test_a_colleague_sees_it_held_while_the_client_is_typed_and_gone_on_other_times(visitor, demo, accessible):
    receptionist = desk(visitor, demo)
    receptionist.goto(f"/{SLUG}/desk/book/")
    first = receptionist.locator(".next[data-shortcut='1']")
    day = re.search(r"day=([\d-]+)", first.get_attribute("formaction") or "")[1]
    colleague = desk(visitor, demo, role="owner")
    with colleague.expect_response(re.compile("/desk/live")):
        colleague.goto(f"/{SLUG}/desk/?view=week&day={day}")
    expect(colleague.locator(".calendar .ec-bg-event").first).to_be_attached()
    before = held(colleague).count()

    first.click()
    receptionist.wait_for_url(re.compile(r"/desk/book/\w+/"))
    receptionist.get_by_label("Name", exact=True).fill("Typing Still")
    expect(held(colleague)).to_have_count(before + 1, timeout=SOON)
    expect(held(colleague).last).not_to_contain_text("Typing")
    mine = receptionist.url
    assert colleague.request.get(mine).status == 404

    receptionist.go_back()
    expect(receptionist.locator("main")).to_contain_text("You are holding")
    accessible(receptionist)
    receptionist.get_by_role("link", name="Go on with it").click()
    receptionist.get_by_role("button", name="Other times").click()
    expect(receptionist.get_by_role("heading", name="Next free times")).to_be_visible()
    expect(held(colleague)).to_have_count(before, timeout=SOON)


def test_later_another_day_and_another_practitioner_are_one_key_away_each(visitor, demo, accessible):
    page = in_calendar(desk(visitor, demo))
    page.keyboard.press("n")
    first = page.locator("#panel .next").first
    soonest = first.get_attribute("formaction")
    later = page.locator("#later")
    later.focus()
    page.keyboard.press("Enter")
    expect(first).not_to_have_attribute("formaction", soonest or "")
    expect(later).to_be_focused()
    page.locator("#earlier").focus()
    page.keyboard.press("Enter")
    expect(first).to_have_attribute("formaction", soonest or "")
    page.get_by_role("link", name="Another day").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel a.day[aria-current]")).to_be_focused()
    times = page.locator("#panel .day-times")
    expect(times.locator(".time").first).to_be_visible()
    assert page.evaluate("document.querySelector('#panel .side-panel').scrollWidth <= 400")
    page.get_by_role("link", name="With Erik Holm").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#with option:checked")).to_have_text("Erik Holm")
    expect(first).to_contain_text("Erik Holm")
    accessible(page)


def test_ten_minutes_that_are_over_cost_nothing_that_was_typed(visitor, demo, accessible):
    page = desk(visitor, demo)
    page.goto(f"/{SLUG}/desk/book/")
    page.locator(".next").nth(1).click()
    page.get_by_label("Name", exact=True).fill("Sara Sen")
    page.get_by_label("Phone", exact=True).fill("070-555 99 00")
    demo.run_out(SLUG, "")
    page.get_by_role("button", name=re.compile("^Book ")).click()
    page.wait_for_url(re.compile("/desk/bookings/"))
    expect(page.locator("main")).to_contain_text("Booked: Sara Sen")


def test_plain_forms_do_it_too(visitor, demo, accessible):
    page = desk(visitor, demo, wide=False, javascript=False)
    page.goto(f"/{SLUG}/desk/book/")
    page.locator(".next").nth(2).click()
    page.get_by_role("searchbox").fill("oll")
    page.get_by_role("button", name="Search").click()
    page.locator("#results a", has_text="Olle Ström").click()
    page.get_by_role("button", name=re.compile("^Book ")).click()
    expect(page.locator("main")).to_contain_text("Booked: Olle Ström")


def test_one_press_in_the_grids_menu_holds_that_very_time(visitor, demo, accessible):
    page = desk(visitor, demo)
    page.goto(f"/{SLUG}/desk/book/")
    wanted = page.locator(".next").nth(3)
    address = wanted.get_attribute("formaction") or ""
    day = re.search(r"day=([\d-]+)", address)[1]
    clock = wanted.locator("time").inner_text()
    name = re.split(", | or ", wanted.locator(".next__with").inner_text())[0]
    page.goto(f"/{SLUG}/desk/time/?start={day}T{clock}")
    page.get_by_role("link", name=name).click()
    accessible(page)
    page.get_by_role("button", name="Book here").click()
    page.wait_for_url(re.compile(r"/desk/book/\w*"))
    expect(page.locator("main")).to_contain_text(clock)
