"""Two clicks in the grid open the dialog where it was used last."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.gestures import draw_from
from tests.journeys.steps import log_in
from tests.journeys.test_open_time import SPAN

pytestmark = pytest.mark.journey


@pytest.fixture(params=[1440, 390])
def page(request, visitor, demo) -> Page:
    """Of the one at the front desk, on a desk and on a phone, who has not been here before."""
    demo.sql("fjord", "UPDATE tenants_membership SET choices = '{}' WHERE role = 'front_desk'")
    page = visitor(wide=request.param > 1000)
    page.set_viewport_size({"width": request.param, "height": 900})
    someone = next(row for row in demo.tenants["fjord"]["members"] if row["role"] == "front_desk")
    log_in(page, someone["email"], someone["password"])
    return page


def span(page: Page) -> None:
    """Somebody draws over an hour, on a fresh page. On a phone this is what the grid tells then."""
    page.goto("/fjord/desk/?view=week")
    expect(page.locator(".ec")).to_be_visible()
    if page.viewport_size["width"] > 1000:
        draw_from(page, 10, 60)
    else:
        page.evaluate(SPAN)
    page.locator("#panel").get_by_role("link", name="Ingrid Solheim").click()


def opened_on(page: Page, name: str) -> None:
    expect(page.locator("#panel [data-tab][aria-current=page]")).to_have_text(name)


def test_the_dialog_opens_where_it_was_used_last(page, accessible):
    span(page)
    opened_on(page, "Booking")
    with page.expect_response("**/choices/"):
        page.locator("#panel").get_by_role("link", name="Absence").click()
    opened_on(page, "Absence")
    span(page)
    opened_on(page, "Absence")
    accessible(page)
    page.evaluate("LedigCalendar.panel.ask('entries/?tab=activity&start=2027-03-02T10:00&end=2027-03-02T11:00')")
    page.locator("#panel").get_by_role("link", name="Ingrid Solheim").click()
    opened_on(page, "Activity")
    span(page)
    opened_on(page, "Absence")
    with page.expect_response("**/choices/"):
        page.locator("#panel").get_by_role("link", name="Booking").click()
    span(page)
    opened_on(page, "Booking")
