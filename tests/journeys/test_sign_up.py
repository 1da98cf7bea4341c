"""A newcomer makes a page, sets it up and shares it, and a stranger books on it: in five minutes at a person's pace.

A clock runs from the first page to the stranger's confirmation (`tests/journeys/pace.py`; `make pace` takes a person's
pauses for real). Only those pauses are compared with five minutes, they are the same on every machine: a slow one fails
nobody. Where they are really taken, what the clock says must hold too."""

import re
import sys

import pytest
from playwright.sync_api import expect

from tests.journeys.pace import Clock, Person
from tests.journeys.steps import BOOKED, HELD

pytestmark = pytest.mark.journey
SIZES = [{"width": 390, "height": 844}, {"width": 1440, "height": 900}]
FIVE_MINUTES = 300


@pytest.mark.parametrize("size", SIZES, ids=["phone", "wide"])
def test_from_sign_up_to_the_first_booking_by_a_stranger(visitor, demo, accessible, size, record_property, capsys):
    page = visitor(language="nb")
    page.set_viewport_size(size)
    clock = Clock()
    newcomer = Person(page, accessible, clock)
    email = f"kari{size['width']}@example.com"
    signs_up(newcomer, demo, email, f"Ro & Rom {size['width']}")
    address = shares(newcomer)
    assert address.endswith(f"/ro-rom-{size['width']}/")
    sets_hours(newcomer)
    adds_a_service(newcomer)

    other = visitor(language="nb")
    other.set_viewport_size(size)
    books(Person(other, accessible, clock), address)
    record_property("seconds", round(clock.seconds))
    with capsys.disabled():
        sys.stdout.write(f"\nFrom sign-up to a stranger's booking, {size['width']} px: {clock.told()}\n")
    assert (clock.seconds if clock.really else clock.pauses) < FIVE_MINUTES
    demo.mail(email, having="Ny bestilling")


def signs_up(newcomer: Person, demo, email: str, business: str) -> None:
    page = newcomer.page
    page.goto("/")
    newcomer.reads()
    newcomer.clicks(page.get_by_role("link", name="Lag en side for virksomheten din"))
    newcomer.types("Navnet på virksomheten", business)
    newcomer.clicks(page.get_by_text("Terapi", exact=True))
    expect(page.locator("#address")).to_contain_text(re.compile(r"ro-rom-\d+"))
    newcomer.reads()
    newcomer.types("Navnet ditt", "Kari Nordmann")
    newcomer.types("E-posten din", email)
    newcomer.clicks(page.get_by_role("button", name="Fortsett"))
    expect(page.get_by_label("Kode")).to_be_visible()
    newcomer.reads()
    mail = demo.mail(email, having="koden din")
    newcomer.waits_for_mail()
    newcomer.types("Kode", mail["subject"].split()[0])
    newcomer.clicks(page.get_by_role("button", name="Lag siden"))
    expect(page.get_by_role("heading", name="Siden din er i gang")).to_be_visible()
    newcomer.reads()


def shares(newcomer: Person) -> str:
    """The link is copied, the code fetched; and the list says what is left."""
    page = newcomer.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    newcomer.clicks(page.get_by_role("button", name="Kopier lenken"))
    expect(page.get_by_role("button", name="Kopiert")).to_be_visible()
    with page.expect_download() as code:
        newcomer.clicks(page.get_by_role("link", name=re.compile("QR-kode")))
    assert code.value.suggested_filename.endswith(".svg")
    expect(page.get_by_role("link", name="Skriv én linje om virksomheten")).to_be_visible()
    return page.locator(".link-card a[href^=http]").get_attribute("href") or ""


def sets_hours(newcomer: Person) -> None:
    """From the list: Kari works until seven on Mondays, after her lunch."""
    page = newcomer.page
    newcomer.clicks(page.get_by_role("link", name=re.compile("^Sett tidene dine")))
    newcomer.clicks(page.get_by_role("link", name=re.compile("Kari Nordmann")))
    newcomer.reads()
    newcomer.types(page.get_by_label(re.compile("Mandag, til")).nth(1), "19:00")
    newcomer.clicks(page.get_by_role("button", name="Lagre", exact=True))
    newcomer.reads()
    newcomer.clicks(page.get_by_role("button", name="Lagre likevel"))
    expect(page.get_by_text("Lagret.", exact=True)).to_be_visible()


def adds_a_service(newcomer: Person) -> None:
    page = newcomer.page
    page.goto(page.url.partition("/settings/")[0] + "/start/")
    newcomer.clicks(page.get_by_role("link", name=re.compile("^Se gjennom tjenestene dine")))
    newcomer.clicks(page.locator("a[href$='/services/new/']").first)
    newcomer.reads()
    newcomer.types(page.locator("input[name=name]"), "Kort prat")
    newcomer.types(page.locator("input[name=minutes_0]"), "30")
    newcomer.types(page.locator("input[name=price_0]"), "450")
    newcomer.clicks(page.get_by_role("button", name="Lagre", exact=True))
    expect(page.get_by_text("Lagret.", exact=True)).to_be_visible()


def books(stranger: Person, address: str) -> None:
    """The new service, at its price, to be paid on site: the business has no account for cards."""
    page = stranger.page
    page.goto(address)
    stranger.reads()
    stranger.clicks(page.get_by_role("link", name=re.compile("Kort prat")))
    if page.get_by_role("button", name="Vis ledige timer").count():
        stranger.clicks(page.get_by_role("button", name="Vis ledige timer"))
    expect(page.locator("form[action*='/holds/'] button").first).to_be_visible()
    stranger.reads()
    stranger.clicks(page.locator("form[action*='/holds/'] button").first)
    page.wait_for_url(HELD)
    stranger.reads()
    expect(page.locator("input[name=payment]")).to_have_count(0)
    stranger.types("Navn", "Olav Hansen")
    stranger.types("E-post", "olav@example.com")
    stranger.clicks(page.locator("form.form .actions button.button--primary"))
    page.wait_for_url(BOOKED)
    expect(page.get_by_text(re.compile("450"))).to_be_visible()
    stranger.reads()


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
