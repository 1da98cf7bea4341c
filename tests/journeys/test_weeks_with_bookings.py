"""A week with a regular client and a time that was opened by hand is kept, pasted far ahead and taken back; whether the
client hears of it is asked."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Demo
from tests.journeys.steps import log_in
from tests.journeys.test_changing_bookings import SLUG, make

pytestmark = pytest.mark.journey
EVENING = """
    INSERT INTO availability_openslot (id, tenant_id, resource_id, location_id, start_at, end_at, price, audience)
    SELECT gen_random_uuid(), tenant_id, id, location_id, %s::timestamptz, %s::timestamptz, 64200, 'clients'
    FROM resources_resource WHERE code = %s
"""
OPENED = "SELECT price FROM availability_openslot WHERE batch_id IS NOT NULL"
BOOKED = "SELECT status, confirm_by FROM bookings_booking WHERE contact_name = %s ORDER BY start_at, id OFFSET 1"
TOLD = """
    SELECT count(*) FROM notifications_message m JOIN bookings_booking b ON b.id = m.booking_id
    WHERE b.contact_name = %s AND b.start_at > now() + interval '100 days' AND m.recipient = 'client'
      AND m.kind <> 'reminder'
"""
TAKE_THE_ROOM = """
    INSERT INTO availability_occupancy (id, tenant_id, resource_id, start_at, end_at, kind, owner_id, exclusive)
    SELECT gen_random_uuid(), o.tenant_id, r.id, o.start_at + %s - interval '2 hours', o.end_at + %s, 'absence',
           gen_random_uuid(), false
    FROM availability_occupancy o JOIN resources_resource r ON r.id = o.resource_id AND r.kind = 'room'
    JOIN bookings_part p ON p.id = o.owner_id JOIN bookings_booking b ON b.id = p.booking_id WHERE b.code = %s
    RETURNING resource_id
"""
NAMES = "SELECT name FROM resources_resource WHERE id = %s"
BESIDES = """
    SELECT r.name FROM availability_occupancy o JOIN resources_resource r ON r.id = o.resource_id
    JOIN bookings_part p ON p.id = o.owner_id JOIN bookings_booking b ON b.id = p.booking_id
    WHERE b.contact_name = %s AND b.status = 'confirmed' AND r.kind <> 'practitioner' ORDER BY b.start_at, r.name
"""
WEEK = timedelta(days=7)


@pytest.fixture(params=[1440, 390])
def page(request, visitor, demo) -> Page:
    """The owner's calendar, on a desk and on a phone."""
    page = visitor(wide=request.param > 1000)
    page.set_viewport_size({"width": request.param, "height": 900})
    owner = next(row for row in demo.tenants[SLUG]["members"] if row["role"] == "owner")
    log_in(page, owner["email"], owner["password"])
    return page


def booked(demo: Demo, name: str, weeks: int, *service: str) -> tuple[dict[str, Any], date]:
    """Somebody's booking so many weeks from now, and the Monday of that week."""
    headers = {"Authorization": f"Bearer {demo.tenants[SLUG]['api_key']}"}
    with httpx.Client(base_url=f"{demo.url}/api/v1/{SLUG}/", headers=headers) as program:
        made = make(demo, program, name, weeks, *service)
    day = date.fromisoformat(made["day"])
    return made, day - timedelta(days=day.weekday())


@pytest.fixture
def regular(page, demo) -> Iterator[tuple[str, date, str]]:
    """Somebody's booking in a week near us, and a time on the Sunday evening of that week, which goes again."""
    name = f"Rut Regular {page.viewport_size['width']}"
    made, monday = booked(demo, name, 3)
    sunday = monday + timedelta(days=6)
    demo.sql(SLUG, EVENING, f"{sunday} 20:00 Europe/Oslo", f"{sunday} 21:00 Europe/Oslo", made["with"])
    yield name, monday, made["with"]
    demo.sql(SLUG, "DELETE FROM availability_openslot WHERE price = 64200")


def kept(page: Page, monday: date, who: str, name: str) -> None:
    """The week under a name, with its bookings."""
    page.goto(f"/{SLUG}/desk/weeks/save/?from={monday}&until={monday + WEEK}&people={who}")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Bookings too").check()
    page.get_by_role("button", name="Save the week").click()
    expect(page.get_by_role("link", name=f"Paste {name}")).to_be_visible()


