"""A booking gets another client: in the panel beside the calendar, on its own page on a phone, and in two tabs."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import log_in
from tests.journeys.test_changing_bookings import SLUG, desk, entry, make, program, see_day

__all__ = ["desk", "program"]
pytestmark = pytest.mark.journey


def page_of(booking, rest: str = "") -> str:
    return f"/{SLUG}/desk/bookings/{booking['code']}/{rest}"


def the_client(demo, booking) -> str:
    ((name,),) = demo.sql(SLUG, "SELECT contact_name FROM bookings_booking WHERE code = %s", booking["code"])
    return name


def choose(page: Page, typed: str, name: str) -> None:
    page.get_by_role("searchbox", name="Search by name, e-mail or phone").press_sequentially(typed)
    page.locator("#results").get_by_role("link", name=re.compile(name)).click()
    expect(page.get_by_role("heading", name=f"Give it to {name}?")).to_be_visible()


def test_in_the_panel_a_booking_gets_another_client_and_is_given_back(desk, demo, program, accessible):
    booking, page = make(demo, program, "Wilma Wrong", 2), desk()
    see_day(page, booking)
    entry(page, booking).click()
    panel = page.locator("#panel")
    panel.locator("summary").filter(has_text="More").click()
    panel.get_by_role("link", name="Change client").click()
    expect(panel.get_by_role("heading", name="Who is it for instead?")).to_be_visible()
    accessible(page)
    choose(page, "sil", "Silje Bøe")
    expect(panel).to_contain_text("stays as agreed")
    expect(panel.get_by_label("Tell Wilma Wrong that it is not theirs any more")).to_be_checked()
    accessible(page)
    panel.get_by_role("button", name="Give it to Silje Bøe").click()
    expect(panel).to_contain_text("Now for Silje Bøe")
    expect(panel).to_contain_text("Client changed from Wilma Wrong to Silje Bøe")
    expect(entry(page, booking)).to_contain_text("Silje")
    panel.get_by_role("button", name="Undo").click()
    expect(panel).to_contain_text("taken back")
    expect(entry(page, booking)).to_contain_text("Wilma")
    assert the_client(demo, booking) == "Wilma Wrong"


def test_on_a_phone_somebody_new_gets_it_and_the_old_link_is_dead(visitor, demo, program, accessible):
    booking = make(demo, program, "Otto Old", 3)
    page = visitor()
    owner = next(row for row in demo.tenants[SLUG]["members"] if row["role"] == "owner")
    log_in(page, owner["email"], owner["password"])
    page.goto(page_of(booking))
    old = page.locator("#manage").input_value()
    page.locator(".toolbar__tools summary").filter(has_text="More").click()
    page.get_by_role("link", name="Change client").click()
    page.get_by_role("searchbox", name="Search by name, e-mail or phone").press_sequentially("Nina New")
    page.get_by_role("link", name="“Nina New” is a new client").click()
    expect(page.get_by_role("textbox", name="Name", exact=True)).to_have_value("Nina New")
    accessible(page)
    page.get_by_role("textbox", name="E-mail").fill("nina.new@example.com")
    page.get_by_role("button", name="Change client").click()
    expect(page.get_by_role("heading", name="Nina New")).to_be_visible()
    expect(page.get_by_text("Now for Nina New")).to_be_visible()
    assert page.locator("#manage").input_value() != old
    stranger = visitor()
    assert stranger.goto(old).status == 404


def test_of_two_tabs_the_later_one_is_told_and_may_go_on(desk, demo, program):
    booking, page = make(demo, program, "Tilda Two", 2), desk()
    page.goto(page_of(booking, "client/?q=sil"))
    choose(page, "", "Silje Bøe")
    other = page.context.new_page()
    other.goto(page_of(booking, "client/?q=mag"))
    choose(other, "", "Magnus Lie")
    other.get_by_role("button", name="Give it to Magnus Lie").click()
    expect(other.get_by_text("Now for Magnus Lie")).to_be_visible()
    page.get_by_role("button", name="Give it to Silje Bøe").click()
    expect(page.get_by_role("alert").filter(has_text="Now it is Magnus Lie's")).to_be_visible()
    page.get_by_role("button", name="Give it to Silje Bøe").click()
    expect(page.get_by_text("Now for Silje Bøe")).to_be_visible()
    expect(page.get_by_text("Client changed from Magnus Lie to Silje Bøe")).to_be_visible()
