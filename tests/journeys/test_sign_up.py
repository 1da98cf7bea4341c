"""A newcomer makes a page, and a stranger books on it: at a person's pace, with the time written down."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import BOOKED, HELD

pytestmark = pytest.mark.journey
SIZES = [{"width": 390, "height": 844}, {"width": 1440, "height": 900}]
KEY_EVERY, LOOKING = 150, 1500  # milliseconds: forty words a minute, and a moment before each act


class Person:
    """Types and looks as people do. The time that axe takes is not theirs."""

    def __init__(self, page: Page, accessible) -> None:
        self.page, self.checking = page, 0.0
        self._accessible, self._began = accessible, time.monotonic()

    def types(self, label: str, text: str) -> None:
        field = self.page.get_by_label(label, exact=False)
        field.click()
        field.press_sequentially(text, delay=KEY_EVERY)

    def clicks(self, target) -> None:
        self.page.wait_for_timeout(LOOKING)
        target.click()

    def looks(self) -> None:
        began = time.monotonic()
        self._accessible(self.page)
        self.checking += time.monotonic() - began

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began - self.checking


@pytest.mark.parametrize("size", SIZES, ids=["phone", "wide"])
def test_from_sign_up_to_the_first_booking_by_a_stranger(visitor, demo, accessible, size, record_property):
    page = visitor(language="nb")
    page.set_viewport_size(size)
    newcomer = Person(page, accessible)
    email = f"kari{size['width']}@example.com"
    page.goto("/")
    newcomer.looks()
    newcomer.clicks(page.get_by_role("link", name="Lag en side for virksomheten din"))
    newcomer.types("Navnet på virksomheten", f"Ro & Rom {size['width']}")
    newcomer.clicks(page.get_by_text("Terapi", exact=True))
    expect(page.locator("#address")).to_contain_text(f"ro-rom-{size['width']}")
    newcomer.looks()
    newcomer.types("Navnet ditt", "Kari Nordmann")
    newcomer.types("E-posten din", email)
    newcomer.clicks(page.get_by_role("button", name="Fortsett"))
    newcomer.looks()
    mail = demo.mail(email, having="koden din")
    newcomer.types("Kode", mail["subject"].split()[0])
    newcomer.clicks(page.get_by_role("button", name="Lag siden"))
    expect(page.get_by_role("heading", name="Siden din er i gang")).to_be_visible()
    newcomer.looks()
    expect(page.get_by_role("link", name="Skriv én linje om virksomheten")).to_be_visible()
    address = page.locator(".link-card a[href^=http]").get_attribute("href") or ""
    assert address.endswith(f"/ro-rom-{size['width']}/")

    stranger = Person(visitor(language="nb"), accessible)
    books(stranger, address)
    record_property("seconds", round(newcomer.seconds - stranger.checking))
    demo.mail(email, having="Ny bestilling")


def books(stranger: Person, address: str) -> None:
    page = stranger.page
    page.goto(address)
    stranger.looks()
    stranger.clicks(page.get_by_role("link", name=re.compile("Førstegangssamtale")))
    page.locator("input[name=mode][value=on_site]").check(force=True)
    if page.get_by_role("button", name="Vis ledige timer").count():
        stranger.clicks(page.get_by_role("button", name="Vis ledige timer"))
    stranger.clicks(page.locator("form[action*='/holds/'] button").first)
    page.wait_for_url(HELD)
    stranger.looks()
    stranger.types("Navn", "Olav Hansen")
    stranger.types("E-post", "olav@example.com")
    stranger.clicks(page.locator("form.form .actions button.button--primary"))
    page.wait_for_url(BOOKED)
    stranger.looks()


def test_without_javascript_it_works_all_the_same(visitor, demo):
    page = visitor(javascript=False)
    page.goto("/account/signup/")
    page.get_by_label("Name of the business").fill("Plain & Simple")
    page.get_by_label("Salon").check(force=True)
    page.get_by_label("Your name").fill("Pia Plain")
    page.get_by_label("Your e-mail").fill("pia@example.com")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Code").fill(demo.mail("pia@example.com", having="code")["subject"].split()[0])
    page.get_by_role("button", name="Make the page").click()
    expect(page.get_by_role("heading", name="Your page is live")).to_be_visible()
    assert "/plain-simple/desk/start/" in page.url


def test_the_page_moves_and_is_found_at_both_addresses(visitor, demo, accessible):
    page = visitor(wide=True)
    page.goto("/account/signup/")
    page.get_by_label("Name of the business").fill("Before")
    page.get_by_label("Courses").check(force=True)
    page.get_by_label("Your name").fill("Mo")
    page.get_by_label("Your e-mail").fill("mo@example.com")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Code").fill(demo.mail("mo@example.com", having="code")["subject"].split()[0])
    page.get_by_role("button", name="Make the page").click()
    page.wait_for_url(re.compile("/before/desk/start/"))
    page.goto("/before/desk/settings/address/")
    page.get_by_label("New address").fill("salong")
    page.get_by_role("button", name="Change the address").click()
    expect(page.get_by_text("This address is taken.").first).to_be_visible()
    accessible(page)
    page.get_by_label("New address").fill("afterwards")
    page.get_by_role("button", name="Change the address").click()
    page.wait_for_url(re.compile("/afterwards/desk/"))
    accessible(page)
    page.goto("/before/")
    expect(page).to_have_url(re.compile("/afterwards/$"))
