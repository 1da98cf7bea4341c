"""Hands in the calendar: a double click and a single one, a finger on a phone; and working time and absences, which are
entered, dragged as everything else, and taken away again."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE
from tests.journeys.gestures import click_at, column, double_click_at, drag, drag_edge, drag_working_time, draw_from
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


def test_a_double_click_enters_and_a_click_asks(calendar):
    page = calendar()
    panel = page.locator("#panel")
    click_at(page, 10)
    expect(panel.get_by_role("button", name="Open a time here")).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel.locator(".side-panel")).to_have_count(0)
    double_click_at(page, 11)
    expect(panel.get_by_role("heading", name="Enter in the calendar")).to_be_visible()
    panel.get_by_role("link", name="Activity").click()
    expect(panel.locator("#id_title")).to_be_visible()
    expect(panel.locator("#id_start")).to_have_value(re.compile("T11:00"))


def test_a_double_click_opens_no_time_where_a_click_does(calendar, demo):
    page = calendar(click="open")
    double_click_at(page, 11)
    expect(page.locator("#panel").get_by_role("heading", name="Enter in the calendar")).to_be_visible()
    click_at(page, 14)
    expect(page.locator("#toasts")).to_contain_text("Opened")
    assert demo.sql("fjord", "SELECT count(*) FROM availability_openslot") == [(1,)]


def test_a_finger_on_a_phone_opens_books_and_cancels(calendar, accessible, monday):
    page = calendar(PHONE, touch=True)
    panel, slot = page.locator("#panel"), page.locator("#calendar .entry-box--open")
    assert page.evaluate("innerWidth") == PHONE["width"]  # a wider page would be drawn smaller
    column(page).tap(position={"x": 100, "y": 10 * 60 + 10})
    panel.get_by_role("button", name="Open a time here").tap()
    expect(panel).to_contain_text("Opened")
    panel.get_by_role("button", name="Close").tap()
    slot.get_by_role("button").tap()
    panel.get_by_role("button", name="Book this time").tap()
    panel.locator("#q").fill("dana ek")
    panel.get_by_role("link", name=re.compile("^Dana Ek")).tap()
    expect(panel.get_by_role("heading", level=1)).to_contain_text("Book Dana Ek")
    panel.locator("form[method=post] button.button--primary").tap()
    expect(panel).to_contain_text("Booked: Dana Ek")
    panel.get_by_role("button", name="Close").tap()
    booked = page.locator("#calendar").get_by_role("button", name=re.compile("Dana Ek"))
    booked.tap()
    expect(panel).to_contain_text("History")
    accessible(page)

    page.goto(f"/fjord/desk/?view=list&day={monday}")
    page.locator(".agenda").get_by_role("link", name=re.compile("Dana Ek")).first.tap()
    page.get_by_role("link", name="Cancel the booking").tap()
    page.get_by_role("button", name="Cancel the booking").tap()
    expect(page.locator("main")).to_contain_text("ancelled")


def test_working_time_is_for_all_services_or_for_a_few(calendar, demo):
    page = calendar()
    panel = page.locator("#panel")
    draw_from(page, 17, 60)
    panel.get_by_role("link", name="Working time").click()
    expect(panel.get_by_role("group", name="Only for these services")).to_be_visible()
    panel.get_by_role("button", name="Enter", exact=True).click()
    expect(panel).to_contain_text("Working time:")
    draw_from(page, 20, 60)
    panel.get_by_role("link", name="Working time").click()
    expect(panel.get_by_role("group", name="Only for these services")).to_be_visible()
    panel.get_by_label("Videotime").check()
    panel.get_by_role("button", name="Enter", exact=True).click()
    expect(panel).to_contain_text("Working time: Mon")
    expect(panel.get_by_label("Videotime")).to_be_checked()
    expect(page.locator("#calendar .hours--limited .entry-box__limits")).to_contain_text("Videotime")
    page.keyboard.press("Escape")
    click_at(page, 20)
    expect(panel).to_contain_text("What is open then is for other services.")
    expect(panel).to_contain_text(re.compile("Clients can book it: 20:00–"))
    panel.get_by_role("button", name="Remove").click()
    expect(page.locator("#toasts")).to_contain_text("Removed")
    expect(page.locator("#calendar .hours--limited")).to_have_count(0)
