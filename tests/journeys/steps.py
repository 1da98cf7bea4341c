"""What people do on the pages, by what they see there."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Demo

HELD = re.compile(r"/h/[^/]+/")
BOOKED = re.compile(r"/b/[^/]+/(\?.*)?$")
NARROW = 704  # pixels; below, `forms.js` tells the server of it
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PAYING = re.compile(r"/b/[^/]+/payment/")


def see_times(page: Page, demo: Demo, slug: str, service: str, *, mode: str = "") -> None:
    """To a service's free times, with whoever is free."""
    page.goto(f"/{slug}/s/{demo.service(slug, service)}/")
    if mode:
        page.locator(f"input[name=mode][value={mode}]").check(force=True)
    if page.get_by_role("button", name="Show free times").count():
        page.get_by_role("button", name="Show free times").click()
    expect(page.get_by_role("heading", name="Next free times")).to_be_visible()


def take_first_time(page: Page, number: int = 0) -> None:
    page.locator("form[action*='/holds/'] button").nth(number).click()
    page.wait_for_url(HELD)


def tell_who(page: Page, name: str, email: str, *, pay: str = "", phone: str = "") -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("E-mail").fill(email)
    if phone:
        page.get_by_label("Phone").fill(phone)
    if pay:
        page.locator(f"input[name=payment][value={pay}]").check(force=True)


def go_on(page: Page) -> None:
    page.locator("form.form .actions button.button--primary").click()


def type_card(page: Page, number: str) -> None:
    card = page.frame_locator("#payment-field iframe")
    card.get_by_label("Card number").fill(number)
    card.get_by_label(re.compile("Expir")).fill("12 / 34")
    card.get_by_label(re.compile("Security")).fill("123")


def pay(page: Page, number: str = "4242 4242 4242 4242") -> None:
    type_card(page, number)
    page.locator("#payment-form button[type=submit]").click()


def hold_and_tell(page: Page, demo: Demo, slug: str, service: str, email: str, *, pay: str = "") -> None:
    see_times(page, demo, slug, service)
    take_first_time(page)
    tell_who(page, "Dana Ek", email, pay=pay)
    go_on(page)


def book_on_site(page: Page, demo: Demo, email: str, slug: str = "salong", service: str = "Klippning") -> None:
    """A booking that stands, to be paid when they come."""
    hold_and_tell(page, demo, slug, service, email, pay="on_site")
    page.wait_for_url(BOOKED)


def log_in(page: Page, email: str, password: str) -> None:
    """A session of their own, by the form's page, without drawing it or what comes after: whoever wants to see a page
    goes there. A phone says that it is one, as its first page would. `log_in_by_hand` types."""
    asked = page.context.request
    form = asked.get("/account/login/")
    (token,) = set(TOKEN.findall(form.text()))
    typed = {"csrfmiddlewaretoken": token, "login": email, "password": password}
    answer = asked.post(form.url, form=typed, headers={"Referer": form.url}, max_redirects=0)
    assert answer.status == 302, answer.text()
    if (page.viewport_size or {"width": 0})["width"] < NARROW:
        page.context.add_cookies([{"name": "ledig_narrow", "value": "1", "url": form.url}])


def log_in_by_hand(page: Page, email: str, password: str) -> None:
    """To the first page after it."""
    page.goto("/account/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url(re.compile("/desk/"))


def given_only_by(page: Page, *names: str) -> None:
    """On the page of a new service, on which everybody is ticked, whoever else works here by now."""
    for box in page.locator("input[name=who]").all():
        box.uncheck()
    for name in names:
        page.get_by_role("checkbox", name=name, exact=True).check()


def take_away(demo: Demo, slug: str, people: list[str], services: list[str] | None = None) -> None:
    """Whom and what a journey brought is gone afterwards, and what was booked with them: others count who works here
    and what is offered."""
    whom = "SELECT {} FROM resources_resource WHERE name = ANY(%s)"
    parts = f"SELECT {{}} FROM bookings_part WHERE resource_id IN ({whom.format('id')})"
    for gone in (
        f"UPDATE bookings_booking SET status = 'cancelled' WHERE id IN ({parts.format('booking_id')})",
        f"DELETE FROM availability_occupancy WHERE owner_id IN ({parts.format('id')})",
        f"UPDATE tenants_membership SET deactivated_at = now() WHERE id IN ({whom.format('member_id')})",
        f"UPDATE resources_resource SET active = false WHERE id IN ({whom.format('id')})",
    ):
        demo.sql(slug, gone, people)
    demo.sql(slug, "UPDATE resources_service SET active = false WHERE name = ANY(%s)", services or [])
