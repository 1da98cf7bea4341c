"""What must be true of every page: axe finds nothing, nothing scrolls sideways, and the first page is light."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK as WIDE
from tests.journeys.conftest import PHONE
from tests.journeys.steps import log_in

pytestmark = pytest.mark.journey

PUBLIC = ["/", "/lindgren/", "/fjord/", "/salong/", "/no-such-business/", "/account/login/", "/account/signup/",
          "/account/password/reset/",
          "/account/login/code/", "/mailbox/", "/api/v1/docs/", "/lindgren/b/nothing/"]  # fmt: skip
DESK = ["/account/businesses/", "/fjord/desk/", "/fjord/desk/book/", "/fjord/desk/clients/",
        "/fjord/desk/clients/test/", "/fjord/desk/links/",
        "/fjord/desk/undelivered/", "/fjord/desk/requests/", "/fjord/desk/money/", "/fjord/desk/bookings/NOTHING/",
        "/fjord/desk/weeks/", "/fjord/desk/weeks/save/", "/fjord/desk/hours/clear/",
        "/fjord/desk/start/", "/fjord/desk/settings/", "/fjord/desk/settings/business/",
        "/fjord/desk/settings/address/", "/fjord/desk/settings/services/", "/fjord/desk/settings/services/new/",
        "/fjord/desk/settings/places/", "/fjord/desk/settings/places/add/", "/fjord/desk/settings/things/",
        "/fjord/desk/settings/things/add/", "/fjord/desk/settings/things/missing/",
        "/fjord/desk/settings/hours/", "/fjord/desk/settings/closures/",
        "/fjord/desk/settings/closures/add/", "/fjord/desk/settings/holidays/", "/fjord/desk/settings/members/",
        "/fjord/desk/settings/members/invite/", "/fjord/desk/settings/practitioners/",
        "/fjord/desk/settings/practitioners/add/", "/fjord/desk/settings/skills/",
        "/fjord/desk/settings/roles/", "/fjord/desk/settings/log/", "/fjord/desk/settings/groups/",
        "/fjord/desk/settings/groups/add/", "/fjord/desk/settings/identity/",
        "/fjord/desk/settings/modules/", "/fjord/desk/settings/who-books/", "/fjord/desk/settings/units/",
        "/fjord/desk/settings/units/add/", "/fjord/desk/settings/teams/", "/fjord/desk/settings/teams/add/",
        "/fjord/desk/settings/keys/", "/fjord/desk/settings/keys/add/", "/fjord/desk/settings/cards/"]  # fmt: skip
PARTS = ["", "who/", "booking/", "needs/", "times/", "payment/", "questions/", "questions/add/"]
DRAWN_TO_SIZE = ("/fjord/desk/",)
COLOURS = ("color-contrast", "link-in-text-block")  # the rules of axe that look at colours
LIGHTEST = 60_000  # bytes over the wire, for the first page with everything


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def whole(page, element) -> bool:
    """All of it is on the screen."""
    box, size = element.bounding_box(), page.viewport_size
    return box["x"] >= 0 and box["x"] + box["width"] <= size["width"] and box["y"] + box["height"] <= size["height"]


def looked_at(page, accessible, path: str) -> None:
    """On a phone and on a desk, by day, and then its colours by night: nothing but the style sheets knows which of them
    it is. The calendar does, and is drawn for each."""
    page.set_viewport_size(PHONE)
    page.goto(path)
    for size in (PHONE, WIDE):
        page.set_viewport_size(size)
        if path in DRAWN_TO_SIZE and size == WIDE:
            page.goto(path)
        accessible(page, preload=True)
        page.emulate_media(color_scheme="dark")
        accessible(page, only=COLOURS)
        page.emulate_media(color_scheme="light")
        assert fits(page), (path, size)


def test_the_public_pages(visitor, accessible):
    page = visitor(language="sv")
    for path in PUBLIC:
        looked_at(page, accessible, path)


@pytest.mark.parametrize("half", [0, 1], ids=["one half", "the other"])
def test_the_pages_of_the_desk(visitor, demo, accessible, half):
    page = visitor()
    owner = next(row for row in demo.tenants["fjord"]["members"] if row["role"] == "owner")
    log_in(page, owner["email"], owner["password"])
    service = f"/fjord/desk/settings/services/{demo.service('fjord', 'Behandling')}/"
    for path in [*DESK, *(service + part for part in PARTS)][half::2]:
        looked_at(page, accessible, path)


def test_what_else_there_is_fits_on_a_phone(visitor, demo, accessible):
    page = visitor()
    owner = next(row for row in demo.tenants["fjord"]["members"] if row["role"] == "owner")
    log_in(page, owner["email"], owner["password"])
    page.goto("/fjord/desk/")
    page.locator(".desk-rail__more summary").click()
    accessible(page)
    for entry in page.locator(".desk-rail__item:visible").all():
        assert whole(page, entry), entry.inner_text()


def test_the_first_page_is_light(visitor):
    page = visitor()
    weighed: list[float] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda told: weighed.append(told["encodedDataLength"]))
    page.goto("/lindgren/", wait_until="networkidle")
    assert len(weighed) > 3, "the page's own files were not seen"
    assert sum(weighed) < LIGHTEST


def test_a_narrow_phone_needs_no_scrolling_sideways(visitor, demo):
    page = visitor()
    page.set_viewport_size({"width": 320, "height": 640})
    for path in ["/lindgren/", f"/salong/s/{demo.service('salong', 'Klippning')}/?practitioner=any"]:
        page.goto(path)
        assert fits(page), path


ROWS = "[...document.querySelectorAll('.row, .result, .card, .entry')]"
PUSHED = f"{ROWS}.filter(e => e.scrollWidth > e.clientWidth + 1).length"


def test_a_name_as_long_as_it_may_be_pushes_nothing_out_of_sight(visitor, demo):
    page = visitor()
    owner = next(row for row in demo.tenants["fjord"]["members"] if row["role"] == "owner")
    log_in(page, owner["email"], owner["password"])
    code = demo.service("fjord", "Behandling")
    paths = ["", f"s/{code}/", "desk/?view=list", "desk/book/", "desk/clients/", "desk/settings/services/",
             "desk/settings/practitioners/", f"desk/settings/services/{code}/who/"]  # fmt: skip
    with long_names(demo, "resources_service", "resources_resource", "clients_client"):
        for size in (PHONE, WIDE):
            page.set_viewport_size(size)
            for path in paths:
                page.goto(f"/fjord/{path}")
                expect(page.locator("main")).to_contain_text("Ox" * 20)
                assert fits(page), (path, size)
                assert page.evaluate(PUSHED) == 0, (path, size)


@contextmanager
def long_names(demo, *tables: str) -> Iterator[None]:
    """Without a space in them. Names end in the old ones' ids, for some must differ."""
    were = {table: demo.sql("fjord", f"SELECT id, name FROM {table}") for table in tables}
    try:
        for table in tables:
            demo.sql("fjord", f"UPDATE {table} SET name = repeat('Ox', 40) || id")
        yield
    finally:
        for table, rows in were.items():
            for row, name in rows:
                demo.sql("fjord", f"UPDATE {table} SET name = %s WHERE id = %s", name, row)
