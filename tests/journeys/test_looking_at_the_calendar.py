"""What somebody sees who opens the calendar for the first time: at a desk, on a phone, and without JavaScript."""

import re
from datetime import date, datetime, timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.steps import log_in, log_in_by_hand

pytestmark = pytest.mark.journey

# The clock time at the upper edge of what is seen of the grid, in minutes.
SEEN = "() => { const main = document.querySelector('.ec-main'); return main ? Math.round(main.scrollTop) : -1; }"
OVERFULL = """() => [...document.querySelectorAll('#calendar .entry-box__text > *')].filter(one => {
  const box = one.getBoundingClientRect(), entry = one.closest('.ec-event').getBoundingClientRect();
  return box.height && (box.bottom > entry.bottom + 2 || box.top < entry.top - 2);
}).map(one => one.textContent)"""

CUT_NAMES = """() => [...document.querySelectorAll('#calendar .entry-box__title')].filter(one => {
  const name = one.getBoundingClientRect(), entry = one.parentElement.getBoundingClientRect();
  return name.height && (name.bottom > entry.bottom || name.top < entry.top);
}).map(one => one.parentElement.textContent)"""


@pytest.fixture
def opened(visitor, demo):
    def open_it(role: str = "owner", query: str = "", *, slug: str = "fjord", **options) -> Page:
        page = visitor(**options)
        member = next(row for row in demo.tenants[slug]["members"] if row["role"] == role)
        log_in(page, member["email"], member["password"])
        page.goto(f"/{slug}/desk/{query}")
        return page

    return open_it


def monday() -> str:
    today = date.today()
    return str(today + timedelta(days=7 - today.weekday()))


def scrolled_to(page: Page, low: int, high: int) -> None:
    page.wait_for_function(f"() => {{ const at = ({SEEN})(); return at >= {low} && at <= {high}; }}")


def test_a_phone_begins_with_the_list_and_its_grid_leaves_room_for_the_day(visitor, demo, accessible):
    demo.sql("lindgren", "UPDATE tenants_membership SET choices = '{}'")  # nobody has been here before
    page = visitor()
    member = next(row for row in demo.tenants["lindgren"]["members"] if row["role"] == "front_desk")
    log_in_by_hand(page, member["email"], member["password"])
    expect(page.locator("#agenda")).to_be_visible()
    expect(page.locator("[data-view=list]")).to_have_attribute("aria-current", "true")
    accessible(page)
    page.get_by_role("link", name="Week", exact=True).click()
    expect(page.locator(".ec-week-view")).to_be_visible()
    assert page.locator("#calendar").evaluate("one => one.getBoundingClientRect().top") <= 120
    page.keyboard.press("m")
    expect(page.locator(".ec-month-view .head--short").first).to_be_visible()
    heads = page.locator(".ec-month-view .ec-col-head").evaluate_all(
        "all => all.map(one => one.scrollWidth > one.clientWidth)"
    )
    assert not any(heads), "the name of a weekday is broken or cut"
    page.keyboard.press("d")
    expect(page.locator(".ec-month-view")).to_have_count(0)
    page.goto("/lindgren/desk/?view=week")  # and at the desk it is as it was left there
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/lindgren/desk/")
    expect(page.locator(".ec-week-view")).to_be_visible()


def test_a_day_begins_where_it_begins_and_today_at_now(opened, demo):
    ((first,),) = demo.sql("fjord", "SELECT min(opens) FROM availability_weeklyhours WHERE weekday = 0")
    opens = first.hour * 60 + first.minute - 15
    page = opened(query=f"?view=week&day={monday()}", wide=True)
    expect(page.locator("#calendar .entry-box--booked").first).to_be_visible()
    scrolled_to(page, 0, opens)
    page.locator("#calendar .ec-main").evaluate("main => { main.scrollTop = 700; }")
    page.evaluate("LedigCalendar.refetch()")
    page.wait_for_timeout(1500)
    scrolled_to(page, 700, 700)
    now = page.evaluate("new Date(new Date().toLocaleString('en-US', {timeZone: 'Europe/Oslo'})).getHours()")
    page.locator("[data-go=today]").click()
    expect(page.locator(".ec-today").first).to_be_visible()
    if now >= 5:  # in the small hours it begins at seven
        bottom = page.evaluate(
            "() => { const main = document.querySelector('.ec-main'); return main.scrollHeight - main.clientHeight; }"
        )
        scrolled_to(page, min((now - 2) * 60 - 15, bottom - 1), now * 60)


@pytest.mark.parametrize("wide", [True, False], ids=["1440", "390"])
@pytest.mark.parametrize("view", ["week", "day"])
def test_a_short_entry_shows_its_name_whole_however_much_stands_above_it(opened, wide, view):
    """Three quarters of an hour beside another one, with every sign there is."""

    def crowded(route: Route) -> None:
        told = route.fetch().json()
        booked = [one for one in told["entries"] if one["kind"] == "booked"]
        for one in booked:
            end = datetime.fromisoformat(one["start"]) + timedelta(minutes=45)
            one |= {"end": end.isoformat(), "signs": ["star", "alert", "question", "video", "card"]}
        again = [one | {"id": one["id"] + "-again"} for one in booked]
        route.fulfill(json=told | {"entries": told["entries"] + again})

    page = opened(wide=wide)
    page.set_viewport_size({"width": 1440 if wide else 390, "height": 900})
    page.route("**/calendar.json?*", crowded)
    page.goto(f"/fjord/desk/?view={view}&day={monday()}")
    expect(page.locator("[data-entry$='-again']").first).to_be_visible()
    assert page.evaluate(CUT_NAMES) == []


