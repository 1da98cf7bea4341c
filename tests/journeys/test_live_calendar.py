"""What is done in one browser appears in another: a hold, a booking, a move; and when no stream can be had, too."""

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.steps import BOOKED, go_on, log_in, see_times, take_first_time, tell_who
from tests.journeys.test_a_client_changes import far_ahead

pytestmark = pytest.mark.journey
SOON = 5_000  # ms; the promise of two seconds is measured where nothing else runs (`tests/bench`)
CHANGES = re.compile("/desk/changes")
SLUG, SERVICE = "salong", "Klippning"


@pytest.fixture
def owner(visitor, demo):
    page = visitor(wide=True)
    member = next(row for row in demo.tenants[SLUG]["members"] if row["role"] == "owner")
    log_in(page, member["email"], member["password"])
    return page


@pytest.fixture
def look(owner, demo):
    """The owner looks at the week in which the next free time is."""

    def at_the_week(view: str = "week") -> Page:
        asked = {"service": demo.service(SLUG, SERVICE)}
        found = httpx.get(f"{demo.url}/api/v1/{SLUG}/slots/next", params=asked).json()["results"]
        with owner.expect_response(re.compile("/desk/live")):
            owner.goto(f"/{SLUG}/desk/?view={view}&day={found[0]['start'][:10]}")
        expect(owner.locator(".calendar .ec-bg-event, .agenda").first).to_be_attached()
        return owner

    return at_the_week


def reserved(page: Page):
    return page.locator(".calendar .entry-box--held")


def test_a_hold_appears_without_a_name_becomes_a_booking_and_moves(look, visitor, demo, accessible):
    owner = look()
    client = visitor()
    before = reserved(owner).count()
    see_times(client, demo, SLUG, SERVICE)
    take_first_time(client)
    expect(reserved(owner)).to_have_count(before + 1, timeout=SOON)
    assert owner.locator(".calendar .entry-box--held .entry-box__title").count() == 0
    accessible(owner)
    tell_who(client, "Linnea Live", "live@example.com", pay="on_site")
    go_on(client)
    client.wait_for_url(BOOKED)
    booked = owner.locator(".calendar .entry-box", has_text="Linnea Live")
    expect(booked).to_have_count(1, timeout=SOON)
    expect(booked).to_have_class(re.compile("entry-box--(booked|first)"))
    expect(reserved(owner)).to_have_count(before)
    was = booked.get_attribute("title") or ""
    assert was

    far_ahead(demo, SLUG, "live@example.com")
    client.goto(client.url.split("?")[0])
    client.get_by_role("link", name="Move it").click()
    client.locator("main form button[name=start], main a[href*='start=']").nth(4).click()
    client.get_by_role("button", name=re.compile("^Move to")).click()
    client.wait_for_url(BOOKED)
    expect(owner.locator(f'.calendar [title="{was}"]')).to_have_count(0, timeout=SOON)


def test_without_a_stream_it_appears_all_the_same_and_who_is_logged_out_is_told(look, owner, visitor, demo, accessible):
    owner.route(re.compile("/desk/live$"), lambda route: route.fulfill(status=404))
    page = look()
    before = reserved(page).count()
    client = visitor()
    see_times(client, demo, SLUG, SERVICE)
    take_first_time(client)
    expect(reserved(page)).to_have_count(before + 1, timeout=SOON)
    page.context.clear_cookies(name="sessionid")
    expect(page.locator("#calendar-trouble")).to_contain_text("logged out", timeout=SOON)
    accessible(page)
    page.set_viewport_size(PHONE)
    accessible(page)


def test_without_a_stream_what_happens_just_after_a_question_is_seen_within_two_seconds(owner):
    """Of the page's clock, which stands still but for what the test lets pass."""
    told = {"latest": "as it was", "changed": False}
    owner.route(re.compile("/desk/live$"), lambda route: route.fulfill(status=404))
    owner.route(CHANGES, lambda route: route.fulfill(json=told))
    owner.clock.install()
    with owner.expect_response(CHANGES):
        owner.goto(f"/{SLUG}/desk/?view=week")
    expect(owner.locator(".calendar .ec")).to_be_visible()
    owner.clock.pause_at(datetime.now(UTC) + timedelta(hours=1))
    with owner.expect_response(CHANGES):
        owner.clock.run_for(1000)
    owner.wait_for_timeout(300)
    told |= {"latest": "another", "changed": True}
    with owner.expect_response(CHANGES):
        owner.clock.run_for(1000)
    with owner.expect_request(re.compile("/desk/calendar.json")):
        for _each in range(9):
            owner.wait_for_timeout(200)
            owner.clock.run_for(100)
    owner.unroute_all(behavior="ignoreErrors")


def test_a_stream_that_is_held_back_on_its_way_is_not_waited_for(owner):
    owner.route(re.compile("/desk/live$"), lambda route: None)  # asked for, and nothing comes
    with owner.expect_response(CHANGES):
        owner.goto(f"/{SLUG}/desk/?view=week")
    owner.unroute_all(behavior="ignoreErrors")


def test_the_list_follows_too(look, visitor, demo, accessible):
    page = look("list")
    page.set_viewport_size(PHONE)
    before = page.locator(".agenda .entry--held").count()
    client = visitor()
    see_times(client, demo, SLUG, SERVICE)
    take_first_time(client)
    expect(page.locator(".agenda .entry--held")).to_have_count(before + 1, timeout=SOON)
    accessible(page)
