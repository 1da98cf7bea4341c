"""Working time and absences in the calendar: entered, dragged as everything else, and taken away again."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.gestures import drag, drag_edge, drag_working_time, draw_from
from tests.journeys.test_open_time import calendar, monday, nothing_entered

__all__ = ["calendar", "monday", "nothing_entered"]
pytestmark = pytest.mark.journey


def test_working_time_and_an_absence_are_dragged(calendar, demo):
    page = calendar()
    draw_from(page, 18, 60)
    page.get_by_role("link", name="Working time").click()
    page.get_by_role("button", name="Enter").click()
    expect(page.locator("#panel")).to_contain_text("Working time:")
    rail = page.locator(".block__rail").last
    expect(rail).to_have_attribute("title", re.compile(r"18:00–19:\d\d$"))
    drag_working_time(page, rail, "end", 60)
    expect(page.locator("#toasts")).to_contain_text("Changed")
    expect(rail).to_have_attribute("title", re.compile(r"18:00–20:\d\d$"))
    drag_working_time(page, rail, "both", -45)
    expect(rail).to_have_attribute("title", re.compile(r"17:15–19:\d\d$"))
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(rail).to_have_attribute("title", re.compile(r"18:00–20:\d\d$"))

    weekly = page.locator(".block__rail").first
    drag_working_time(page, weekly, "start", 60)  # each week: that is asked first
    expect(page.locator("#panel")).to_contain_text("every week, from Monday")
    expect(page.locator("#panel input[name=opens]")).to_have_value("09:00")
    expect(page.locator(".block-ghost")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".block-ghost")).to_have_count(0)
    expect(weekly).to_have_attribute("title", re.compile("08:00–"))

    draw_from(page, 10, 60)
    page.get_by_role("link", name="Absence").click()
    expect(page.locator("#overlaid")).to_be_attached()
    page.get_by_role("button", name="Enter").click()
    away = page.locator("#calendar .entry-box--absence")
    expect(away).to_have_attribute("title", re.compile("10:00"))
    drag(page, away, 60)
    expect(away).to_have_attribute("title", re.compile("11:00"))
    expect(page.locator("#toasts")).to_contain_text("Changed")
    drag_edge(page, away, 60)
    expect(page.locator("#toasts")).to_contain_text(re.compile(r"11:00–13:\d\d"))