def test_a_week_of_everybody_says_whose_and_what_and_fits(opened, accessible):
    page = opened(query=f"?view=week&day={monday()}", wide=True)
    entry = page.locator(".entry-box--booked button").first
    expect(entry.locator(".entry-box__whose")).to_have_text(re.compile("^(IS|LN|NV|R1|R2)$"))
    expect(entry).to_have_attribute("aria-label", re.compile("Ingrid Solheim|Lars Nygård|Nora Vik|Rom [12]"))
    assert page.evaluate(OVERFULL) == []
    page.keyboard.press("?")
    shown = page.locator("#calendar-shown")
    shown.get_by_label("by service").check()
    expect(shown.locator(".legend--service")).to_contain_text("Videotime")
    expect(shown.locator(".legend--state")).not_to_be_visible()
    accessible(page)
    shown.get_by_label("by state").check()
    for name in ("Ingrid Solheim", "Lars Nygård", "Nora Vik", "Rom 1", "Rom 2"):
        shown.get_by_label(name).uncheck()
    expect(page.get_by_role("heading", name="Nobody's calendar is shown")).to_be_visible()
    expect(page.locator(".ec")).not_to_be_visible()
    accessible(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Show everybody").click()
    expect(entry).to_be_visible()


def test_what_is_short_says_what_fits_and_nothing_twice(opened):
    page = opened(query="?view=week&day=2027-03-01", wide=True)
    expect(page.locator(".ec")).to_be_visible()
    people = page.evaluate("LedigCalendar.config.people.map(one => one.id)")
    entries, at = [], 8 * 60
    for minutes in (10, 15, 20, 30, 45, 60):
        begins, ends = (f"2027-03-01T{n // 60:02}:{n % 60:02}:00" for n in (at, at + minutes))
        entries += [
            {"id": f"{code}-{minutes}", "kind": "known", "with": code, "start": begins, "end": ends, "signs": ["star"],
             "title": "free for existing clients", "said": "free for existing clients", "note": "Massage"}
            for code in people[: 1 + minutes % 4]
        ]  # fmt: skip
        at += minutes
    page.route(
        re.compile("calendar[.]json"), lambda route: route.fulfill(json={"entries": entries, "hours": [], "closed": []})
    )
    page.evaluate("LedigCalendar.refetch()")
    expect(page.locator("#calendar .entry-box--known")).to_have_count(len(entries))
    assert page.evaluate(OVERFULL) == []
    said = page.locator("#calendar .entry-box--known button").first.get_attribute("aria-label")
    assert said
    assert said.count("free for existing clients") == 1
    page.unroute_all(behavior="ignoreErrors")


def test_without_javascript_it_is_the_list_and_its_links_work(opened):
    page = opened("owner", "?view=week", javascript=False, wide=True)
    expect(page.locator("#agenda")).to_be_visible()
    expect(page.locator("#calendar")).not_to_be_visible()
    assert page.locator("#agenda").evaluate("one => one.getBoundingClientRect().top") < 250
    page.get_by_role("link", name="Later").click()
    page.wait_for_url(re.compile("day="))
    expect(page.locator("#agenda")).to_be_visible()
    page.locator("#calendar-day").fill(monday())
    page.locator(".calendar-pick").get_by_role("button", name="Show").click()
    page.wait_for_url(re.compile(f"day={monday()}"))
    expect(page.locator("#agenda")).to_be_visible()


@pytest.fixture
def christmas(demo):
    """Mondays are for existing clients only, and the Tuesday of next week is closed."""
    weekly = "UPDATE availability_weeklyhours SET audience = %s WHERE weekday = 0"
    demo.sql("fjord", weekly, "clients")
    demo.sql(
        "fjord",
        "INSERT INTO availability_closure (id, tenant_id, name, from_on, until_on) "
        "SELECT gen_random_uuid(), current_setting('app.tenant')::uuid, 'Christmas', %s::date + 1, %s::date + 1",
        monday(), monday(),
    )  # fmt: skip
    yield
    demo.sql("fjord", weekly, "everyone")
    demo.sql("fjord", "DELETE FROM availability_closure WHERE name = 'Christmas'")


@pytest.mark.parametrize("wide", [False, True], ids=["phone", "wide"])
def test_what_is_kept_for_clients_is_blue_and_marked_and_closed_days_are_named(opened, accessible, christmas, wide):
    """CA8, CA16."""
    page = opened(query=f"?view=week&day={monday()}", wide=wide)
    expect(page.locator("#calendar .entry-box--closed")).to_contain_text("Christmas · closed")
    known = page.locator("#calendar .hours--known").first
    expect(known).to_have_attribute("title", "existing clients only")
    expect(known).to_have_css("border-right-style", "dashed")
    accessible(page)
    page.get_by_role("link", name="Month", exact=True).click()
    expect(page.locator(".ec-month-view .entry-box--closed")).to_be_visible()
    page.goto(f"/fjord/desk/?view=list&day={monday()}")
    expect(page.locator(".agenda__closed")).to_have_text("Christmas · closed")
    accessible(page)
