"""What is refused, and that it is always refused as a problem that programs can read. Never a 500."""

import json

import pytest
from django.test import Client as Browser

from booking.bookings.models import Booking
from tenants.tenancy import tenant_tx
from tests.api.program import AT_TEN, DANA, Program, assert_problem, token_in
from tests.cast import Cast

SMUGGLED = {
    "role": "owner", "is_staff": True, "type": "manager", "tenant_id": "B", "tenant": "gym", "status": "confirmed",
    "paid": True, "paid_amount": 50000, "price": 0, "amount": -500, "quantity": -1, "currency": "JPY",
    "payment_portion": 0, "externalId": 0, "created_at": "2020-01-01", "email_verified": True, "client_proven": True,
    "held_until": "2030-01-01T00:00:00Z", "channel": "web", "policy": {"free_until_hours": 0},
}  # fmt: skip
NASTY = [
    "\u202egnp.exe", "zero\u200bwidth", "😀" * 10, "a" + "\u0301" * 90, "A\u030a", "\u00c5", "{{7*7}}",
    "<svg onload=alert(1)>", "<div hx-get=//evil hx-trigger=load>", "'; DROP TABLE x; --", "{client.__class__}",
    "two\r\nlines", "\u2028line", "\ufeffbom", "=HYPERLINK(1)",
]  # fmt: skip


def bodies(service: str, hold: str) -> dict[str, dict]:
    """A good body for each POST."""
    return {
        "holds": {"service": service, "start": AT_TEN},
        "bookings": {"hold": hold, "client": DANA, "payment": "on_site"},
        "bookings/{code}/cancellation": {"reason": "Cold"},
        "bookings/{code}/move": {"start": AT_TEN},
    }


@pytest.mark.parametrize("field", SMUGGLED)
def test_a_field_that_nobody_asked_for_is_refused_by_name(cast: Cast, anybody: Program, field):
    held = anybody.hold().json()["hold"]
    booking = anybody.book("2026-11-24T14:00:00+01:00")
    dana = Program(cast.salon, token_in(booking))
    with tenant_tx(cast.salon.tenant):
        before = list(Booking.objects.order_by("pk").values())
    for path, body in bodies(cast.salon.service.code, held).items():
        answer = dana.post(path.format(code=booking["code"]), body | {field: SMUGGLED[field]})
        assert field in assert_problem(answer, 400, "invalid")["errors"]
    nested = anybody.post("bookings", {"hold": held, "client": DANA | {field: SMUGGLED[field]}})
    assert f"client.{field}" in assert_problem(nested, 400, "invalid")["errors"]
    with tenant_tx(cast.salon.tenant):
        assert list(Booking.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    ("raw", "kind", "status"),
    [
        (b'{"start": 1, "start": 2}', "application/json", 400),
        (b"[" * 10_000 + b"]" * 10_000, "application/json", 400),
        (b'{"a":' * 9_000 + b"1" + b"}" * 9_000, "application/json", 400),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "application/json", 413),
        (b'{"start": NaN}', "application/json", 400),
        (b'{"start": -Infinity}', "application/json", 400),
        (b'{"start": 1e400}', "application/json", 400),
        (b'{"start": 1' + b"0" * 5000 + b"}", "application/json", 400),
        (b'{"service": "\\u0000"}', "application/json", 400),
        (b'{"service": "\\ud800"}', "application/json", 400),
        (b'{"\\u0000": 1}', "application/json", 400),
        (b'{"service": "\xff\xfe"}', "application/json", 400),
        (b"[]", "application/json", 400),
        (b'"text"', "application/json", 400),
        (b"null", "application/json", 400),
        (b"not json", "application/json", 400),
        (b'{"service": {"code": 1}, "start": []}', "application/json", 400),
        (json.dumps({"service": ["x"] * 40_000}).encode(), "application/json", 400),
        (b'{"service": "' + b"x" * 1_000_000 + b'"}', "application/json", 413),
        (b"service=a&start=b", "application/x-www-form-urlencoded", 415),
        (b"{}", "text/plain", 415),
        (b"<a/>", "application/xml", 415),
    ],
)  # fmt: skip
def test_a_body_that_is_no_plain_json_object_is_refused(anybody: Program, raw, kind, status):
    for path in ("holds", "bookings"):
        assert_problem(anybody.send(path, raw, kind=kind, key="any"), status, "invalid")


@pytest.mark.parametrize(
    "start",
    ["2026-11-24T10:00:00", "2026-11-24", "10:00", 1795510800, None, True, "2026-11-24T10:00:30+01:00", "2026-W48-2",
     "2026-02-30T10:00:00Z", "9999-12-31T23:59:00-23:59", "0001-01-01T00:00:00+23:59", "2026-11-24T10:00:00+99:00",
     "2026-11-24T25:00:00Z", "٢٠٢٦-11-24T10:00:00Z", {}, []],
)  # fmt: skip
def test_a_start_is_an_exact_moment_or_invalid(anybody: Program, start):
    answer = anybody.post("holds", {"service": anybody.house.service.code, "start": start})
    assert list(assert_problem(answer, 400, "invalid")["errors"]) == ["start"]


