"""The staff calendar in a browser: open a time, enter an activity or an absence, and see why a time is closed."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import PHONE, Demo
from tests.journeys.gestures import click_at, drag, drag_edge, draw_from
from tests.journeys.steps import log_in

pytestmark = pytest.mark.journey
OPEN = "#calendar .entry-box--open"
WIDE = {"width": 1440, "height": 900}
SPAN = """() => { const day = LedigCalendar.range().from;
document.querySelector("#calendar").dispatchEvent(new CustomEvent("calendar:span",
{ detail: { startStr: day + "T10:00", endStr: day + "T11:00" } })); }"""
DROPPED = "([entry, said]) => LedigCalendar.panel.dropped(entry, said, () => {})"  # as the grid tells
# Six weeks on: neither the demo nor a journey books there. Ingrid works Mon, Tue and Thu 8–15:30.
LATER = "SELECT (date_trunc('week', now() AT TIME ZONE 'Europe/Oslo') + interval '42 days')::date::text"


@pytest.fixture(autouse=True)
def nothing_entered(demo: Demo) -> Iterator[None]:
    """Whatever a test entered, and even if it failed, the next one finds nothing of it."""
    kept = "SELECT array_agg(id) FROM availability_{0}"
    tables = ("openslot", "activity", "absence", "shift")
    before = {table: demo.sql("fjord", kept.format(table))[0][0] or [] for table in tables}
    yield
    for table, ids in before.items():
        gone = "DELETE FROM availability_{0} WHERE id <> ALL(%s) RETURNING id"
        rows = [row[0] for row in demo.sql("fjord", gone.format(table), ids)]
        demo.sql("fjord", "DELETE FROM availability_occupancy WHERE owner_id = ANY(%s)", rows)


@pytest.fixture
def monday(demo: Demo) -> str:
    return demo.sql("fjord", LATER)[0][0]


@pytest.fixture
def calendar(visitor, demo: Demo, monday: str) -> Callable[..., Page]:
    """Ingrid's own calendar on that Monday."""

    def made(size: dict[str, int] = WIDE, *, click: str = "menu", touch: bool = False) -> Page:
        page = visitor(wide=True, touch=touch)
        page.set_viewport_size(size)
        ingrid = next(row for row in demo.tenants["fjord"]["members"] if row["role"] == "owner")
        log_in(page, ingrid["email"], ingrid["password"])
        ((code,),) = demo.sql("fjord", "SELECT code FROM resources_resource WHERE name = 'Ingrid Solheim'")
        page.goto(f"/fjord/desk/?view=day&day={monday}&with={code}&click={click}")
        expect(page.locator(".ec-bg-event.hours").first).to_be_attached()
        return page

    return made


def slots(demo: Demo) -> list[tuple]:
    return demo.sql(
        "fjord", "SELECT to_char(start_at AT TIME ZONE 'Europe/Oslo', 'HH24:MI'), "
        "extract(epoch FROM end_at - start_at)::int / 60, price FROM availability_openslot ORDER BY start_at",
    )  # fmt: skip


def field(page: Page, name: str) -> Locator:
    return page.locator("main").get_by_role("textbox", name=re.compile(f"^{name}( |$)"))


def ask(page: Page, path: str) -> None:
    """As the grid does."""
    page.evaluate("(path) => htmx.ajax('GET', LedigCalendar.base + path, {target: '#panel', source: '#panel'})", path)


def test_a_click_opens_a_time_at_once_and_one_button_takes_it_back(calendar, demo, accessible):
    page = calendar(click="open")
    click_at(page, 17)
    expect(page.locator("#toasts")).to_contain_text("Opened")
    assert [row[1:] for row in slots(demo)] == [(45, 85000)]
    expect(page.locator(OPEN)).to_have_count(1)
    accessible(page)
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator(OPEN)).to_have_count(0)
    assert slots(demo) == []


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_panel_changes_a_time_and_the_price_follows_its_length(calendar, demo, accessible, monday, size):
    page = calendar(size)
    ask(page, f"time/?start={monday}T18:00")
    page.get_by_role("button", name="Open a time here").click()
    minutes, price = page.get_by_label("Minutes"), field(page, "Price")
    expect(price).to_have_value("850")
    minutes.fill("90")
    expect(price).to_have_value("1700")
    price.fill("999")
    minutes.fill("60")
    expect(price).to_have_value("999")
    accessible(page)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#panel")).to_contain_text("Changed")
    assert slots(demo) == [("18:00", 60, 99900)]
    expect(page.get_by_role("button", name="Book this time")).to_be_visible()
    page.get_by_role("button", name="Remove").click()
    expect(page.locator("#toasts")).to_contain_text("Removed")
    assert slots(demo) == []
    expect(page.locator("#panel .side-panel")).to_have_count(0)


