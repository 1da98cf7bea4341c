"""The receptionist has only a phone: a booking is moved by its panel, against the rules too, and a time that was opened
is booked to the end."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, Demo
from tests.journeys.gestures import click_at
from tests.journeys.test_changing_bookings import SLUG, desk, entry, make, program, see_day, start_of
from tests.journeys.test_open_time import LATER, nothing_entered

__all__ = ["desk", "nothing_entered", "program"]
pytestmark = pytest.mark.journey
OSLO = ZoneInfo("Europe/Oslo")


@pytest.fixture
def phone(desk) -> Callable[..., Page]:
    def opened(role: str = "owner") -> Page:
        page = desk(role)
        page.set_viewport_size(PHONE)
        return page

    return opened


def type_time(page: Page, booking: dict[str, Any], at: datetime) -> None:
    """In the panel of the booking, from its entry in the grid."""
    panel = page.locator("#panel")
    entry(page, booking).click()
    panel.get_by_role("link", name="Move", exact=True).click()
    panel.get_by_role("textbox", name="Or type day and time").fill(f"{at.astimezone(OSLO):%Y-%m-%dT%H:%M}")
    panel.get_by_role("button", name="Continue").click()


def done(page: Page, said: str, accessible) -> None:
    """The panel is closed, and the toast lies over the grid."""
    expect(page.locator("#toasts")).to_contain_text(said)
    expect(page.locator("#panel .side-panel")).to_have_count(0)
    accessible(page)


def test_a_booking_is_moved_by_typing_refused_moved_over_another_and_put_back(phone, demo, program, accessible):
    booking, page = make(demo, program, "Pia Phone", 4), phone()
    taken, wish = booking["free"][0], {"service": booking["service"], "practitioner": booking["with"]}
    client = {"name": "Tor Taken", "email": "tor.taken@example.com"}
    program.post("bookings", json=wish | {"start": taken.isoformat(), "client": client}).raise_for_status()
    panel, toast = page.locator("#panel"), page.locator("#toasts")
    see_day(page, booking)

    type_time(page, booking, taken)
    expect(panel.get_by_role("alert")).to_contain_text("cannot be had.")
    expect(panel.get_by_role("alert")).to_contain_text("is taken")
    expect(panel.get_by_role("heading", name="Nearest free times")).to_be_visible()
    accessible(page)
    panel.locator(".next").first.click()
    expect(panel.get_by_role("heading", level=1)).to_contain_text("Move Pia Phone to")
    accessible(page)
    panel.get_by_label("Tell the client").uncheck()
    panel.get_by_role("button", name=re.compile("^Move to")).click()
    done(page, "Moved: Pia Phone", accessible)
    toast.get_by_role("button", name="Undo").click()
    done(page, "Undone", accessible)
    assert start_of(demo, booking) == booking["start"]

    type_time(page, booking, taken)
    panel.get_by_role("link", name="Move over it, with a reason").click()
    expect(panel).to_contain_text("Both will stand.")
    panel.get_by_label("Tell the client").uncheck()
    panel.get_by_role("button", name="Move anyway").click()
    expect(panel.get_by_text("This field is required").or_(panel.locator("[aria-invalid=true]")).first).to_be_visible()
    accessible(page)
    panel.get_by_label("Why over something else?").fill("They come together")
    expect(panel.get_by_label("Tell the client")).not_to_be_checked()
    panel.get_by_role("button", name="Move anyway").click()
    done(page, "Moved: Pia Phone", accessible)
    assert start_of(demo, booking) == taken
    expect(page.locator("[data-entry]", has_text="!").filter(has_text="Pia")).to_have_count(1)
    entry(page, booking).click()
    expect(panel).to_contain_text("Over something else")
    expect(panel.get_by_role("region", name="History")).to_contain_text("They come together")
    accessible(page)


def test_why_a_time_is_closed_and_opened_there_it_is_booked_with_an_sms(phone, demo, accessible):
    page = phone("front_desk")
    ((monday,),) = demo.sql(SLUG, LATER)
    ((code,),) = demo.sql(SLUG, "SELECT code FROM resources_resource WHERE name = 'Ingrid Solheim'")
    page.goto(f"/{SLUG}/desk/?view=day&day={date.fromisoformat(monday) + timedelta(days=1)}&with={code}&click=menu")
    expect(page.locator(".ec-bg-event.hours").first).to_be_attached()
    click_at(page, 19)
    panel = page.locator("#panel")
    expect(panel).to_contain_text("Why is it free or closed?")
    expect(panel).to_contain_text("Ingrid Solheim does not work then")
    expect(panel).to_contain_text("You may open a time here, or book after a warning.")
    panel.get_by_role("button", name="Open a time here").click()
    panel.get_by_role("button", name="Book this time").click()
    book_with_sms(page, demo, accessible)
    expect(panel.get_by_role("region", name="Messages")).to_contain_text("+4740612345")
    panel.get_by_role("link", name="Cancel the booking").click()  # others look at an empty week
    panel.get_by_role("button", name="Cancel the booking").click()
    done(page, "Cancelled: Signe SMS", accessible)


def book_with_sms(page: Page, demo: Demo, accessible) -> None:
    panel = page.locator("#panel")
    panel.get_by_role("searchbox").press_sequentially("Signe SMS")
    panel.get_by_role("link", name="Book for “Signe SMS” as a new client").click()
    expect(panel.get_by_label("Name", exact=True)).to_have_value("Signe SMS")
    panel.get_by_role("radio", name="SMS").check(force=True)
    panel.get_by_role("textbox", name="E-mail").fill("signe.sms@example.com")
    panel.get_by_role("button", name=re.compile("^Book ")).click()
    expect(panel.locator("[aria-invalid=true]").first).to_be_visible()  # an SMS goes to a phone
    accessible(page)
    expect(panel.get_by_role("radio", name="SMS")).to_be_checked()
    panel.get_by_label("Phone", exact=True).fill("40 61 23 45")
    panel.get_by_role("button", name=re.compile("^Book ")).click()
    expect(panel).to_contain_text("Booked: Signe SMS")
    accessible(page)
    told = demo.mail("+4740612345", having="")
    assert told["medium"] == "sms"
