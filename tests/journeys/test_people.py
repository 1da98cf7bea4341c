"""A colleague is invited, comes, works as what they are, becomes something else, and is out at once."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import log_in
from tests.journeys.test_every_page import fits

pytestmark = pytest.mark.journey
SIZES = [{"width": 390, "height": 844}, {"width": 1440, "height": 900}]
PEOPLE = "/fjord/desk/settings/members/"


def path_in(mail):
    return re.findall(r"https?://[^/\s]+(/fjord/join/\S+)", mail["text"])[0]


@pytest.mark.parametrize("size", SIZES, ids=["phone", "wide"])
def test_from_the_invitation_to_the_end(visitor, demo, accessible, size):
    owner, nina = visitor(), visitor()
    for page in (owner, nina):
        page.set_viewport_size(size)
    name, email = f"Nina {size['width']}", f"nina{size['width']}@new.example"
    boss = next(row for row in demo.tenants["fjord"]["members"] if row["role"] == "owner")
    log_in(owner, boss["email"], boss["password"])
    invite(owner, email, accessible)
    nina.goto(path_in(demo.mail(email, having="Come and work with")))
    join(nina, name, accessible)
    nina.goto("/fjord/desk/money/")
    expect(nina.get_by_role("heading", name="You may not do this")).to_be_visible()
    make_finance(owner, name, accessible)
    nina.goto("/fjord/desk/money/")
    expect(nina.get_by_role("heading", name="Money", level=1)).to_be_visible()
    deactivate(owner, name, accessible)
    nina.goto("/fjord/desk/money/")
    nina.wait_for_url(re.compile("/account/login/"))
    owner.goto("/fjord/desk/settings/log/?kind=people")
    expect(owner.get_by_text(f"Colleague deactivated · {name}")).to_be_visible()
    expect(owner.get_by_text("Role: practitioner → finance").first).to_be_visible()
    accessible(owner)
    assert fits(owner)


def invite(page, email, accessible):
    page.goto(PEOPLE)
    page.get_by_role("link", name="Invite", exact=True).click()
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Role").select_option("practitioner")
    page.get_by_label("Language of the mail").select_option("en")
    page.get_by_role("button", name="Send the invitation").dblclick()
    expect(page.get_by_text(f"An invitation is on its way to {email}.")).to_be_visible()
    accessible(page)


def join(page, name, accessible):
    expect(page.get_by_text("You are invited as practitioner")).to_be_visible()
    accessible(page)
    assert fits(page)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("alert")).to_contain_text("too short")
    expect(page.get_by_label("Your name")).to_have_value(name)
    page.get_by_label("Password").fill("quite a long word")
    page.get_by_role("button", name="Join").click()
    page.wait_for_url(re.compile("/fjord/desk/"))
    page.goto("/fjord/desk/?view=list")
    expect(page.locator(".desk-rail").get_by_role("link", name="Money")).to_have_count(0)
    page.goto("/fjord/desk/settings/log/")
    accessible(page)


def make_finance(page, name, accessible):
    page.goto(PEOPLE)
    page.get_by_role("link", name=re.compile(name)).click()
    page.get_by_label("Role").select_option("finance")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    accessible(page)


def deactivate(page, name, accessible):
    page.get_by_role("link", name="Deactivate").click()
    expect(page.get_by_text("Nothing is booked with them from now on.")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Deactivate").click()
    expect(page.get_by_role("heading", name=f"{name} is out")).to_be_visible()


def test_without_a_script_a_colleague_with_bookings_is_deactivated_and_brought_back(visitor, demo):
    page = visitor(javascript=False)
    boss = next(row for row in demo.tenants["lindgren"]["members"] if row["role"] == "owner")
    log_in(page, boss["email"], boss["password"])
    page.goto("/lindgren/desk/settings/members/")
    page.get_by_role("link", name=re.compile("Practitioner · own calendar")).first.click()
    who = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Deactivate").click()
    expect(page.get_by_role("heading", name="Free times in the next 60 days")).to_be_visible()
    page.get_by_role("button", name="Deactivate").click()
    expect(page.get_by_role("heading", name=f"{who} is out")).to_be_visible()
    page.goto("/lindgren/desk/settings/members/")
    page.get_by_role("link", name=re.compile(who)).click()
    page.get_by_role("button", name="Bring back").click()
    expect(page.get_by_text(f"{who} can log in again.")).to_be_visible()
    expect(page.get_by_role("button", name="Save")).to_be_visible()
