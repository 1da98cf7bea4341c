"""R02: whoever reads free times learns what is free and of whom the business shows, and nothing of who comes."""

import json
from typing import Any

import pytest
from django.test import Client as Browser

from booking.availability.absences import add_absence
from booking.availability.catalogue import current
from booking.availability.wishing import Wish
from booking.bookings.holding import place_hold
from booking.resources.models import Resource
from tenants.models import Limit
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.conftest import Clock
from tests.tenants.rows import TUESDAY, fill

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])
FIELDS = {"start", "end", "practitioner", "location", "modes", "price"}


def slots(cast: Cast, browser: Browser, **wish: str) -> Any:
    query = {"service": cast.salon.service.code, "from": "2026-11-24", "to": "2026-12-20"}
    return browser.get("/api/v1/salon/slots", query | wish)


def test_an_answer_holds_what_the_page_shows_and_nothing_else(cast: Cast):
    booking = fill(cast.salon)
    answer = slots(cast, Browser())
    assert set(answer.json()) == {"timezone", "results"}
    assert {frozenset(slot) for slot in answer.json()["results"]} == {frozenset(FIELDS)}
    told = answer.content.decode()
    for secret in (
        booking.code,
        str(booking.pk),
        booking.contact_name,
        booking.contact_email,
        "Dana",
        str(cast.dana.pk),
    ):
        assert secret not in told
    # Neither keys of rows nor times that are taken.
    assert str(cast.salon.practitioners[0].pk) not in told
    assert str(cast.salon.tenant.pk) not in told


def test_a_time_is_gone_for_the_same_look_whatever_took_it(cast: Cast):
    """A booking, an absence: nobody can tell one from the other."""
    alice, bob = cast.salon.practitioners
    start = TUESDAY.replace(day=26)
    with tenant_tx(cast.salon.tenant):
        offered = current(cast.salon.tenant)
        wish = Wish(offered.service(cast.salon.service.code), offered.resources[alice.pk])
        taken = place_hold(tenant=cast.salon.tenant, wish=wish, start_at=start)
        add_absence(resource=bob, start_at=start, end_at=taken.end_at.replace(minute=15))
    seen = [slots(cast, Browser(), practitioner=who.code).json()["results"] for who in (alice, bob)]
    for results in seen:
        for slot in results:
            slot.pop("practitioner")
    assert seen[0] == seen[1]


def test_whom_the_business_does_not_show_is_in_no_answer(cast: Cast):
    with tenant_tx(cast.salon.tenant):
        Resource.objects.filter(pk=cast.salon.practitioners[1].pk).update(public=False)
    browser = Browser()
    hidden = cast.salon.practitioners[1]
    for answer in (
        slots(cast, browser), browser.get("/api/v1/salon/services"), browser.get("/salon/"),
        browser.get("/api/v1/salon/slots/next", {"service": cast.salon.service.code}),
        browser.get(f"/salon/s/{cast.salon.service.code}/"),
    ):  # fmt: skip
        assert answer.status_code == 200
        assert hidden.name not in answer.content.decode()
        assert hidden.code not in answer.content.decode()
    asked, nobody = slots(cast, browser, practitioner=hidden.code), slots(cast, browser, practitioner="ABCDEFGH")
    assert (asked.status_code, asked.content) == (nobody.status_code, nobody.content)
    assert asked.status_code in {400, 404}


def test_sixty_readings_a_minute_are_enough_for_one_address(cast: Cast, clock: Clock):
    browser = Browser()
    pages = ["slots", "slots/next"]
    query = {"service": cast.salon.service.code}
    days = {"from": "2026-11-24", "to": "2026-11-24"}
    statuses = [
        browser.get(f"/api/v1/salon/{pages[n % 2]}", query | (days if n % 2 == 0 else {})).status_code
        for n in range(60)
    ]
    assert statuses == [200] * 60
    refused = slots(cast, browser)
    assert refused.status_code == 429
    assert json.loads(refused.content)["code"] == "rate_limited"
    assert 0 < int(refused["Retry-After"]) <= 60
    # Another business, the same visitor: still too often. Another visitor: welcome.
    assert browser.get("/api/v1/gym/slots", {"service": cast.gym.service.code} | days).status_code == 429
    assert slots(cast, Browser(REMOTE_ADDR="203.0.113.9")).status_code == 200
    clock.forward(seconds=int(refused["Retry-After"]))
    assert slots(cast, browser).status_code == 200
    assert Limit.objects.get(bucket="availability|127.0.0.1").count == 1
