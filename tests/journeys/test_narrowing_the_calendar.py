"""A calendar that is narrowed to somebody, a place or a service, and how one goes about in it."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_looking_at_the_calendar import monday, opened

__all__ = ["opened"]
pytestmark = pytest.mark.journey


def test_the_list_is_narrowed_as_the_grid_is(opened, accessible):
    page = opened("front_desk", f"?view=list&day={monday()}", wide=True)
    rows = page.locator("#agenda a.entry")
    expect(rows.filter(has_text="Rom 1").first).to_be_visible()
    page.locator("summary[data-key='?']").click()
    for name in ("Rom 1", "Rom 2"):
        page.locator("#calendar-shown").get_by_label(name).uncheck()
    expect(rows.filter(has_text="Leie av behandlingsrom")).to_have_count(0)
    expect(page.locator("[data-count]")).to_have_text("3/5")
    accessible(page)
    stays_narrowed(page, opened)
    page.locator("summary[data-key='?']").click()
    for name in ("Rom 1", "Rom 2"):
        page.locator("#calendar-shown").get_by_label(name).check()
    expect(rows.filter(has_text="Rom 1").first).to_be_visible()


def stays_narrowed(page: Page, opened) -> None:
    """The address says whom it shows: over a reload, in the grid, on the way back, and in a colleague's browser."""
    three, count = re.compile(r"[?&]with=\w+,\w+,\w+(&|$)"), page.locator("[data-count]")
    expect(page).to_have_url(three)
    page.reload()
    expect(count).to_have_text("3/5")
    page.get_by_role("link", name="Week", exact=True).click()
    expect(page.locator(".ec-week-view")).to_be_visible()
    page.locator("[data-go=next]").click()
    expect(page).to_have_url(re.compile("view=week"))
    expect(page).to_have_url(three)
    page.reload()
    expect(page.locator(".ec-week-view")).to_be_visible()
    assert page.evaluate("LedigCalendar.choices.people.length") == 3
    colleague = opened("owner", page.url[page.url.index("?") :], wide=True)
    expect(colleague.locator(".ec-week-view")).to_be_visible()
    expect(colleague.locator("[data-count]")).to_have_text("3/5")
    expect(colleague).to_have_url(three)
    page.go_back()
    expect(page.locator("#agenda")).to_be_visible()
    expect(count).to_have_text("3/5")


def chosen(page: Page, **said: str) -> None:
    """In the menu of what is shown; it is remembered when this returns."""
    page.keyboard.press("?")
    for name, value in said.items():
        with page.expect_response("**/choices/"), page.expect_response("**/calendar.json?*"):
            page.locator(f"#shown-{name}").select_option(label=value)
    page.keyboard.press("Escape")


@pytest.mark.parametrize("wide", [True, False], ids=["1440", "390"])
def test_keys_and_a_picked_day_lead_about_and_a_place_and_a_service_stay_chosen(opened, wide):
    page = opened(query=f"?view=day&day={monday()}", wide=wide)
    columns = page.locator(".ec-day-view .ec-col-head")
    expect(columns).to_have_text(["Ingrid Solheim", "Lars Nygård", "Nora Vik", "Rom 1", "Rom 2"])
    page.keyboard.press("w")
    expect(page.locator(".ec-week-view")).to_be_visible()
    picked, later = page.locator("#calendar-day"), str(date.fromisoformat(monday()) + timedelta(days=7))
    page.keyboard.press("ArrowRight")
    expect(picked).to_have_value(later)
    page.keyboard.press("ArrowLeft")
    expect(picked).to_have_value(monday())
    picked.click(trial=True)  # nothing lies over it, where it is only an icon
    picked.fill(later)
    expect(page).to_have_url(re.compile(f"day={later}"))
    page.locator("#calendar-title").click()
    page.keyboard.press("ArrowLeft")
    entries = page.locator("#calendar .ec-event[data-entry]")
    at_sentrum = entries.filter(has_not_text="NV")
    expect(at_sentrum.first).to_be_visible()

    chosen(page, place="Åsane")
    expect(at_sentrum).to_have_count(0)
    expect(entries.filter(has_text="NV").first).to_be_visible()
    chosen(page, place="All", service="Leie av behandlingsrom")
    expect(entries.filter(has_text="Leie av behandlingsrom").first).to_be_attached()
    expect(entries.filter(has_text=re.compile("IS|LN|NV"))).to_have_count(0)
    again = opened(query=f"?view=week&day={monday()}", wide=wide)  # another day, another machine
    expect(again.locator("[data-count]")).to_have_text("Leie av behandlingsrom")
    assert again.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    expect(again.locator("#calendar .ec-event[data-entry]").filter(has_text="R1").first).to_be_visible()
    expect(again.locator("#calendar .ec-event[data-entry]").filter(has_text=re.compile("IS|LN|NV"))).to_have_count(0)
    chosen(again, service="All")
    expect(again.locator("[data-count]")).to_be_empty()


@pytest.mark.parametrize("wide", [True, False], ids=["1440", "390"])
def test_a_full_day_of_the_month_says_how_much_more_there_is_and_shows_it(opened, accessible, wide):
    page = opened(query=f"?view=month&day={monday()}", wide=wide)
    page.get_by_role("button", name=re.compile(r"^\+\d+ more$")).first.click()
    day = page.get_by_role("dialog")
    expect(day.locator("[data-entry]").nth(3)).to_be_visible()
    accessible(page)
    day.locator("[data-entry] button").first.click()
    expect(page.locator("#panel .side-panel")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#panel .side-panel")).to_have_count(0)
    page.get_by_role("button", name=re.compile(r"^\+\d+ more$")).first.press("Enter")
    expect(day).to_be_visible()
    page.keyboard.press("Escape")
    expect(day).to_have_count(0)