def test_a_time_is_dragged_and_its_edge_takes_the_price_along(calendar, demo):
    page = calendar(click="open")
    click_at(page, 9)
    expect(page.locator(OPEN)).to_have_count(1)
    ((start, *_rest),) = slots(demo)
    with page.expect_response("**/calendar.json?*"):  # until then the grid knows it as it was before
        drag(page, page.locator(OPEN), 60)
    expect(page.locator("#toasts")).to_contain_text("Changed")
    assert slots(demo) == [(f"{int(start[:2]) + 1:02}{start[2:]}", 45, 85000)]
    expect(page.locator("#calendar .entry-box--open .entry-box__time")).to_contain_text(slots(demo)[0][0])
    drag_edge(page, page.locator(OPEN), 45)
    expect(page.locator("#toasts")).to_contain_text("1,700")
    assert slots(demo)[0][1:] == (90, 170000)
    page.locator(OPEN).click()
    page.get_by_role("button", name="Book this time").click()
    expect(page.locator("#panel .holdbar")).to_contain_text("Ingrid Solheim")
    expect(page.locator("#calendar .entry-box--held")).to_have_count(1)
    page.get_by_role("button", name="Other times").click()
    expect(page.locator("#panel")).to_contain_text("Next free times")
    expect(page.locator("#calendar .entry-box--held")).to_have_count(0)


def test_a_drag_over_the_grid_makes_an_activity(calendar, demo, accessible):
    page = calendar()
    draw_from(page, 9, 70)
    expect(page.get_by_role("heading", name="Enter in the calendar")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Activity").click()
    field(page, "What").fill("Team meeting")
    accessible(page)
    page.get_by_role("button", name="Enter").click()
    expect(page.locator("#panel")).to_contain_text("Entered: Team meeting")
    expect(page.locator("#calendar .entry-box--activity")).to_contain_text("Team meeting")
    accessible(page)
    page.locator("#panel").get_by_role("button", name="Undo").click()
    expect(page.locator("#calendar .entry-box--activity")).to_have_count(0)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_an_absence_tells_which_bookings_it_lies_over(calendar, demo, accessible, size):
    ((start, end, name, code),) = demo.sql(
        "fjord", "SELECT to_char(p.start_at AT TIME ZONE 'Europe/Oslo', 'YYYY-MM-DD\"T\"HH24:MI'), "
        "to_char(p.end_at AT TIME ZONE 'Europe/Oslo', 'YYYY-MM-DD\"T\"HH24:MI'), b.contact_name, r.code "
        "FROM bookings_part p JOIN bookings_booking b ON b.id = p.booking_id "
        "JOIN resources_resource r ON r.id = p.resource_id "
        "WHERE b.status = 'confirmed' AND r.kind = 'practitioner' AND p.start_at > now() ORDER BY p.start_at LIMIT 1",
    )  # fmt: skip
    page = calendar(size)
    ask(page, f"entries/?tab=absence&with={code}&start={start}&end={end}")
    expect(page.locator("#overlaid")).to_contain_text(name)
    day = start[:10]
    field(page, "From").fill(f"{day}T00:05")
    field(page, "To").fill(f"{day}T00:10")
    field(page, "Why").focus()
    expect(page.locator("#overlaid")).not_to_contain_text(name)
    field(page, "From").fill(start)
    field(page, "To").fill(end)
    field(page, "Why").fill("Ill")
    expect(page.locator("#overlaid")).to_contain_text(name)
    accessible(page)
    page.get_by_role("button", name="Enter").click()
    expect(page.locator("#panel")).to_contain_text("Away")
    expect(page.locator("#overlaid")).to_contain_text(name)
    accessible(page)
    ((absence, seen),) = demo.sql("fjord", "SELECT id::text, version FROM availability_absence WHERE note = 'Ill'")
    told = {"change": f"absences/{absence}/times/", "with": code}
    page.evaluate(DROPPED, [told, {"start": f"{day}T00:05", "end": f"{day}T00:10", "seen": seen}])
    expect(page.locator("#toasts")).to_contain_text("00:05")
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#panel .side-panel")).to_have_count(0)
    page.evaluate(DROPPED, [told, {"start": start, "end": end, "seen": seen + 1}])
    expect(page.locator("#overlaid")).to_contain_text(name)  # without being asked for
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator("#toasts")).to_contain_text("Undone.")
    expect(page.locator("#panel .side-panel")).to_have_count(0)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_client_in_the_panel_is_whom_the_dialog_books(calendar, demo, accessible, size):
    """Opened from a booking; whoever double-clicks then means that client."""
    ((code, name, client),) = demo.sql(
        "fjord", "SELECT b.code, b.contact_name, c.name FROM bookings_booking b "
        "JOIN clients_client c ON c.id = b.client_id WHERE b.status = 'confirmed' ORDER BY b.start_at DESC LIMIT 1",
    )  # fmt: skip
    page = calendar(size)
    panel = page.locator("#panel")
    ask(page, f"bookings/{code}/")
    expect(panel.get_by_role("heading", level=1)).to_contain_text(name)
    if size == WIDE:
        draw_from(page, 10, 60)
    else:
        page.evaluate(SPAN)  # the panel lies over the grid here; this is what the grid tells
    expect(panel.get_by_role("heading", name="Enter in the calendar")).to_be_visible()
    accessible(page)
    panel.get_by_role("link", name="Absence").click()
    expect(panel.locator("#overlaid")).to_be_attached()
    panel.get_by_role("link", name=f"Booking for {client}").click()
    panel.locator(".result").first.click()
    expect(panel.get_by_role("link", name="Absence")).to_have_count(0)
    expect(panel).to_contain_text(client)


