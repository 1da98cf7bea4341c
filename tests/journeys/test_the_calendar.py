"""A practitioner looks at the day: views, keys, what is shown, and a booking by phone beside it."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import log_in
from tests.journeys.test_weeks_with_bookings import EVENING, booked

pytestmark = pytest.mark.journey


def first_workday(page):
    """A week on, where the demo has bookings, whatever day it is today."""
    page.locator("[data-go=next]").click()
    expect(page.locator(".entry-box--booked button").first).to_be_visible()


@pytest.fixture
def calendar(visitor, demo):
    """Opens the calendar of somebody at the physiotherapists, in a window of that width."""

    def opened(role="owner", *, wide=True, **options):
        page = visitor(wide=wide, **options)
        member = next(row for row in demo.tenants["fjord"]["members"] if row["role"] == role)
        log_in(page, member["email"], member["password"])
        page.goto("/fjord/desk/?view=week")
        expect(page.locator(".ec")).to_be_visible()
        return page

    return opened


@pytest.mark.parametrize("wide", [True, False], ids=["desk", "phone"])
def test_each_view_by_its_key(calendar, accessible, wide):
    page = calendar(wide=wide)
    first_workday(page)
    accessible(page)
    page.keyboard.press("d")
    everybody = page.evaluate("LedigCalendar.config.people.length")
    assert everybody >= 5
    expect(page.locator(".ec-day-view .ec-col-head")).to_have_count(everybody)  # side by side
    accessible(page)
    page.keyboard.press("m")
    expect(page.locator(".ec-month-view")).to_be_visible()
    accessible(page)
    page.keyboard.press("t")
    expect(page.locator(".ec-today")).to_be_visible()
    page.keyboard.press("l")
    page.wait_for_url(re.compile("view=list"))
    accessible(page)
    page.get_by_role("link", name="Week", exact=True).click()
    expect(page.locator(".ec-week-view")).to_be_visible()
    for width in (page.viewport_size["width"], *(() if wide else (360, 320))):  # and on the smallest phones
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), width


def test_a_day_can_be_picked_and_reloading_stays_there(calendar):
    page = calendar()
    page.keyboard.press("d")
    day = date.today().replace(day=15).isoformat()
    page.locator("#calendar-day").fill(day)
    expect(page.locator("#calendar-title")).to_contain_text("15 ")
    page.reload()
    expect(page.locator("#calendar-title")).to_contain_text("15 ")
    expect(page.locator("#calendar-day")).to_have_value(day)


def test_what_is_shown_is_chosen_remembered_and_explained(calendar, accessible):
    page = calendar()
    first_workday(page)
    everything = page.locator(".ec-event.entry-box").count()
    shown = page.locator("#calendar-shown")
    page.keyboard.press("?")
    accessible(page)
    shown.get_by_label("Nora Vik").uncheck()
    shown.get_by_label("Lars Nygård").uncheck()
    expect(page.locator(".ec-event.entry-box").nth(everything - 1)).to_have_count(0)
    shown.get_by_label("by service").check()
    expect(page.locator("#calendar[data-colours=service]")).to_be_visible()
    page.reload()
    page.keyboard.press("?")
    expect(shown.get_by_label("Ingrid Solheim")).to_be_checked()
    expect(shown.get_by_label("Nora Vik")).not_to_be_checked()
    shown.get_by_label("Nora Vik").check()
    shown.get_by_label("Lars Nygård").check()
    shown.get_by_label("by state").check()
    page.keyboard.press("Escape")
    expect(shown).not_to_be_visible()
    expect(page.locator("summary[data-key='?']")).to_be_focused()


def test_a_client_is_found_beside_the_day(calendar, accessible):
    page = calendar()
    panel = page.locator("#panel")
    page.keyboard.press("/")
    expect(panel.locator("#q")).to_be_focused()
    accessible(page)
    page.keyboard.press("Escape")
    expect(panel.locator(".side-panel")).to_have_count(0)
    expect(page.locator("#calendar .ec-main")).to_be_focused()
    page.keyboard.press("/")
    expect(panel.locator("#q")).to_be_focused()
    page.keyboard.type("a")
    page.keyboard.press("Enter")  # before anybody is found
    first = panel.locator("#results a.result").first
    expect(first).to_be_focused()  # of several
    page.keyboard.press("ArrowUp")
    expect(panel.locator("#q")).to_be_focused()
    panel.locator("#q").fill("dana ek")
    expect(panel.locator("#results[data-of='dana ek']")).to_be_attached()
    accessible(page)
    panel.get_by_role("link", name="The page of Dana Ek").click()
    expect(panel.locator("[data-client]")).to_be_attached()
    page.go_back()
    expect(panel.locator("#q")).to_have_value("dana ek")
    expect(panel.locator("#results[data-of='dana ek']")).to_be_attached()
    panel.locator("#q").press("Enter")
    expect(panel.locator("#service")).to_be_visible()
    expect(panel).to_contain_text("Dana Ek")
    expect(page.locator(".ec")).to_be_visible()


def test_a_booking_opens_beside_the_day_and_the_keyboard_comes_back(calendar, accessible):
    page = calendar()
    first_workday(page)
    entry = page.locator(".entry-box--booked button").first
    entry.focus()
    page.keyboard.press("Enter")
    panel = page.locator("#panel .side-panel")
    expect(panel).to_contain_text("History")
    accessible(page)
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(entry).to_be_focused()


def test_a_booking_by_phone_with_the_day_in_sight(calendar, accessible):
    page = calendar("front_desk")
    first_workday(page)
    page.keyboard.press("n")
    panel = page.locator("#panel")
    panel.locator("#service").select_option(index=1)
    expect(page.locator(".htmx-request")).to_have_count(0)
    panel.locator(".next").first.click()
    expect(panel.get_by_role("heading", level=1)).to_contain_text("Who is it for?")
    accessible(page)
    page.keyboard.type("dan")
    panel.get_by_role("link", name=re.compile("Dana Ek")).or_(
        panel.get_by_role("option", name=re.compile("Dana Ek"))
    ).first.click()
    expect(panel.get_by_role("heading", level=1)).to_contain_text("Book Dana Ek")
    accessible(page)
    panel.locator("form[method=post] button.button--primary").click()
    expect(panel).to_contain_text("Booked: Dana Ek")
    expect(page.locator(".ec")).to_be_visible()


def test_finance_looks_and_changes_nothing(visitor, demo):
    page = visitor(wide=True)
    members = [
        (slug, row) for slug, told in demo.tenants.items() for row in told["members"] if row["role"] == "finance"
    ]
    slug, member = members[0]
    log_in(page, member["email"], member["password"])
    page.goto(f"/{slug}/desk/?view=day")
    expect(page.locator(".ec")).to_be_visible()
    expect(page.get_by_role("link", name="Book", exact=True)).to_have_count(0)


@pytest.fixture
def yellow_and_blue(demo):
    """In five weeks somebody comes for the first time; that evening there is a time for existing clients alone."""
    first, week = booked(demo, "Frida First", 5)
    demo.sql("fjord", EVENING, f"{first['day']} 20:00 Europe/Oslo", f"{first['day']} 21:00 Europe/Oslo", first["with"])
    yield f"?view=week&day={week}&with={first['with']}", first["code"]
    demo.sql("fjord", "DELETE FROM availability_openslot WHERE price = 64200")


@pytest.mark.parametrize("wide", [True, False], ids=["1440", "390"])
def test_a_first_visit_is_yellow_and_a_time_for_existing_clients_blue_and_neither_by_colour_alone(
    calendar, accessible, yellow_and_blue, wide
):
    """CA9, PB8."""
    query, code = yellow_and_blue
    page = calendar(wide=wide)
    page.goto(f"/fjord/desk/{query}")
    first = page.locator(f"#calendar [data-entry='{code}']")
    expect(first).to_have_css("background-color", "rgb(255, 240, 194)")
    expect(first.get_by_text("★")).to_be_visible()
    expect(first.get_by_role("button", name=re.compile("First visit"))).to_be_attached()
    blue = page.locator("#calendar .entry-box--known").first
    expect(blue).to_have_css("background-color", "rgb(220, 235, 251)")
    expect(blue).to_have_css("border-right-style", "dashed")
    expect(blue.get_by_text("●")).to_be_visible()
    expect(blue.get_by_role("button", name=re.compile("free for existing clients"))).to_be_attached()
    accessible(page)