@pytest.mark.parametrize("text", NASTY)
def test_strange_text_is_stored_as_it_is_and_comes_back_the_same(anybody: Program, text):
    name = f"Dana {text}"
    booking = anybody.book(client={"name": name, "email": "dana@example.com"})
    assert booking["client"]["name"] == " ".join(name.split())


@pytest.mark.parametrize(
    ("client", "field"),
    [
        ({"name": "\u200b\u200b", "email": "d@example.com"}, "client.name"),
        ({"name": "x" * 121, "email": "d@example.com"}, "client.name"),
        ({"name": "Dana", "email": "dana@example.com\nBcc: all@example.com"}, "client.email"),
        ({"name": "Dana", "email": "dana"}, "client.email"),
        ({"name": "Dana", "email": f"{'x' * 250}@example.com"}, "client.email"),
        ({"name": "Dana"}, "client.email"),
        ({"name": ["Dana"], "email": "d@example.com"}, "client.name"),
        ({"name": "Dana", "email": "d@example.com", "phone": "call me"}, "client.phone"),
        ("Dana", "client.non_field_errors"),
        (None, "client"),
    ],
)
def test_each_wrong_detail_of_a_client_is_named(anybody: Program, client, field):
    held = anybody.hold().json()["hold"]
    answer = anybody.post("bookings", {"hold": held, "client": client})
    assert list(assert_problem(answer, 400, "invalid")["errors"]) == [field]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"payment": "free"}, "payment"), ({"payment": 0}, "payment"), ({"discount_code": "SUMMER"}, "discount_code"),
        ({"discount_code": ""}, "discount_code"), ({"answers": {"q": 1}}, "answers"), ({"answers": []}, "answers"),
    ],
)  # fmt: skip
def test_what_is_not_on_offer_cannot_be_chosen(anybody: Program, more, field):
    held = anybody.hold().json()["hold"]
    answer = anybody.post("bookings", {"hold": held, "client": DANA, "payment": "on_site"} | more)
    assert list(assert_problem(answer, 400, "invalid")["errors"]) == [field]


def test_empty_answers_are_answers(anybody: Program):
    assert anybody.book(answers={})["status"] == "confirmed"


@pytest.mark.parametrize("hold", ["", "x", "é", "A" * 43, "A" * 90, "../../etc"])
def test_a_hold_that_nobody_placed_is_not_found(anybody: Program, hold):
    answer = anybody.post("bookings", {"hold": hold, "client": DANA})
    assert answer.status_code in ((400,) if hold == "" else (404,)), answer.content


def test_every_address_below_api_refuses_with_a_problem(cast: Cast, settings):
    settings.DEBUG = False
    browser = Browser(raise_request_exception=False)
    for path in ("/api/", "/api/v1/", "/api/v2/salon/slots", "/api/v1/salon/nothing", "/api/v1/nobody/services",
                 "/api/v1/salon/services/", "/api/v1/%00/services", "/api/v1/salon/holds/%00"):  # fmt: skip
        assert_problem(browser.get(path) if "holds" not in path else browser.delete(path), 404, "not_found")
    assert_problem(browser.get("/api/v1/salon/services", headers={"Host": "evil.example"}), 400, "invalid")
    assert_problem(browser.get("/api/v1/salon/services?" + "&".join(f"a{n}=1" for n in range(300))), 400, "invalid")
    assert_problem(browser.get("/api/v1/salon/slots?" + "&".join(f"a{n}=1" for n in range(300))), 400, "invalid")


def test_another_method_is_refused_with_a_problem_that_says_what_is_allowed(anybody: Program):
    for path, method in [("services", "post"), ("slots", "post"), ("holds", "get"), ("bookings", "put"),
                         ("bookings/A", "delete"), ("services", "options"), ("slots", "options")]:  # fmt: skip
        answer = getattr(anybody.browser, method)(anybody.base + path)
        assert_problem(answer, 405, "invalid")
        assert answer["Allow"]
        assert "OPTIONS" not in answer["Allow"]


def test_a_key_does_not_make_a_wrong_method_a_matter_of_rights(key_holder: Program):
    for path in ("holds", "bookings", "bookings/ABC/move", "bookings/ABC/cancellation"):
        assert_problem(key_holder.get(path), 405, "invalid")


def test_whatever_a_program_accepts_it_gets_json(anybody: Program):
    for accept in ("text/html", "application/problem+json", "image/png", "nonsense"):
        answer = anybody.browser.get(f"{anybody.base}services", headers={"Accept": accept})
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
