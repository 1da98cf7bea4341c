"""What is answered when PostgreSQL goes away under a request, or is too busy: try again, and never a bare 500."""

from collections.abc import Iterator

import pytest
from django.db import close_old_connections
from django.test import Client as Browser

from tests.cast import Cast

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"]),
    pytest.mark.urls("tests.tenants.away_urls"),
]
OURS = pytest.mark.parametrize("address", ["/salon/trouble/", "/trouble/"])
FOR_PROGRAMS = pytest.mark.parametrize("address", ["/api/v1/salon/trouble", "/webhooks/trouble"])
ITS_TROUBLE = pytest.mark.parametrize("how", ["lost", "slow"])


@pytest.fixture
def browser(cast: Cast) -> Iterator[Browser]:
    browser = Browser(raise_request_exception=False)
    browser.force_login(cast.alice.user)
    yield browser
    close_old_connections()  # as a server does after each request; Django's test client does not


@OURS
@ITS_TROUBLE
def test_a_person_gets_a_page_that_says_to_try_again(browser: Browser, address: str, how: str):
    answer = browser.get(address, {"how": how}, headers={"Accept-Language": "sv"})
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "5", "no-store")
    assert "Något svarar inte" in answer.content.decode()
    close_old_connections()
    assert browser.get("/salon/desk/").status_code == 200


@OURS
@ITS_TROUBLE
def test_htmx_gets_a_part_of_a_page(browser: Browser, address: str, how: str):
    answer = browser.get(address, {"how": how}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer.content.startswith(b'<div class="notice')


@FOR_PROGRAMS
@ITS_TROUBLE
def test_a_program_gets_a_problem(browser: Browser, address: str, how: str):
    answer = browser.post(f"{address}?how={how}")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert (answer["Content-Type"], answer.json()["code"]) == ("application/problem+json", "unavailable")


@pytest.mark.parametrize("address", ["/salon/trouble/", "/trouble/", "/api/v1/salon/trouble", "/webhooks/trouble"])
@pytest.mark.parametrize("how", ["wrong", "zero"])
def test_a_bug_in_a_statement_stays_our_own_fault(browser: Browser, address: str, how: str):
    answer = browser.post(f"{address}?how={how}")
    assert answer.status_code == 500
    assert "Retry-After" not in answer
