"""Setting up where, with what and when: clients see each change at once."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Demo
from tests.journeys.steps import log_in
from tests.journeys.test_every_page import fits

pytestmark = pytest.mark.journey
SIZES = [{"width": 390, "height": 844}, {"width": 1440, "height": 900}]
SETTINGS = "/fjord/desk/settings/"


@pytest.fixture(params=SIZES, ids=["phone", "wide"])
def owner(request: pytest.FixtureRequest, visitor: Callable[..., Page], demo: Demo) -> Page:
    return arrive(visitor(), demo, request.param)


def arrive(page: Page, demo: Demo, size: dict[str, int]) -> Page:
    page.set_viewport_size(size)
    row = next(row for row in demo.tenants["fjord"]["members"] if row["role"] == "owner")
    log_in(page, row["email"], row["password"])
    return page


def save(page: Page, said: str = "Saved.") -> None:
    page.get_by_role("button", name="Save", exact=True).dblclick()
    expect(page.get_by_text(said, exact=said == "Saved.")).to_be_visible()


def foresee(page: Page, accessible: Callable[[Page], None] | None = None, button: str = "Save") -> None:
    """Press the button; what the change touches comes first."""
    page.get_by_role("button", name=button, exact=True).last.click()
    expect(page.get_by_role("heading", name="Nothing is saved yet")).to_be_visible()
    if accessible:
        accessible(page)
        assert fits(page)


def confirm(page: Page, button: str = "Save all the same", said: str = "Saved.") -> None:
    page.locator(".foretold").get_by_role("button", name=button, exact=True).dblclick()
    expect(page.get_by_text(said, exact=said == "Saved.")).to_be_visible()


def save_and_confirm(page: Page) -> None:
    """It may touch something or not."""
    page.get_by_role("button", name="Save", exact=True).last.click()
    foretold = page.get_by_role("heading", name="Nothing is saved yet")
    expect(foretold.or_(page.get_by_text("Saved."))).to_be_visible()
    if foretold.count():
        confirm(page)


def free(demo: Demo, first: date, days: int = 7) -> dict[str, int]:
    """How many times are free on each day, as programs are told."""
    service = demo.service("fjord", "Videotime")  # needs nobody but who gives it
    asked = {"service": service, "from": f"{first}", "to": f"{first + timedelta(days=days - 1)}"}
    found = httpx.get(f"{demo.url}/api/v1/fjord/slots", params=asked).raise_for_status().json()["results"]
    counted: dict[str, int] = {}
    for slot in found:
        counted[slot["start"][:10]] = counted.get(slot["start"][:10], 0) + 1
    return counted


def monday(weeks: int) -> date:
    today = date.today()
    return today + timedelta(days=7 * weeks - today.weekday())


def test_a_place_is_added_found_and_archived(owner, visitor, accessible):
    name = f"Brygga {owner.viewport_size['width']}"
    owner.goto(SETTINGS)
    owner.get_by_role("link", name="Places Where clients come").click()
    owner.get_by_role("link", name="Add a place").click()
    owner.get_by_label("Name").fill(name)
    owner.get_by_label("Street").fill("Bryggen 5")
    save(owner)
    owner.get_by_role("link", name=name).click()
    accessible(owner)
    client = visitor()
    client.goto("/fjord/")
    expect(client.get_by_text("Bryggen 5").first).to_be_visible()
    owner.get_by_role("link", name="Opening hours", exact=True).click()
    owner.get_by_label("Monday, from").first.fill("08:10")
    owner.get_by_label("Monday, to").first.fill("16:20")
    owner.get_by_role("button", name="The same from Tuesday to Friday").click()
    expect(owner.get_by_label("Friday, to").first).to_have_value("16:20")
    expect(owner.get_by_role("button", name="The same from Tuesday to Friday")).to_be_hidden()
    accessible(owner)
    assert fits(owner)
    save(owner)  # nobody works there yet
    client.reload()
    expect(client.get_by_text("Mo–Fr 08:10–16:20")).to_be_visible()
    owner.get_by_role("link", name=f"{name} Mo–Fr 08:10–16:20").click()
    owner.get_by_role("link", name="Place", exact=True).click()
    owner.get_by_label("Time zone").select_option("Europe/London")
    save(owner)  # nothing is booked there, and nobody works there yet
    owner.get_by_role("link", name=name).click()
    owner.get_by_role("button", name="Archive", exact=True).click()
    expect(owner.get_by_text(f"{name} is archived.")).to_be_visible()
    accessible(owner)
    client.goto("/fjord/")
    expect(client.get_by_role("heading", level=1)).to_be_visible()
    expect(client.get_by_text("Bryggen 5")).to_have_count(0)


def test_equal_things_are_added_at_once_and_one_is_archived(owner, accessible):
    name = f"Stol {owner.viewport_size['width']}"
    owner.goto(SETTINGS)
    owner.get_by_role("link", name="Rooms and equipment").click()
    owner.get_by_role("link", name="Add equipment").click()
    owner.get_by_label("Name").fill(name)
    owner.get_by_label("What it has").fill(name)
    owner.get_by_label("How many equal ones").fill("3")
    save(owner)
    expect(owner.get_by_text(f"3 × {name}")).to_be_visible()
    owner.get_by_role("link", name=f"{name} 2").click()
    owner.get_by_role("button", name="Archive", exact=True).click()
    expect(owner.get_by_text(f"2 × {name}")).to_be_visible()
    owner.get_by_role("button", name="Undo").click()
    expect(owner.get_by_text("Undone.")).to_be_visible()
    owner.goto(SETTINGS + "things/")
    expect(owner.get_by_text(f"3 × {name}")).to_be_visible()
    accessible(owner)


def test_weekly_hours_are_what_clients_are_offered(owner, demo, accessible):
    week = monday(3)
    saturday = f"{week + timedelta(days=5)}"
    owner.goto(SETTINGS)
    owner.get_by_role("link", name="Weekly hours Clients").click()
    owner.locator("a.row").first.click()
    accessible(owner)
    was = free(demo, week)
    opens, closes = owner.get_by_label("Saturday, from"), owner.get_by_label("Saturday, to")
    opens.first.fill("12:00")
    closes.first.fill("09:00")
    owner.get_by_role("button", name="Save", exact=True).click()
    expect(owner.get_by_text("It must end after it begins").first).to_be_visible()
    expect(opens.first).to_have_value("12:00")
    accessible(owner)
    closes.first.fill("15:00")
    owner.locator(".week-day").nth(5).locator(".week-line__more > summary").first.scroll_into_view_if_needed()
    accessible(owner)
    foresee(owner, accessible)
    assert free(demo, week) == was
    confirm(owner)
    now = free(demo, week)
    assert now.pop(saturday) > was.get(saturday, 0)
    assert now == {day: count for day, count in was.items() if day != saturday}
    owner.get_by_role("button", name="Undo").click()
    expect(owner.get_by_text("Undone.")).to_be_visible()
    assert free(demo, week) == was


def test_hours_are_kept_for_existing_clients(owner, accessible):
    owner.goto(SETTINGS + "hours/")
    first = owner.locator("a.row").first
    first.click()
    line = owner.locator(".week-day").first.locator(".week-line").first
    fold = line.locator(".week-line__more")
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    line.get_by_label("Who may book").select_option("Existing clients only")
    accessible(owner)
    foresee(owner, accessible)
    expect(owner.locator(".foretold")).to_contain_text("for existing clients only")
    confirm(owner)
    expect(first).to_contain_text("existing clients only")
    owner.get_by_role("button", name="Undo").click()
    expect(owner.get_by_text("Undone.")).to_be_visible()
    owner.goto(SETTINGS + "hours/")
    expect(first).to_be_visible()
    expect(first).not_to_contain_text("existing clients only")


def test_the_week_is_set_without_javascript(visitor, demo):
    page = arrive(visitor(javascript=False), demo, SIZES[0])
    page.goto(SETTINGS + "hours/")
    page.locator("a.row").first.click()
    sunday = page.locator(".week-day").nth(6)
    sunday.get_by_text("Another time").click()
    for number, (opens, closes) in enumerate((("08:00", "10:00"), ("11:00", "12:00"))):
        sunday.get_by_label("Sunday, from").nth(number).fill(opens)
        sunday.get_by_label("Sunday, to").nth(number).fill(closes)
    foresee(page)
    confirm(page)
    expect(page.get_by_text(re.compile("Su 08:00–10:00, 11:00–12:00"))).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone.")).to_be_visible()


def test_closed_days_show_what_is_booked_first_and_offer_nothing(owner, demo, accessible):
    day = demo.sql(
        "fjord",
        "SELECT start_at::date FROM bookings_booking WHERE status = 'confirmed' "
        "AND start_at > clock_timestamp() + interval '1 day' AND extract(hour FROM start_at) BETWEEN 6 AND 18 "
        "ORDER BY start_at LIMIT 1",
    )[0][0]
    was = free(demo, day)
    owner.goto(SETTINGS)
    owner.get_by_role("link", name="Closed days").click()
    owner.get_by_role("link", name="Close days").click()
    owner.get_by_label("What for").fill("Course")
    owner.get_by_label("First day").fill(f"{day}")
    foresee(owner, accessible)
    expect(owner.locator(".foretold").get_by_role("link", name="Move").first).to_be_visible()
    assert free(demo, day) == was
    owner.get_by_role("link", name="Cancel").click()
    expect(owner.get_by_role("heading", name="Nothing is saved yet")).to_have_count(0)
    assert free(demo, day) == was
    owner.get_by_label("What for").fill("Course")
    owner.get_by_label("First day").fill(f"{day}")
    foresee(owner)
    confirm(owner)
    assert free(demo, day) == {on: count for on, count in was.items() if on != f"{day}"}
    expect(owner.get_by_role("heading", name=re.compile("still stands? on these days"))).to_be_visible()
    accessible(owner)
    foresee(owner, accessible, "Open again")
    confirm(owner, "Open again", "Course is taken away")
    assert free(demo, day) == was


def test_public_holidays_are_closed_by_a_tick(owner, demo, accessible):
    owner.goto(SETTINGS)
    owner.get_by_role("link", name="Public holidays").click()
    box = owner.get_by_role("checkbox", name=re.compile("Første nyttårsdag"))
    day = date.fromisoformat(box.get_attribute("value") or "")
    box.check()
    save_and_confirm(owner)
    expect(box).to_be_checked()
    assert f"{day}" not in free(demo, day)
    accessible(owner)
    owner.get_by_role("button", name="Undo").click()
    expect(owner.get_by_text("Undone.")).to_be_visible()
    expect(box).not_to_be_checked()


def test_a_holiday_of_a_region_closes_the_place_that_lies_there(owner, demo, accessible):
    owner.goto(SETTINGS + "places/")
    owner.locator("a.row:visible").last.click()
    name, place = owner.get_by_role("heading", level=1).inner_text(), owner.url
    expect(owner.get_by_label("Region")).to_have_count(0)
    owner.get_by_label("Country").select_option("DE")
    save(owner)
    owner.goto(SETTINGS + "holidays/")
    owner.get_by_role("link", name=re.compile("^Choose its region")).click()
    owner.get_by_label("Region").select_option("Bayern")
    accessible(owner)
    save(owner)

    owner.goto(SETTINGS + "holidays/")
    box = owner.get_by_role("checkbox", name=re.compile("Fronleichnam")).first
    box.check()
    accessible(owner)
    assert fits(owner)
    save_and_confirm(owner)
    expect(box).to_be_checked()
    owner.goto(SETTINGS + "closures/")
    expect(owner.locator("a.row", has_text="Fronleichnam")).to_contain_text(name)
    owner.goto(SETTINGS + "holidays/")
    box.uncheck()
    save_and_confirm(owner)
    expect(box).not_to_be_checked()
    owner.goto(place)
    owner.get_by_label("Country").select_option("NO")
    save(owner)
    owner.goto(place)
    expect(owner.get_by_label("Region")).to_have_count(0)


def test_another_clock_is_shown_first_and_cancelled_without_trace(owner, demo, accessible):
    was = free(demo, monday(1))
    owner.goto(SETTINGS + "places/")
    owner.locator("a.row").first.click()
    zone = owner.get_by_label("Time zone")
    usual = zone.input_value()
    zone.select_option("America/New_York")
    foresee(owner, accessible)
    expect(owner.get_by_text("Bookings keep their moment")).to_be_visible()
    expect(owner.get_by_role("heading", name=re.compile(r"^\d+ bookings? (is|are) touched$"))).to_be_visible()
    expect(owner.get_by_role("heading", name="Free times in the next 60 days")).to_be_visible()
    with owner.expect_popup() as beside:
        owner.locator(".foretold").get_by_role("link", name="Move").first.click()
    expect(beside.value.get_by_role("heading", level=1)).to_be_visible()
    expect(zone).to_have_value("America/New_York")
    owner.get_by_role("link", name="Cancel", exact=True).click()
    expect(zone).to_have_value(usual)
    assert free(demo, monday(1)) == was
