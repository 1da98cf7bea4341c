"""Part 4's rule: a booking with a known e-mail, a client's or a member's, never logs in, reveals or changes.
And A03: what nobody may set from outside is refused or left alone."""

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client as Browser

from booking.bookings.models import Booking
from booking.clients.models import Client
from tenants.models import Membership, User
from tenants.tenancy import tenant_tx
from tests.cast import Cast

pytestmark = pytest.mark.django_db(databases=["default", "owner", "relay"])
STARTS = [f"2026-11-{day}T13:00:00+01:00" for day in (24, 25, 26, 27)]
NEW_EACH_TIME = {"code", "manage_url", "start", "end"}
FORBIDDEN = {
    "role": "owner", "is_staff": True, "type": "manager", "tenant_id": "x", "tenant": "gym", "status": "confirmed",
    "paid": True, "paid_amount": 50000, "price": 0, "externalId": 0, "created_at": "2020-01-01", "email_verified": True,
    "client_proven": True, "token_version": 9, "id": "x", "exclusive": False, "held_until": "2030-01-01T00:00:00Z",
}  # fmt: skip


@pytest.fixture
def browser(cast: Cast, settings: Any) -> Browser:
    settings.RATE_LIMITS = False
    return Browser()


def send(browser: Browser, path: str, body: dict[str, Any]) -> HttpResponse:
    return browser.post(f"/api/v1/salon/{path}", json.dumps(body), content_type="application/json")


def hold(browser: Browser, cast: Cast, start: str) -> str:
    return send(browser, "holds", {"service": cast.salon.service.code, "start": start}).json()["hold"]


def book(browser: Browser, cast: Cast, start: str, email: str) -> dict[str, Any]:
    client = {"name": "A Stranger", "email": email, "phone": "+46709999999"}
    answer = send(browser, "bookings", {"hold": hold(browser, cast, start), "client": client, "payment": "on_site"})
    assert answer.status_code == 201, answer.content
    return answer.json()


def people(cast: Cast) -> list[Any]:
    with tenant_tx(cast.salon.tenant):
        return [
            list(User.objects.order_by("pk").values()),
            list(Membership.objects.order_by("pk").values()),
            list(Client.objects.filter(pk=cast.dana.pk).values()),
        ]


@pytest.mark.parametrize(
    "email", ["dana@example.com", "DANA@Example.com", "alice@salon.example", "charlie@gym.example"]
)
def test_a_known_address_gets_what_an_unknown_one_gets(browser: Browser, cast: Cast, email: str):
    before = people(cast)
    unknown = book(browser, cast, STARTS[0], "nobody@example.org")
    known = book(browser, cast, STARTS[1], email)
    assert people(cast) == before
    told = [{k: v for k, v in answer.items() if k not in NEW_EACH_TIME} for answer in (unknown, known)]
    for answer in told:
        answer["client"].pop("email")
        answer.pop("practitioner")
    assert told[0] == told[1]
    assert cast.dana.name not in json.dumps(known)
    assert cast.dana.phone not in json.dumps(known)


@pytest.mark.parametrize("email", ["dana@example.com", "alice@salon.example"])
def test_it_logs_nobody_in_and_its_page_shows_what_was_typed_alone(browser: Browser, cast: Cast, email: str):
    made = book(browser, cast, STARTS[0], email)
    assert "_auth_user_id" not in browser.session
    assert browser.get("/salon/desk/").status_code == 302
    path = made["manage_url"].partition("//")[2].partition("/")[2]
    page = browser.get(f"/{path}")
    assert page.status_code == 200
    for kept in (cast.dana.name, cast.dana.phone, cast.dana.phone[-6:]):
        assert kept not in page.content.decode()
    assert "_auth_user_id" not in browser.session


def test_it_is_linked_to_the_client_unproven_and_keeps_its_own_contact(browser: Browser, cast: Cast):
    made = book(browser, cast, STARTS[0], "Dana@example.com")
    with tenant_tx(cast.salon.tenant):
        booking = Booking.objects.get(code=made["code"])
    assert (booking.client_id, booking.client_proven) == (cast.dana.pk, False)
    assert (booking.contact_name, booking.contact_phone) == ("A Stranger", "+46709999999")


def test_the_same_address_at_another_business_is_another_client(browser: Browser, cast: Cast):
    with tenant_tx(cast.gym.tenant):
        before = list(Client.objects.values())
    book(browser, cast, STARTS[0], "dana@example.com")
    with tenant_tx(cast.gym.tenant):
        assert list(Client.objects.values()) == before


def test_the_page_for_details_does_the_same(browser: Browser, cast: Cast):
    """The form of the page, not the API."""
    before = people(cast)
    token = hold(browser, cast, STARTS[0])
    answer = browser.post(
        f"/salon/h/{token}/",
        {"name": "A Stranger", "email": "dana@example.com", "phone": "+46709999999", "paying": "on_site",
         "payment": "on_site", "terms": "on"} | dict.fromkeys(FORBIDDEN, "1"),
    )  # fmt: skip
    assert answer.status_code == 303, answer.content[-2000:]
    assert people(cast) == before
    with tenant_tx(cast.salon.tenant):
        booking = Booking.objects.get()
    assert (booking.contact_name, booking.client_proven, booking.price, booking.paid_amount) == (
        "A Stranger", False, 50000, 0,
    )  # fmt: skip
    assert (booking.token_version, booking.status, booking.tenant_id) == (1, "confirmed", cast.salon.tenant.pk)


@pytest.mark.parametrize("name", FORBIDDEN)
def test_a_field_that_nobody_may_set_is_refused_by_every_body_for_programs(browser: Browser, cast: Cast, name: str):
    """A03."""
    made = book(browser, cast, STARTS[0], "dana@example.com")
    token = made["manage_url"].rstrip("/").rpartition("/")[2]
    own = {"Authorization": f"Bearer {token}"}
    key = {"Authorization": f"Bearer {cast.salon.key}"}
    service, start = cast.salon.service.code, STARTS[1]
    client = {"name": "D", "email": "d@example.com"}
    with tenant_tx(cast.salon.tenant):
        before = list(Booking.objects.values())
    held = hold(browser, cast, STARTS[2])
    for path, body, headers in [
        ("holds", {"service": service, "start": start}, {}),
        ("bookings", {"hold": held, "client": client}, {}),
        ("bookings", {"hold": held, "client": client | {name: FORBIDDEN[name]}}, {}),
        ("bookings", {"service": service, "start": start, "client": client}, key),
        (f"bookings/{made['code']}/move", {"start": start}, own),
        (f"bookings/{made['code']}/cancellation", {"reason": "x"}, own),
    ]:
        nested = name in body.get("client", {})
        answer = browser.post(
            f"/api/v1/salon/{path}", json.dumps(body if nested else body | {name: FORBIDDEN[name]}),
            content_type="application/json", headers=headers,
        )  # fmt: skip
        assert answer.status_code == 400, (path, answer.content)
        assert any(name in field for field in answer.json()["errors"]), (path, answer.content)
    with tenant_tx(cast.salon.tenant):
        assert list(Booking.objects.exclude(status="held").values()) == before
