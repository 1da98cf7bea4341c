"""I01: odd text in every field of every form that a page shows. The forms are found by reading the pages."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client as Browser

from tests.cast import Cast
from tests.desk.phoning import hold
from tests.odd import ALIVE, ODD, form_body
from tests.tenants.page_forms import PageForm, forms_of
from tests.tenants.routes import Named, Route, all_routes
from tests.tenants.rows import fill

pytestmark = pytest.mark.django_db(databases=["default", "owner", "relay"])
PAGES = [route for route in all_routes() if not route.for_programs]
ALONE = ("html", "digits")  # in one field, the others as the page had them
HARMLESS = {200, 204, 302, 303, 308, 400, 404, 409, 413, 422}
LONGEST_QUERY = 4000


@pytest.fixture
def named(cast: Cast, settings: Any) -> Named:
    settings.RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS = False
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    return Named.of(cast.salon, fill(cast.salon))


@pytest.fixture
def browser(cast: Cast) -> Browser:
    browser = Browser(raise_request_exception=False)
    browser.force_login(cast.alice.user)
    return browser


def forms_on(browser: Browser, page: str) -> list[PageForm]:
    """Those in which something is typed or chosen."""
    answer = browser.get(page)
    is_page = answer.status_code == 200 and "html" in answer["Content-Type"]
    return [form for form in forms_of(answer.text, page) if form.typed] if is_page else []


def tried(form: PageForm) -> list[tuple[str, dict[str, str]]]:
    together = [(f"{odd} everywhere", form.sent | dict.fromkeys(form.typed, text)) for odd, text in ODD.items()]
    alike = {re.sub(r"\d+", "", name): name for name in form.typed}  # of the lines of a list the last is one for all
    return together + [(f"{odd} in {name}", form.sent | {name: ODD[odd]}) for name in alike.values() for odd in ALONE]


def send(browser: Browser, form: PageForm, sent: dict[str, str]) -> HttpResponse:
    body = form_body(sent)
    if form.method == "get":
        return browser.generic("GET", form.action, QUERY_STRING=body[:LONGEST_QUERY])
    return browser.generic("POST", form.action, body, content_type="application/x-www-form-urlencoded")


def what_went_wrong(browser: Browser, forms: list[PageForm]) -> list[str]:
    told = [(form, odd, send(browser, form, sent)) for form in forms for odd, sent in tried(form)]
    return [
        f"{form.method} {form.action}: {odd}: {answer.status_code}"
        for form, odd, answer in told
        if answer.status_code not in HARMLESS or any(mark in answer.content for mark in ALIVE)
    ]


@pytest.mark.parametrize("route", PAGES, ids=str)
def test_odd_text_in_the_forms_of(route: Route, browser: Browser, named: Named):
    page = route.url(**named.fill(route, "salon"))
    assert what_went_wrong(browser, forms_on(browser, page)) == []
    assert browser.get(page).status_code in {*range(200, 500), 503}


def test_in_the_forms_that_come_after_a_choice(cast: Cast, browser: Browser, named: Named):
    """Booking by phone, once its time is held, and a move, once its new time is chosen."""
    held = hold(browser, cast)
    move = f"/salon/desk/bookings/{named.booking}/move/?at=2026-11-26T10:00:00%2B01:00"
    for page in (held, move):
        forms = [form for form in forms_on(browser, page) if len(form.typed) > 2]
        assert forms, page
        assert what_went_wrong(browser, forms) == []


def test_the_forms_are_found(browser: Browser, named: Named):
    pages = [route.url(**named.fill(route, "salon")) for route in PAGES]
    forms = {(form.action, *form.typed) for page in pages for form in forms_on(browser, page)}
    assert len(forms) > 70
    assert sum(len(form) - 1 for form in forms) > 350