def looked_at(page: Page, name: str, first: date, *, tell: bool) -> None:
    """What a paste on that week would do."""
    page.get_by_role("link", name=f"Paste {name}").click()
    page.get_by_label("From").fill(f"{first}")
    page.get_by_label("To, this day included").fill(f"{first + WEEK - timedelta(days=1)}")
    page.get_by_label("Bookings too").check()
    expect(page.get_by_label("Tell the clients")).to_be_checked()
    page.get_by_label("Tell the clients").set_checked(tell)


def see(page: Page, what: str) -> None:
    page.get_by_role("button", name="See what it does").click()
    expect(page.locator("main")).to_contain_text(what)


def taken_back(page: Page) -> None:
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.locator(".messages, #toasts").filter(has_text="Undone").first).to_be_visible()


def test_a_regular_client_and_an_open_time_come_along_and_go_again(page, demo, regular, accessible):
    client, monday, who = regular
    name, first = f"Evenings {page.viewport_size['width']}", monday + 26 * WEEK
    kept(page, monday, who, name)
    accessible(page)

    looked_at(page, name, first, tell=False)
    accessible(page)
    see(page, "The clients will not be told.")
    expect(page.locator("main")).to_contain_text(re.compile(r"Open time · (NOK\s|kr\s)?642"))
    accessible(page)
    page.get_by_role("button", name="Paste", exact=True).click()
    expect(page.locator(".messages, #toasts").filter(has_text=f"{name}: ").first).to_be_visible()
    assert demo.sql(SLUG, OPENED) == [(64200,)]
    assert demo.sql(SLUG, BOOKED, client) == [("confirmed", "none")]
    taken_back(page)
    assert demo.sql(SLUG, OPENED) == []
    assert demo.sql(SLUG, BOOKED, client) == [("cancelled", "none")]

    page.goto(f"/{SLUG}/desk/weeks/?from={monday}&until={monday + WEEK}&people={who}")
    looked_at(page, name, first, tell=True)
    see(page, "told of the bookings.")
    page.get_by_role("button", name="Paste", exact=True).click()
    expect(page.locator(".messages, #toasts").filter(has_text=f"{name}: ").first).to_be_visible()
    mail = f"{client.replace(' ', '.').lower()}@example.com"
    assert demo.sql(SLUG, BOOKED, client)[-1] == ("confirmed", "")
    taken_back(page)
    demo.mail(mail, having="Avbestilt")
    assert demo.sql(SLUG, TOLD, client) == [(2,)]  # confirmation and its end, of the second paste alone


def test_a_booking_keeps_its_room_and_gets_another_one_where_that_is_taken(page, demo, accessible):
    """The shock wave goes along, for there is only one; of the rooms there are two."""
    client, name = f"Rolf Room {page.viewport_size['width']}", f"Rooms {page.viewport_size['width']}"
    made, monday = booked(demo, client, 4, "Trykkbølgebehandling")
    [(room,)] = demo.sql(SLUG, TAKE_THE_ROOM, 28 * WEEK, 28 * WEEK, made["code"])
    [(had,)] = demo.sql(SLUG, NAMES, room)
    other = {"Rom 1": "Rom 2", "Rom 2": "Rom 1"}[had]
    kept(page, monday, made["with"], name)
    looked_at(page, name, monday + 27 * WEEK, tell=False)
    page.get_by_label("To, this day included").fill(f"{monday + 29 * WEEK - timedelta(days=1)}")
    see(page, f"{other} instead of {had}")
    lines = page.locator(".blocks li", has_text=client)
    expect(lines).to_have_count(2)
    expect(lines.first).to_contain_text(f"Trykkbølgebehandling · {had}, Trykkbølge")
    expect(lines.first).not_to_contain_text("instead of")
    accessible(page)
    page.get_by_role("button", name="Paste", exact=True).click()
    expect(page.locator(".messages, #toasts").filter(has_text=f"{name}: ").first).to_be_visible()
    rows = [row for (row,) in demo.sql(SLUG, BESIDES, client)]
    assert rows == [had, "Trykkbølge", had, "Trykkbølge", other, "Trykkbølge"]
    taken_back(page)
    assert len(demo.sql(SLUG, BESIDES, client)) == 2
