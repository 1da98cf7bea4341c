"""Somebody leaves: what is booked with them is handed over, they are out at once, and come back by the log."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Demo
from tests.journeys.steps import BOOKED, HELD, given_only_by, go_on, log_in_by_hand, take_away, tell_who
from tests.journeys.test_every_page import fits
from tests.journeys.test_people import PEOPLE, invite, path_in
from tests.journeys.test_services import come_in
from tests.journeys.test_staffing import join, set_hours

pytestmark = pytest.mark.journey
SIZES = [{"width": 390, "height": 844}, {"width": 1440, "height": 900}]
SETTINGS = "/fjord/desk/settings/"


@pytest.fixture(scope="module")
def as_before(demo: Demo) -> Iterator[None]:
    yield
    widths = [size["width"] for size in SIZES]
    people = [f"{name} {width}" for name in ("Hanna", "Kaja") for width in widths]
    take_away(demo, "fjord", people, [f"Oppfølging {width}" for width in widths])


@pytest.mark.parametrize("size", SIZES, ids=["phone", "wide"])
def test_who_leaves_hands_over_is_out_and_comes_back(visitor, demo, accessible, as_before, size):
    owner, hanna, client = visitor(), visitor(), visitor()
    for page in (owner, hanna, client):
        page.set_viewport_size(size)
    width = size["width"]
    leaver, colleague, service = f"Hanna {width}", f"Kaja {width}", f"Oppfølging {width}"
    login, first = f"hanna{width}@new.example", f"first{width}@example.com"
    come_in(owner, demo, "fjord")
    invite(owner, login, accessible)
    join(hanna, path_in(demo.mail(login, having="Come and work with")), leaver)
    both_give(owner, service, leaver, colleague, accessible)
    booking = book(client, service, leaver, first)
    book(client, service, leaver, f"second{width}@example.com")

    owner.goto(PEOPLE)
    owner.get_by_role("link", name=re.compile(leaver)).click()
    owner.get_by_role("link", name="Deactivate").click()
    expect(owner.get_by_text("2 bookings are still to come.")).to_be_visible()
    expect(owner.get_by_role("heading", name="Free times in the next 60 days")).to_be_visible()
    accessible(owner)
    assert fits(owner)
    page_of_leaving = owner.url
    hanna.goto("/fjord/desk/settings/")  # an open calendar would leave by itself, at a moment of its own
    hand_over(owner, f"Client of {first}", colleague, accessible)
    told = demo.mail(first, having="Moved", seconds=90)
    assert colleague in told["text"]
    client.goto(booking)
    expect(client.get_by_text(colleague).first).to_be_visible()

    owner.goto(page_of_leaving)
    deactivate(owner, leaver, accessible)
    hanna.goto("/fjord/desk/?view=list")
    hanna.wait_for_url(re.compile("/account/login/"))
    expect(with_them(client, service, leaver)).to_have_count(0)

    take_back(owner, leaver, accessible)
    log_in_by_hand(hanna, login, "quite a long word")
    expect(with_them(client, service, leaver)).to_be_visible()


def both_give(page: Page, service: str, leaver: str, colleague: str, accessible) -> None:
    """A service of their own, on weekday mornings; the colleague has no login."""
    page.goto(f"{SETTINGS}practitioners/add/")
    page.get_by_label("Name", exact=True).fill(colleague)
    page.locator(".settings__save button").click()
    page.wait_for_url(re.compile("/practitioners/[A-Z0-9]+/services/"))
    page.goto(f"{SETTINGS}services/new/")
    page.get_by_label("Name", exact=True).fill(service)
    page.locator("#id_minutes_0").fill("30")
    page.locator("#id_price_0").fill("500")
    given_only_by(page, leaver, colleague)
    page.locator(".settings__save button").click()
    expect(page.get_by_role("heading", name=service, level=1)).to_be_visible()
    for name in (leaver, colleague):
        page.goto(f"{SETTINGS}practitioners/")
        page.get_by_role("link", name=re.compile(f"^{name}")).click()
        set_hours(page, accessible)


def with_them(page: Page, service: str, name: str):
    """Where a client chooses them for the service."""
    page.goto("/fjord/")
    page.get_by_role("link", name=re.compile(f"^{service}")).click()
    expect(page.get_by_role("heading", name=service)).to_be_visible()
    return page.get_by_text(name)


def book(page: Page, service: str, name: str, email: str) -> str:
    with_them(page, service, name).click()
    page.get_by_role("button", name="Show free times").click()
    page.locator("form[action*='/holds/'] button").first.click()
    page.wait_for_url(HELD)
    tell_who(page, f"Client of {email}", email, pay="on_site")
    go_on(page)
    page.wait_for_url(BOOKED)
    return page.url


def hand_over(page: Page, whose: str, colleague: str, accessible) -> None:
    page.get_by_role("link", name=re.compile(f"^Move {whose}")).click()
    picked = page.get_by_label("With", exact=True)
    picked.select_option(label=colleague)
    code = picked.input_value()
    expect(page.locator("form.narrowing input[name=with]")).to_have_value(code)
    accessible(page)
    page.locator("a.next").first.click()
    expect(page.get_by_text(f", {colleague}")).to_be_visible()
    expect(page.get_by_label("Tell the client")).to_be_checked()
    accessible(page)
    assert fits(page)
    page.get_by_role("button", name=re.compile("^Move to")).click()
    page.wait_for_url(re.compile("/desk/bookings/[A-Z0-9]+/$"))


def deactivate(page: Page, name: str, accessible) -> None:
    """With one booking that is left to hand over."""
    expect(page.get_by_text("1 booking is still to come.")).to_be_visible()
    page.get_by_role("button", name="Deactivate").click()
    expect(page.get_by_role("heading", name=f"{name} is out")).to_be_visible()
    expect(page.get_by_role("heading", name="To hand over")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^Move Client of second"))).to_be_visible()
    accessible(page)
    assert fits(page)


def take_back(page: Page, name: str, accessible) -> None:
    page.goto(f"{SETTINGS}log/?kind=people")
    line = page.locator(".log").filter(has_text=f"Colleague deactivated · {name}").first
    line.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone.")).to_be_visible()
    accessible(page)