def test_the_menu_says_which_rule_closes_a_time(calendar, demo, accessible, monday):
    page = calendar()
    click_at(page, 18)
    panel = page.locator("#panel")
    expect(panel).to_contain_text("Why is it free or closed?")
    expect(panel).to_contain_text("Ingrid Solheim does not work then")
    accessible(page)
    ask(page, f"time/?start={monday}T10:00")
    expect(panel).to_contain_text(re.compile("Clients can book it: 10:00–"))
    page.set_viewport_size(PHONE)
    accessible(page)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_weekly_hours_are_changed_where_one_sees_them(calendar, demo, accessible, monday, size):
    hours = "SELECT opens::text, closes::text, valid_until_on FROM availability_weeklyhours ORDER BY id"
    before = demo.sql("fjord", hours)
    page = calendar(size)
    panel, toasts = page.locator("#panel"), page.locator("#toasts")
    for choice in (re.compile("only Monday"), re.compile("every week, from")):
        ask(page, f"time/?start={monday}T10:00")
        panel.get_by_role("link", name="Change").click()
        expect(panel.get_by_label("Works then")).to_be_checked()
        accessible(page)
        panel.get_by_label("To", exact=True).fill("12:00")
        panel.get_by_label(choice).check()
        panel.get_by_role("button", name="Save", exact=True).click()
        asked = panel.get_by_role("heading", name="Nothing is saved yet")
        expect(asked.or_(toasts.get_by_text("–12:00")).first).to_be_visible()
        if asked.count():  # something is booked on one of the days to come
            accessible(page)
            panel.get_by_role("button", name="Save all the same").click()
        expect(toasts).to_contain_text("–12:00")
        expect(page.locator("#calendar .ec-bg-event.hours")).to_have_count(1)
        accessible(page)
        toasts.get_by_role("button", name="Undo").click()
        expect(toasts).to_contain_text("Undone")
        assert demo.sql("fjord", hours) == before


def test_without_javascript_all_of_it_is_plain_pages(visitor, demo, monday, accessible):
    page = visitor(javascript=False)
    ingrid = next(row for row in demo.tenants["fjord"]["members"] if row["role"] == "owner")
    log_in(page, ingrid["email"], ingrid["password"])
    page.goto(f"/fjord/desk/time/?start={monday}T19:00")
    page.get_by_role("button", name="Open a time here").click()
    page.get_by_label("Minutes").fill("90")
    field(page, "Price").fill("")
    page.get_by_role("button", name="Save").click()
    assert slots(demo) == [("19:00", 90, 170000)]
    page.get_by_role("button", name="Undo").click()
    assert slots(demo) == [("19:00", 45, 85000)]
    page.goto(f"/fjord/desk/slots/{demo.sql('fjord', 'SELECT id FROM availability_openslot')[0][0]}/")
    page.get_by_role("button", name="Remove").click()
    assert slots(demo) == []


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_without_a_mouse_a_time_is_opened_and_an_activity_entered(calendar, demo, accessible, monday, size):
    page = calendar(size)
    if size == WIDE:
        page.keyboard.press("o")
    else:
        page.get_by_role("link", name="Enter…").click()
    expect(page.get_by_role("heading", name="Open or enter")).to_be_visible()
    accessible(page)
    expect(page.get_by_label("When")).to_be_focused()
    page.get_by_label("When").fill(f"{monday}T18:30")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Open a time here")).to_be_focused()
    expect(page.locator("#panel")).to_contain_text("Ingrid Solheim")
    accessible(page)
    page.keyboard.press("Enter")
    expect(page.locator("#panel")).to_contain_text("Opened")
    assert [row[0] for row in slots(demo)] == ["18:30"]
    page.keyboard.press("Escape")
    expect(page.locator("#panel .side-panel")).to_have_count(0)
