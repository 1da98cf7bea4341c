"""Staff change what is booked: by dragging, from "More", and against the rules when they say so."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Demo
from tests.journeys.gestures import drag, drag_edge
from tests.journeys.steps import log_in

pytestmark = pytest.mark.journey
SLUG, SERVICE = "fjord", "Videotime"


@pytest.fixture
def desk(visitor, demo):
    """Somebody at the physiotherapists, in a wide window."""

    def opened(role: str = "owner") -> Page:
        page = visitor(wide=True)
        page.set_viewport_size({"width": 1440, "height": 900})
        member = next(row for row in demo.tenants[SLUG]["members"] if row["role"] == role)
        log_in(page, member["email"], member["password"])
        return page

    return opened


@pytest.fixture
def program(demo):
    """The business's own program, which can book."""
    key = demo.tenants[SLUG]["api_key"]
    with httpx.Client(base_url=f"{demo.url}/api/v1/{SLUG}/", headers={"Authorization": f"Bearer {key}"}) as client:
        yield client


def make(demo: Demo, program: httpx.Client, name: str, weeks: int, named: str = SERVICE) -> dict[str, Any]:
    """A booking on a weekday so many weeks from now, and another free time of the same person on that day."""
    service = demo.service(SLUG, named)
    monday = date.today() + timedelta(weeks=weeks) - timedelta(days=date.today().weekday())
    for n in range(5):
        day = (monday + timedelta(days=n)).isoformat()
        slots = program.get("slots", params={"service": service, "from": day, "to": day}).json()["results"]
        if len(slots) < 6:
            continue
        client = {"name": name, "email": f"{name.replace(' ', '.').lower()}@example.com"}
        wish = {"service": service, "start": slots[0]["start"], "client": client}
        made = program.post("bookings", json=wish).raise_for_status().json()
        who = made["practitioner"]["code"]
        params = {"service": service, "from": day, "to": day, "practitioner": who}
        free = program.get("slots", params=params).json()["results"]
        start = datetime.fromisoformat(made["start"])
        later = [at for slot in free if (at := datetime.fromisoformat(slot["start"])) >= start + timedelta(hours=1)]
        if later:
            return {"code": made["code"], "with": who, "start": start, "free": later, "day": day, "service": service}
    raise AssertionError("no day has room for a booking and a move")


def see_day(page: Page, booking: dict[str, Any]) -> None:
    page.goto(f"/{SLUG}/desk/?view=day&day={booking['day']}&with={booking['with']}")
    expect(entry(page, booking)).to_be_visible()


def entry(page: Page, booking: dict[str, Any]):
    return page.locator(f"[data-entry='{booking['code']}']").first


def start_of(demo: Demo, booking: dict[str, Any]) -> datetime:
    ((start,),) = demo.sql(SLUG, "SELECT start_at FROM bookings_booking WHERE code = %s", booking["code"])
    return start


def test_a_booking_is_dragged_asked_about_moved_and_put_back(desk, demo, program, accessible):
    booking = make(demo, program, "Dagny Drag", 1)
    page = desk()
    see_day(page, booking)
    to = booking["free"][0]
    drag(page, entry(page, booking), (to - booking["start"]).total_seconds() / 60)
    panel = page.locator("#panel")
    expect(panel.get_by_role("heading", name=re.compile("Move Dagny Drag to"))).to_be_visible()
    expect(panel).to_contain_text("stays as agreed")
    expect(panel.get_by_label("Tell the client")).to_be_checked()
    accessible(page)
    panel.get_by_label("Tell the client").uncheck()
    panel.locator("button.button--primary").click()
    expect(page.locator("#toasts")).to_contain_text("Moved: Dagny Drag")
    accessible(page)
    assert start_of(demo, booking) == to
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator("#toasts")).to_contain_text("Undone")
    assert start_of(demo, booking) == booking["start"]


def test_of_two_who_drag_the_same_booking_the_later_is_told(desk, demo, program, accessible):
    booking = make(demo, program, "Tora Twice", 1)
    first, second = desk(), desk("front_desk")
    minutes = (booking["free"][0] - booking["start"]).total_seconds() / 60
    for page in (first, second):
        see_day(page, booking)
        drag(page, entry(page, booking), minutes)
        expect(page.locator("#panel h1")).to_contain_text("Move Tora Twice to")
    first.locator("#panel button.button--primary").click()
    expect(first.locator("#toasts")).to_contain_text("Moved: Tora Twice")
    second.locator("#panel button.button--primary").click()
    expect(second.locator("#panel")).to_contain_text("Somebody changed Tora Twice's booking")
    accessible(second)
    history = "SELECT count(*) FROM tenants_event WHERE type = 'booking.moved' AND subject_code = %s"
    assert demo.sql(SLUG, history, booking["code"]) == [(1,)]


def test_a_drop_outside_the_hours_slides_back_and_says_why(desk, demo, program, accessible):
    booking = make(demo, program, "Late Lise", 1)
    page = desk()
    see_day(page, booking)
    before = entry(page, booking).get_attribute("title") or ""
    assert before
    evening = booking["start"].replace(hour=18, minute=0)
    drag(page, entry(page, booking), (evening - booking["start"]).total_seconds() / 60)
    panel = page.locator("#panel")
    expect(panel).to_contain_text("cannot be had")
    expect(panel).to_contain_text("Nearest free times")
    accessible(page)
    expect(entry(page, booking)).to_have_attribute("title", before)
    assert start_of(demo, booking) == booking["start"]


