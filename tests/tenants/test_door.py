"""The door of a business: what a refused or broken request wrote is undone, and nothing of its tenant stays behind."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test import override_settings

from booking.clients.models import Client
from tenants.models import Event, Limit
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.tenants.faces import face
from tests.tenants.rows import ask

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"]),
    pytest.mark.urls("tests.tenants.door_urls"),
]


@pytest.fixture
def browser(cast: Cast) -> Iterator[Browser]:
    yield Browser(raise_request_exception=False)
    assert ask("SELECT coalesce(current_setting('app.tenant', true), '')") == [("",)]
    assert connection.get_autocommit()


def names(cast: Cast) -> set[str]:
    with tenant_tx(cast.salon.tenant):
        return set(Client.objects.values_list("name", flat=True)) - {cast.dana.name}


@pytest.mark.parametrize("status", [200, 201, 204, 302, 303])
def test_what_was_written_stays_when_the_answer_is_good(browser: Browser, cast: Cast, status: int):
    assert browser.post(f"/salon/write/?status={status}").status_code == status
    assert names(cast) == {"written"}


@pytest.mark.parametrize("status", [400, 404, 409, 422, 500, 503])
def test_what_was_written_is_undone_when_the_answer_is_a_refusal(browser: Browser, cast: Cast, status: int):
    assert browser.post(f"/salon/write/?status={status}").status_code == status
    assert names(cast) == set()


@pytest.mark.parametrize(("how", "status"), [("stale", 409), ("lost", 404), ("broken", 500)])
def test_what_was_written_is_undone_when_the_view_raises(browser: Browser, cast: Cast, how: str, status: int):
    answer = browser.post(f"/salon/refuse/?how={how}")
    assert answer.status_code == status
    assert "ZeroDivision" not in answer.content.decode()
    assert names(cast) == set()


@pytest.mark.parametrize("view", ["swallow", "swallow-in-save"])
def test_a_swallowed_error_is_a_500_and_never_a_201(browser: Browser, cast: Cast, view: str):
    assert browser.post(f"/salon/{view}/").status_code == 500
    assert names(cast) == set()


def test_a_template_reads_inside_the_transaction(browser: Browser, cast: Cast):
    assert browser.get("/salon/late/").content.decode() == f"{cast.dana.name};"


def test_a_view_may_stay_outside_and_keep_what_it_committed(browser: Browser, cast: Cast):
    assert browser.get("/salon/outside/").status_code == 409
    assert names(cast) == {"outside"}


@pytest.mark.parametrize("slug", ["nobody", "SALON", "x" * 90])
def test_without_a_business_there_is_nothing(browser: Browser, slug: str):
    answer = browser.get(f"/{slug}/write/")
    assert answer.status_code == 404
    assert face(browser.get("/gone/write/"), "gone") == face(answer, slug)


def test_a_route_that_nobody_wrote_down_is_open_to_nobody(browser: Browser, cast: Cast):
    assert browser.get("/salon/unknown/").status_code == 404
    browser.force_login(cast.alice.user)
    assert browser.get("/salon/unknown/").status_code == 404


def test_the_denied_attempt_of_a_known_person_is_written_down(browser: Browser, cast: Cast):
    browser.force_login(cast.charlie.user)
    assert browser.get("/salon/desk/").status_code == 404
    browser.force_login(cast.finance.user)
    assert browser.get("/salon/desk/book/").status_code == 403
    with tenant_tx(cast.salon.tenant):
        denied = [(e.actor_id, e.data["route"], e.data["status"]) for e in Event.objects.filter(type="access.denied")]
    assert denied == [(cast.charlie.user_id, "desk", 404), (cast.finance.user_id, "desk-book", 403)]


def test_a_limit_survives_the_refusal_and_says_when_to_come_again(browser: Browser, cast: Cast):
    statuses = [browser.post("/salon/write/?status=409").status_code for _ in range(121)]
    assert statuses == [409] * 120 + [429]
    answer = browser.post("/salon/write/")
    assert 0 < int(answer["Retry-After"]) <= 60
    assert Limit.objects.get(bucket="reading|127.0.0.1").count == 122
    assert names(cast) == set()


def test_a_limit_counts_whoever_stands_before_our_own_proxies(browser: Browser, cast: Cast):
    told = {"HTTP_X_FORWARDED_FOR": "9.9.9.9, 203.0.113.7, 10.0.0.2"}
    with override_settings(TRUSTED_PROXY_COUNT=2):
        browser.get("/salon/late/", **told)
    browser.get("/salon/late/", **told)
    assert set(Limit.objects.values_list("bucket", flat=True)) == {"reading|203.0.113.7", "reading|127.0.0.1"}


def test_requests_of_many_businesses_never_see_each_others_rows(cast: Cast):
    """T05 in small: the same few connections serve both, with refusals and faults in between."""

    def visit(n: int) -> tuple[str, str]:
        browser, slug = Browser(raise_request_exception=False), ("salon", "gym")[n % 2]
        browser.post(f"/{slug}/refuse/?how={('stale', 'lost', 'broken')[n % 3]}")
        try:
            return slug, browser.get(f"/{slug}/late/").content.decode()
        finally:
            left = ask("SELECT coalesce(current_setting('app.tenant', true), '')")
            if n % 5 == 0:
                connection.close()
            assert left == [("",)]

    def visits(first: int) -> list[tuple[str, str]]:
        try:
            return [visit(n) for n in range(first, 100, 4)]
        finally:
            connection.close()

    with override_settings(RATE_LIMITS=False), ThreadPoolExecutor(4) as pool:
        seen = [pair for pairs in pool.map(visits, range(4)) for pair in pairs]
    assert {(slug, words) for slug, words in seen} == {
        ("salon", f"{cast.salon.client.name};"), ("gym", f"{cast.gym.client.name};"),
    }  # fmt: skip
