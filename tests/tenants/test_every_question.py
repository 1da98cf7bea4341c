"""I07: what stands behind the question mark of any address is on its list, or it is refused or looked away from."""

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client as Browser
from django.utils.html import strip_tags

from tests.cast import Cast
from tests.tenants.routes import Named, Route, all_routes
from tests.tenants.rows import fill

pytestmark = pytest.mark.django_db(databases=["default", "owner", "relay"])
HOSTILE = {
    "ordering": "password", "order_by": "-user__password", "sort": "token", "fields": "token,digest", "include": "user",
    "client__user__password__startswith": "a", "password__regex": "^a", "email__isnull": "true", "id__gt": "0",
    "page_size": "1000000", "per_page": "1000000", "limit": "1000000", "offset": "-1", "expand": "tenant",
    "tenant_id": "0", "format": "json", "filter": "1 IS NOT NULL",
}  # fmt: skip
QUERY = urlencode(HOSTILE)
QUOTED = re.compile(r'"[^"]*order(ing|_by)[^"]*"')  # an address within a script


@pytest.fixture
def named(cast: Cast, settings: Any) -> Named:
    settings.RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS = False
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    return Named.of(cast.salon, fill(cast.salon))


def ask(browser: Browser, cast: Cast, route: Route, url: str, query: str) -> HttpResponse:
    headers = {"Authorization": f"Bearer {cast.salon.key}"} if route.for_programs else {}
    browser.cookies.pop("messages", None)
    return browser.get(f"{url}?{query}" if query else url, headers=headers)


def shown(answer: HttpResponse) -> Any:
    """What a page says, whatever addresses stand in it: some keep their own, question mark and all."""
    said = strip_tags(answer.content.decode(errors="replace"))
    return answer.status_code, "".join(each for each in QUOTED.sub("", said).split())


def test_a_list_that_was_not_asked_for_is_not_given(cast: Cast, named: Named):
    """Every address that answers GET: programs are told 400 (if they may call at all), pages stay as they are."""
    browser = Browser()
    browser.force_login(cast.alice.user)
    wrong, strict, same = [], 0, 0
    for route in all_routes():
        url = route.url(**named.fill(route, "salon"))
        plain, asked = (ask(browser, cast, route, url, query) for query in ("", QUERY))
        if route.for_programs and "tenant" in route.blanks and plain.status_code == 200:
            strict += asked.status_code == 400
            wrong += [f"{route}: {asked.status_code}"] if asked.status_code != 400 else []
        elif asked.status_code not in (400, 422):
            same += plain.status_code == 200
            if shown(asked) != shown(plain):
                wrong.append(f"{route}: {plain.status_code}, then {asked.status_code}")
    assert wrong == []
    assert (strict, same) > (3, 80)
