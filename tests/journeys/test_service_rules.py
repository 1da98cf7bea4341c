"""An owner sets the rules of a service, sees what each takes and gives before it is kept, and clients' page follows."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Demo
from tests.journeys.steps import BOOKED, HELD, given_only_by, go_on, take_away, tell_who
from tests.journeys.test_every_page import fits
from tests.journeys.test_services import come_in, save

pytestmark = pytest.mark.journey
SIZES = [{"width": 390, "height": 844}, {"width": 1440, "height": 900}]
SETTINGS = "/salong/desk/settings/"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY = (date.today() + timedelta(days=4)).isoformat()
QUARTERS = [f"{hour:02}:{minute:02}" for hour in (9, 10, 11) for minute in (0, 15, 30, 45)][:-1]


@pytest.fixture(scope="module")
def as_before(demo: Demo) -> Iterator[None]:
    yield
    sizes = [size["width"] for size in SIZES]
    take_away(demo, "salong", [f"Rut {width}" for width in sizes], [f"Regler {width}" for width in sizes])


@pytest.mark.parametrize("size", SIZES, ids=["phone", "wide"])
def test_each_rule_is_seen_first_and_followed_at_once(visitor, demo, accessible, as_before, size):
    page, client = visitor(), visitor()
    page.set_viewport_size(size)
    client.set_viewport_size(size)
    come_in(page, demo)
    rut, email = f"Rut {size['width']}", f"runa{size['width']}@example.com"
    person = hours(page, rut)
    code = make(page, f"Regler {size['width']}", rut)
    tax(page, "12", accessible)
    offered(client, code, QUARTERS)
    accessible(client)

    starts_and_gaps(page, client, code, accessible)
    pause_and_buffers(page, client, code, email)
    full_day(page, client, code, person, accessible)
    page.goto(f"{SETTINGS}services/{code}/times/")
    notice_and_horizon(page, client, code, accessible)
    limit(page, code, accessible)
    becomes_known(client, demo, email)
    is_told_of_the_limit(client, code, accessible)
    says_the_tax(page, demo, email)


def hours(page: Page, name: str) -> str:
    """Somebody who works every morning, so that it does not matter which day it is. Returns their code."""
    page.goto(f"{SETTINGS}practitioners/add/")
    page.get_by_label("Name", exact=True).fill(name)
    page.locator(".settings__save button").click()
    page.wait_for_url(re.compile("/practitioners/[A-Z0-9]+/services/"))
    code = page.url.split("/")[-3]
    page.goto(f"{SETTINGS}hours/{code}/")
    for day in DAYS:
        page.get_by_label(f"{day}, from").first.fill("09:00")
        page.get_by_label(f"{day}, to").first.fill("12:00")
    save(page)
    return code


def make(page: Page, name: str, who: str) -> str:
    """Half an hour or an hour and a half, given by that one only. Returns its code."""
    page.goto(f"{SETTINGS}services/new/")
    page.get_by_label("Name", exact=True).fill(name)
    page.locator("#id_minutes_0").fill("30")
    page.locator("#id_price_0").fill("112")
    page.get_by_role("button", name="Add a length").click()
    expect(page.locator("#id_minutes_1")).to_be_focused()
    page.locator("#id_minutes_1").fill("90")
    page.locator("#id_price_1").fill("336")
    given_only_by(page, who)
    page.locator(".settings__save button").click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    return re.findall("services/([A-Z0-9]+)/", page.url)[0]


def tax(page: Page, per_cent: str, accessible) -> None:
    page.get_by_role("link", name="Payment and cancelling").click()
    page.get_by_label("Tax within the price").fill(per_cent)
    save(page)
    accessible(page)


def starts_and_gaps(page: Page, client: Page, code: str, accessible) -> None:
    page.goto(f"{SETTINGS}services/{code}/times/")
    looks_ahead(page, {"A time begins every": "30"}, "Lost")
    accessible(page)
    assert fits(page)
    offered(client, code, QUARTERS)
    keep(page)
    offered(client, code, ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"])

    rule(page, {"Leave no gaps shorter than": "60"}, "Lost")
    offered(client, code, ["09:00", "10:00", "10:30", "11:30"])


def pause_and_buffers(page: Page, client: Page, code: str, email: str) -> None:
    rule(
        page,
        {
            "Leave no gaps shorter than": "0",
            "Minutes before the processing time": "30",
            "Minutes of processing time": "30",
        },
        "Gained",
    )
    book(client, code, email)
    offered(client, code, ["09:30", "10:30", "11:00", "11:30"])  # in the pause as well

    rule(page, {"Minutes to prepare": "30", "Minutes to finish": "30"}, "Lost")
    offered(client, code, ["11:00", "11:30"])


def full_day(page: Page, client: Page, code: str, person: str, accessible) -> None:
    """The one visit of that day is as many as they take: the day is taken for clients, as if each time were."""
    for most, times in (("1", []), ("", ["11:00", "11:30"])):
        page.goto(f"{SETTINGS}practitioners/{person}/")
        page.get_by_label("Most visits a day").fill(most)
        page.get_by_role("button", name="Save", exact=True).click()
        keep(page)
        offered(client, code, times)
        accessible(client)


def notice_and_horizon(page: Page, client: Page, code: str, accessible) -> None:
    rule(page, {"Shortest notice": "14 days"}, "Lost")
    offered(client, code, [])
    expect(client.get_by_role("heading", name="Next free times")).to_be_visible()  # those after the two weeks
    rule(page, {"Shortest notice": "2 hours", "How far ahead": "2"}, "Lost")
    offered(client, code, [])
    rule(page, {"How far ahead": "90"}, "Gained")
    offered(client, code, ["11:00", "11:30"])
    accessible(page)


def looks_ahead(page: Page, said: dict[str, str], column: str) -> None:
    """Type rules, and see how many free times that takes or gives before anything is kept."""
    for label, value in said.items():
        field = page.get_by_label(label)
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    page.locator(".settings__save button").click()
    expect(page.get_by_role("heading", name="Nothing is saved yet")).to_be_visible()
    expect(page.get_by_text("No booking is touched.")).to_be_visible()
    counts = page.locator(".foretold__times tbody tr").filter(has_text="Regler").locator("td")
    expect(counts.nth(["Lost", "Gained"].index(column))).to_have_text(re.compile(r"^[1-9]\d*$"))


def keep(page: Page) -> None:
    page.get_by_role("button", name="Save all the same").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()


def rule(page: Page, said: dict[str, str], column: str) -> None:
    looks_ahead(page, said, column)
    keep(page)


def offered(client: Page, code: str, times: list[str]) -> None:
    """Of the half hours of that day."""
    client.goto(f"/salong/s/{code}/?practitioner=any&minutes=30&day={DAY}")
    expect(client.get_by_role("heading", name="When suits you?")).to_be_visible()
    shown = client.locator(f"button.time[value^='{DAY}']")
    if times:
        expect(shown).to_have_text(times)
    else:
        expect(shown).to_have_count(0)


def book(client: Page, code: str, email: str) -> None:
    """The hour and a half at nine, with a pause from half past nine."""
    client.goto(f"/salong/s/{code}/?practitioner=any&minutes=90&day={DAY}")
    client.locator(f"button.time[value^='{DAY}']").filter(has_text="09:00").click()
    client.wait_for_url(HELD)
    tell_who(client, "Runa Regel", email, pay="on_site")
    go_on(client)
    client.wait_for_url(BOOKED)


def limit(page: Page, code: str, accessible) -> None:
    page.goto(f"{SETTINGS}services/{code}/booking/")
    page.get_by_label("Most bookings", exact=True).fill("1")
    page.get_by_label("Within days").fill("30")
    save(page)
    accessible(page)
    assert fits(page)


def becomes_known(client: Page, demo: Demo, email: str) -> None:
    client.goto("/salong/known/")
    client.get_by_label("E-mail").fill(email)
    client.get_by_role("button", name="Send the link").click()
    expect(client.get_by_role("heading", name="Look in your mail")).to_be_visible()
    link = re.findall(r"http://\S+/known/[^/]+/", demo.mail(email, having="Your link", seconds=90)["text"])[0]
    client.goto(link)
    client.get_by_role("button", name="Yes, show me the times").click()
    expect(client.get_by_text("You are known as")).to_be_visible()


def is_told_of_the_limit(client: Page, code: str, accessible) -> None:
    offered(client, code, ["11:00", "11:30"])
    client.locator(f"button.time[value^='{DAY}']").first.click()
    expect(client.get_by_text("It can be booked 1 time within 30 days, and you have done so.")).to_be_visible()
    accessible(client)
    assert fits(client)


def says_the_tax(page: Page, demo: Demo, email: str) -> None:
    ((code,),) = demo.sql("salong", "SELECT code FROM bookings_booking WHERE contact_email = %s", email)
    page.goto(f"/salong/desk/bookings/{code}/")
    expect(page.get_by_text(re.compile(r"of which tax 36.*\(12 %\)"))).to_be_visible()
