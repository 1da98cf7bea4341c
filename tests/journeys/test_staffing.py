"""A new colleague becomes somebody whom clients can book: services, hours, words and a video link of their own."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Demo
from tests.journeys.steps import BOOKED, HELD, log_in, take_away
from tests.journeys.test_every_page import fits
from tests.journeys.test_people import invite, path_in

pytestmark = pytest.mark.journey
SIZES = [{"width": 390, "height": 844}, {"width": 1440, "height": 900}]
WORDS = "Ring på hos Nora, två trappor upp."
ROOM = "https://video.example/nora"


@pytest.fixture(scope="module")
def nobody_new(demo: Demo) -> Iterator[None]:
    """Whoever came, and what was booked with them, is gone afterwards: others count who works here."""
    yield
    take_away(demo, "fjord", [f"Nora {size['width']}" for size in SIZES])


@pytest.mark.parametrize("size", SIZES, ids=["phone", "wide"])
def test_from_the_invitation_to_a_booking_with_them(visitor, demo, accessible, nobody_new, size):
    owner, nora, client = visitor(), visitor(), visitor()
    for page in (owner, nora, client):
        page.set_viewport_size(size)
    name, email = f"Nora {size['width']}", f"nora{size['width']}@new.example"
    boss = next(row for row in demo.tenants["fjord"]["members"] if row["role"] == "owner")
    log_in(owner, boss["email"], boss["password"])
    invite(owner, email, accessible)
    join(nora, path_in(demo.mail(email, having="Come and work with")), name)
    expect(nora.get_by_text("Nobody can book with you yet.")).to_be_visible()
    accessible(nora)
    assert fits(nora)
    sees_what_is_missing(owner, name, accessible)
    give_services(owner, accessible)
    set_hours(owner, accessible)
    say_what_clients_read(owner, name)
    expect(owner.get_by_text("nobody can book with them")).to_have_count(0)
    accessible(owner)
    book(client, "Behandling", "777", "50 min", name, f"here{size['width']}@example.com")
    expect(client.get_by_text(WORDS)).to_be_visible()
    assert WORDS in demo.mail(f"here{size['width']}@example.com", having="")["text"]
    book(client, "Videotime", "550", "30 min", name, f"far{size['width']}@example.com")
    told = demo.mail(f"far{size['width']}@example.com", having="")["text"]
    meets(demo, re.findall(r"https?://[^/\s]+(/fjord/b/\S+/video/)", told)[0], name)


def join(page: Page, path: str, name: str) -> None:
    page.goto(path)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Password").fill("quite a long word")
    page.get_by_role("button", name="Join").click()
    page.wait_for_url(re.compile("/fjord/desk/"))


def sees_what_is_missing(page: Page, name: str, accessible) -> None:
    page.goto("/fjord/desk/start/")
    page.get_by_role("link", name="Let everybody be booked").click()
    row = page.get_by_role("link", name=re.compile(f"^{name}"))
    expect(row).to_contain_text("No services yet: nobody can book with them.")
    expect(row).to_contain_text("No hours yet: nobody can book with them.")
    accessible(page)
    row.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def give_services(page: Page, accessible) -> None:
    page.get_by_role("link", name="Choose services").click()
    accessible(page)
    assert fits(page)
    service = page.get_by_role("checkbox", name="Behandling", exact=True)
    service.check()
    page.get_by_role("checkbox", name="Videotime").check()
    page.get_by_label("Own price, Behandling").fill("777")
    page.get_by_label("Own length, min, Behandling", exact=True).fill("50")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(service).to_be_checked()
    expect(page.get_by_text("No services yet")).to_have_count(0)
    accessible(page)


def set_hours(page: Page, accessible) -> None:
    page.get_by_role("link", name="Set their hours").click()
    accessible(page)
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"):
        page.get_by_label(f"{day}, from").first.fill("09:00")
        page.get_by_label(f"{day}, to").first.fill("12:00")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Save all the same").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()


def say_what_clients_read(page: Page, name: str) -> None:
    page.goto("/fjord/desk/settings/practitioners/")
    page.get_by_role("link", name=re.compile(f"^{name}")).click()
    page.get_by_label("Before the visit").fill(WORDS)
    page.get_by_label("Link to the video room").fill(ROOM)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()


def book(page: Page, service: str, price: str, length: str, name: str, email: str) -> None:
    page.goto("/fjord/")
    page.get_by_role("link", name=re.compile(f"^{service}")).click()
    page.get_by_text(name).click()
    if page.get_by_role("button", name="Show free times").count():
        page.get_by_role("button", name="Show free times").click()
    page.locator("form[action*='/holds/'] button").first.click()
    page.wait_for_url(HELD)
    expect(page.get_by_text(price).first).to_be_visible()
    expect(page.get_by_text(length).first).to_be_visible()
    page.get_by_label("Name").fill("Ola Klient")
    page.get_by_label("E-mail").fill(email)
    page.locator("input[name=payment][value=on_site]").check(force=True)
    page.locator("form.form .actions button.button--primary").click()
    page.wait_for_url(BOOKED)


def meets(demo: Demo, link: str, name: str) -> None:
    """Ten minutes before, the link in the mail leads to the room of whoever they meet."""
    demo.sql(
        "fjord",
        "UPDATE bookings_booking SET start_at = now() + interval '10 minutes', end_at = now() + interval '40 minutes' "
        "WHERE mode = 'video' AND id IN (SELECT booking_id FROM bookings_part JOIN resources_resource AS who "
        "ON who.id = resource_id WHERE who.name = %s)",
        name,
    )
    assert httpx.get(demo.url + link).headers["Location"] == ROOM


def test_people_are_put_in_order_by_keys(visitor, demo, accessible):
    page = visitor()
    boss = next(row for row in demo.tenants["salong"]["members"] if row["role"] == "owner")
    log_in(page, boss["email"], boss["password"])
    page.goto("/salong/desk/settings/practitioners/")
    titles = page.locator("[data-order] .row__title")
    first, second, *rest = titles.all_inner_texts()
    up = page.get_by_role("button", name=f"Move {second} up")
    up.focus()
    page.keyboard.press("Enter")
    expect(titles).to_have_text([second, first, *rest])
    accessible(page)
    assert fits(page)
    page.get_by_role("button", name=f"Move {second} down").click()
    expect(titles).to_have_text([first, second, *rest])
    page.reload()
    expect(titles).to_have_text([first, second, *rest])
