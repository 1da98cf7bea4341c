"""An owner keeps a practitioner's clients from the front desk, which goes on working with the times."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import BOOKED, go_on, log_in, see_times, take_first_time, tell_who
from tests.journeys.test_every_page import fits

pytestmark = pytest.mark.journey
SIZES = [{"width": 390, "height": 844}, {"width": 1440, "height": 900}]
LIST = "/lindgren/desk/?view=list"


@pytest.mark.parametrize("size", SIZES, ids=["phone", "wide"])
def test_the_front_desk_sees_that_the_time_is_taken_and_not_by_whom(visitor, demo, accessible, size):
    client, anna, maja = visitor(), visitor(), visitor()
    name = f"Xanthippa {size['width']}"
    see_times(client, demo, "lindgren", "Parterapi")  # Erik's alone
    take_first_time(client)
    tell_who(client, name, f"xanthippa{size['width']}@example.com", pay="on_site")
    go_on(client)
    client.wait_for_url(BOOKED)
    for page, role in ((anna, "owner"), (maja, "front_desk")):
        page.set_viewport_size(size)
        one = next(row for row in demo.tenants["lindgren"]["members"] if row["role"] == role)
        log_in(page, one["email"], one["password"])
    maja.goto(LIST)
    expect(maja.get_by_text(name)).to_be_visible()
    show_to(anna, "Nobody but the practitioner and the owners", accessible)
    maja.goto(LIST)
    expect(maja.get_by_text(name)).to_have_count(0)
    maja.get_by_role("link", name=re.compile("Booked.*Parterapi")).first.click()
    expect(maja.get_by_text("Erik Holm keeps their clients to themselves")).to_be_visible()
    expect(maja.get_by_role("link", name="Move", exact=True)).to_be_visible()
    accessible(maja)
    assert fits(maja)
    maja.goto(f"/lindgren/desk/clients/?q={name.partition(' ')[0]}")
    expect(maja.get_by_text("Nobody is called")).to_be_visible()
    show_to(anna, "Everybody who sees the calendar", accessible)
    maja.goto(LIST)
    expect(maja.get_by_text(name)).to_be_visible()


def show_to(page, whom, accessible):
    page.goto("/lindgren/desk/settings/practitioners/")
    page.get_by_role("link", name=re.compile("Erik Holm")).click()
    page.get_by_role("link", name="Secrecy").click()
    page.get_by_label(whom).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label(whom)).to_be_checked()
    accessible(page)
    assert fits(page)