def test_has_arrived_done_and_did_not_come(desk, demo, program, accessible):
    booking = make(demo, program, "Anna Arrives", 2)
    for table, column in (("bookings_booking", "id"), ("bookings_part", "booking_id")):
        demo.sql(
            SLUG,
            f"UPDATE {table} SET start_at = clock_timestamp() - interval '10 minutes', "
            "end_at = clock_timestamp() + interval '20 minutes' "
            f"WHERE {column} = (SELECT id FROM bookings_booking WHERE code = %s)",
            booking["code"],
        )
    page = desk("front_desk")
    page.goto(f"/{SLUG}/desk/bookings/{booking['code']}/")
    for act, said in (("Has arrived", "has arrived"), ("Done", "Done:"), ("Did not come", "did not come")):
        page.locator("main summary", has_text="More").click()
        accessible(page)
        page.get_by_role("button", name=act, exact=True).click()
        expect(page.locator(".messages")).to_contain_text(said)
    page.locator(".messages").get_by_role("button", name="Undo").click()
    expect(page.locator(".messages")).to_contain_text("Undone")
    assert demo.sql(SLUG, "SELECT status FROM bookings_booking WHERE code = %s", booking["code"]) == [("completed",)]


def pick_client(page: Page, name: str) -> None:
    page.get_by_role("searchbox").fill(name[:4])
    found = page.get_by_role("link", name=re.compile(name)).or_(page.get_by_role("option", name=re.compile(name)))
    found.first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Book {name}?")


def test_outside_the_hours_after_a_warning(desk, demo, program, accessible):
    booking = make(demo, program, "Olga Outside", 2)
    night = f"{booking['start'].replace(hour=22, minute=30):%Y-%m-%dT%H:%M%z}".replace("+", "%2B")
    page = desk("front_desk")
    page.goto(f"/{SLUG}/desk/book/?service={booking['service']}&with={booking['with']}&start={night}")
    expect(page.locator("main")).to_contain_text("does not work then")
    accessible(page)
    page.get_by_role("button", name=re.compile("Book anyway")).click()
    pick_client(page, "Olga Outside")
    expect(page.locator("main")).to_contain_text("You may book it anyway")
    accessible(page)
    page.get_by_role("button", name=re.compile("anyway")).click()
    page.wait_for_url(re.compile("/desk/bookings/"))
    expect(page.locator("main")).to_contain_text("Outside working hours")


def test_over_a_taken_time_with_a_reason_that_everybody_sees(desk, demo, program, accessible):
    booking = make(demo, program, "Ove Over", 2)
    start = f"{booking['start']:%Y-%m-%dT%H:%M%z}".replace("+", "%2B")
    page = desk()
    page.goto(f"/{SLUG}/desk/book/?service={booking['service']}&with={booking['with']}&start={start}")
    accessible(page)
    page.get_by_label("Why over something else?").fill("Twins come together")
    page.get_by_role("button", name=re.compile("Book over it")).click()
    pick_client(page, "Ove Over")
    accessible(page)
    page.get_by_role("button", name=re.compile("anyway")).click()
    # The client has another booking then: it is said once more.
    page.get_by_role("button", name=re.compile("anyway")).or_(page.get_by_text("Booked: Ove Over")).first.wait_for()
    page.wait_for_url(re.compile("/desk/bookings/"))
    expect(page.locator("main")).to_contain_text("Twins come together")
    accessible(page)
    see_day(page, booking)
    expect(page.locator("[data-entry]", has_text="Ove Over")).to_have_count(2)
    expect(page.locator("[data-entry]", has_text="!").filter(has_text="Ove Over")).to_have_count(1)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_booking_is_made_longer_by_its_edge_or_by_typing(desk, demo, program, accessible, width):
    booking = make(demo, program, f"Lena Longer {width}", 3)  # where nobody else is booked
    page = desk()
    page.set_viewport_size({"width": width, "height": 900})
    asked = "SELECT extract(epoch FROM end_at - start_at)::int / 60, price FROM bookings_booking WHERE code = %s"
    ((minutes, price),) = demo.sql(SLUG, asked, booking["code"])
    panel = page.locator("#panel")
    if width > 1000:
        see_day(page, booking)
        drag_edge(page, entry(page, booking), 15)
    else:
        page.goto(f"/{SLUG}/desk/bookings/{booking['code']}/move/")
        accessible(page)
        page.get_by_label("Minutes").fill(str(minutes + 15))
        page.get_by_role("button", name="Continue").click()
        panel = page.locator("main")
    expect(panel).to_contain_text(f"{minutes + 15} min instead of {minutes}")
    expect(panel.get_by_label("Price")).not_to_have_value(str(price // 100))
    accessible(page)
    panel.get_by_label("Price").fill("777")
    panel.get_by_label("Tell the client").uncheck()
    panel.get_by_role("button", name=re.compile("^Change")).click()
    told = page.locator(".messages").filter(has_text="Changed: Lena Longer")
    expect(told).to_be_visible()
    assert demo.sql(SLUG, asked, booking["code"]) == [(minutes + 15, 77700)]
    told.get_by_role("button", name="Undo").click()
    expect(page.locator(".messages").filter(has_text="Undone")).to_be_visible()
    assert demo.sql(SLUG, asked, booking["code"]) == [(minutes, price)]
