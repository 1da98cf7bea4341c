"""What no column can hold (NUL, half a surrogate pair) is refused before anything looks at it, on every route."""

from collections import Counter
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from django.test import Client as Browser
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils.encoding import iri_to_uri

from tests.api.web import web_process
from tests.cast import Cast
from tests.tenants.routes import Named, Route, all_routes
from tests.tenants.rows import fill

pytestmark = pytest.mark.django_db(databases=["default", "owner", "relay"])
ROUTES = all_routes()
PAGES = [route for route in ROUTES if not route.pattern.startswith(("api/", "webhooks/"))]
TEXTS = {"code", "token", "hold", "key"}
NAMED = [(route, blank) for route in ROUTES for blank in sorted(route.blanks & TEXTS)]
BROKEN = "a\x00b"


@pytest.fixture
def named(cast: Cast, settings: Any) -> Named:
    settings.RATE_LIMITS = False
    settings.DEMO = True
    return Named.of(cast.salon, fill(cast.salon))


@pytest.fixture
def browser(cast: Cast) -> Browser:
    """Alice's, with Salon's key beside her session."""
    browser = Browser(raise_request_exception=False, headers={"Authorization": f"Bearer {cast.salon.key}"})
    browser.force_login(cast.alice.user)
    return browser


def test_in_a_path_it_is_like_any_name_of_nobody(browser: Browser, named: Named):
    def ask(route: Route, blank: str, method: str, said: str) -> int:
        path = route.url(**named.fill(route, "salon") | {blank: "x-x"}).replace("x-x", said)
        return browser.generic(method, path, "{}", content_type="application/json").status_code

    asks = [(route, blank, method) for route, blank in NAMED for method in ("GET", "POST", "DELETE")]
    seen = {each: ask(*each, quote(BROKEN)) for each in asks}
    nobody = {each: ask(*each, "-") for each in asks}
    assert Counter(seen.values())[404] > 30
    # 404: not even an address, where the pattern itself has no room for it.
    assert {each: status for each, status in seen.items() if status not in (nobody[each], 404)} == {}


@pytest.mark.parametrize("name", ["client", BROKEN])
def test_in_a_query_it_is_invalid(browser: Browser, named: Named, name: str):
    query = f"{quote(name)}={quote(BROKEN)}"
    seen = {route: browser.get(f"{route.url(**named.fill(route, 'salon'))}?{query}").status_code for route in ROUTES}
    assert {route: status for route, status in seen.items() if status != (422 if route in PAGES else 400)} == {}


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", MULTIPART_CONTENT])
def test_in_a_form_it_is_invalid(browser: Browser, named: Named, kind: str):
    form = encode_multipart(BOUNDARY, {"client": BROKEN}) if kind == MULTIPART_CONTENT else f"client={quote(BROKEN)}"

    def ask(route: Route) -> int:
        return browser.generic("POST", route.url(**named.fill(route, "salon")), form, content_type=kind).status_code

    seen = {route: ask(route) for route in PAGES}
    assert {route: status for route, status in seen.items() if status != 422} == {}


def test_a_form_is_read_as_utf8_whatever_it_claims_to_be(cast: Cast):
    """Over real HTTP: Django's own request would break while it is made."""
    claims = [("unicode_escape", r"\ud800"), ("utf-7", "+2AA-"), ("utf-16", "a"), ("rot13", "a"), ("idna", "ü")]
    with web_process() as web:
        for charset, text in claims:
            body = f'--x\r\nContent-Disposition: form-data; name="next"\r\n\r\n/salon/?q={text}\r\n--x--\r\n'
            kind = {"Content-Type": f"multipart/form-data; boundary=x; charset={charset}"}
            answer = httpx.post(f"{web.url}/language/?q=a", content=body.encode(), headers=kind)
            assert (answer.status_code, answer.headers["Location"]) == (302, iri_to_uri(f"/salon/?q={text}"))


def test_a_cookie_that_holds_it_is_none(cast: Cast):
    answer = Browser(raise_request_exception=False).get(
        "/salon/desk/", headers={"Cookie": r'sessionid="abcdefghi\000j"'}
    )
    assert answer.status_code == 302
