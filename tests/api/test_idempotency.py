"""A repeated request happens once (B06)."""

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.db import connection

from booking.availability.models import Occupancy
from booking.bookings.models import Booking, Status
from payments.models import Payment
from tenants.clock import database_now
from tenants.models import IdempotencyKey
from tenants.tenancy import tenant_tx
from tests.api.program import ALL, DANA, TUESDAY, Program, assert_problem, token_in
from tests.api.web import Web, web_process
from tests.cast import Cast, make_cast

AT_TWO = f"{TUESDAY}T14:00:00+01:00"


def count(cast: Cast, house: str = "salon") -> int:
    with tenant_tx(getattr(cast, house).tenant):
        return Booking.objects.count()


def test_a_replay_has_the_same_status_and_body_and_says_that_it_is_one(cast: Cast, anybody: Program):
    first, again = anybody.hold(key="one"), anybody.hold(key="one")
    assert (again.status_code, again.content) == (first.status_code, first.content) == (201, first.content)
    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"
    assert count(cast) == 1


def test_every_post_honours_the_key(cast: Cast, anybody: Program):
    booking = anybody.book()
    dana = Program(cast.salon, token_in(booking))
    held = anybody.hold(AT_TWO).json()["hold"]
    asked = [
        (anybody, "bookings", {"hold": held, "client": DANA, "payment": "on_site"}),
        (dana, f"bookings/{booking['code']}/move", {"start": f"{TUESDAY}T11:30:00+01:00"}),
        (dana, f"bookings/{booking['code']}/cancellation", {"reason": "Cold"}),
    ]
    for n, (program, path, body) in enumerate(asked):
        first, again = (program.post(path, body, key=f"key-{n}") for _ in range(2))
        assert first.status_code in (200, 201)
        assert (again.content, again["Idempotent-Replayed"]) == (first.content, "true")


def test_it_is_remembered_for_a_day(cast: Cast, clock, anybody: Program):
    first = anybody.hold(key="one")
    clock.forward(hours=23)
    assert anybody.hold(key="one").content == first.content
    clock.forward(hours=1, seconds=1)
    assert_problem(anybody.hold(key="one"), 422, "not_bookable")  # asked anew, and by now it is too soon
    assert anybody.hold("2026-11-25T10:00:00+01:00", key="one").status_code == 201


def test_the_same_key_for_something_else_is_a_mismatch(anybody: Program):
    anybody.hold(key="one")
    assert_problem(anybody.hold(AT_TWO, key="one"), 422, "idempotency_mismatch")
    held = anybody.hold(AT_TWO).json()["hold"]
    other_route = anybody.post("bookings", {"hold": held, "client": DANA}, key="one")
    assert_problem(other_route, 422, "idempotency_mismatch")


def test_another_bearer_does_not_get_the_answer(cast: Cast, anybody: Program, key_holder: Program):
    dana = Program(cast.salon, token_in(anybody.book(AT_TWO)))
    key_holder.hold(key="one")
    assert_problem(dana.hold(key="one"), 422, "idempotency_mismatch")


def test_strangers_do_not_share_keys(cast: Cast, anybody: Program, settings: Any):
    """Without a bearer a key belongs to the address that it comes from, as told by the proxy."""
    settings.TRUSTED_PROXY_COUNT = 1
    here, there = Program(cast.salon), Program(cast.salon)
    here.headers, there.headers = {"X-Forwarded-For": "192.0.2.1"}, {"X-Forwarded-For": "192.0.2.2"}
    first, other, again = (program.hold(key="one") for program in (here, there, here))
    assert [answer.status_code for answer in (first, other, again)] == [201, 201, 201]
    assert first.json()["hold"] == again.json()["hold"] != other.json()["hold"]


def test_businesses_do_not_share_keys(cast: Cast, anybody: Program):
    assert anybody.hold(key="one").status_code == 201
    assert Program(cast.gym).hold(key="one").status_code == 201
    assert (count(cast), count(cast, "gym")) == (1, 1)


def test_a_refusal_is_not_remembered(cast: Cast, anybody: Program):
    held = [anybody.hold().json()["hold"] for _ in range(2)]
    assert_problem(anybody.hold(key="one"), 409, "slot_taken")
    anybody.delete(f"holds/{held[0]}")
    assert anybody.hold(key="one").status_code == 201
    refused = anybody.post("bookings", {"hold": held[1], "client": {"name": "Dana"}}, key="two")
    assert_problem(refused, 400, "invalid")
    assert (
        anybody.post("bookings", {"hold": held[1], "client": DANA, "payment": "on_site"}, key="two").status_code == 201
    )


@pytest.mark.parametrize("key", ["", "x" * 256, "é", "a\tb"])
def test_a_key_that_cannot_be_kept_is_invalid(cast: Cast, anybody: Program, key):
    errors = assert_problem(anybody.hold(key=key), 400, "invalid")["errors"]
    assert list(errors) == ["Idempotency-Key"]
    assert count(cast) == 0


def test_the_kept_answer_cannot_be_read_in_the_database(cast: Cast, anybody: Program):
    held = anybody.hold(key="one").json()["hold"]
    with tenant_tx(cast.salon.tenant):
        row = IdempotencyKey.objects.get()
    assert held.encode() not in bytes(row.answer)


@pytest.mark.django_db(transaction=True, databases=ALL)
def test_two_at_once_make_one_and_the_other_waits_or_repeats(cast: Cast, anybody: Program):
    together = threading.Barrier(6)

    def ask(_n: int) -> tuple[int, bytes]:
        try:
            together.wait(10)
            answer = Program(cast.salon).hold(key="one")
            return answer.status_code, answer.content
        finally:
            connection.close()

    for _round in range(5):
        with ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(ask, range(6)))
        assert {code for code, _body in answers} <= {201, 409}
        assert all(json.loads(body)["code"] == "in_progress" for code, body in answers if code == 409)
        assert len({body for code, body in answers if code == 201}) == 1
    assert count(cast) == 1


@pytest.mark.parametrize("completed", [False, True])
def test_a_checkout_that_died_goes_on_with_its_key(cast: Cast, anybody: Program, clock, completed):
    """What a killed process leaves behind: a lease, and perhaps the booking, but no answer."""
    held = anybody.hold().json()
    body = {"hold": held["hold"], "client": DANA, "payment": "on_site"}
    first = anybody.post("bookings", body, key="one")
    with tenant_tx(cast.salon.tenant):
        IdempotencyKey.objects.update(status=None, answer=None, leased_until=clock.now + timedelta(seconds=30))
        if not completed:
            Booking.objects.update(status=Status.HELD, held_until=held["held_until"], contact_name="")
            Occupancy.objects.update(expires_at=held["held_until"])
    assert_problem(anybody.post("bookings", body, key="one"), 409, "in_progress")
    clock.forward(seconds=31)
    again = anybody.post("bookings", body, key="one")
    assert (again.status_code, again.content) == (201, first.content)
    assert anybody.post("bookings", body, key="one")["Idempotent-Replayed"] == "true"
    with tenant_tx(cast.salon.tenant):
        assert Booking.objects.get().status == Status.CONFIRMED


@pytest.mark.fault
@pytest.mark.django_db(transaction=True, databases=ALL)
def test_a_process_killed_while_it_asks_stripe_leaves_one_booking_and_one_payment(transactional_db, stand_in):
    """Kill −9 in the middle; the same key, sent to another process, goes on with what is there."""
    cast = make_cast()
    start = Program(cast.salon).get("slots/next", service=cast.salon.service.code).json()["results"][0]["start"]
    held = Program(cast.salon).hold(start).json()["hold"]
    body = {"hold": held, "client": DANA, "payment": "online"}
    with web_process() as dying, web_process() as living:
        stand_in.control("answers", {"mode": "late", "seconds": 8, "match": "POST /v1/payment_intents"})
        with ThreadPoolExecutor(1) as pool:
            lost = pool.submit(send, dying, body)
            wait_until(stand_in.intents)
            assert send(living, body)[0] == 409
            dying.kill()
            assert lost.exception(10) is not None
        answers = [send(living, body)]
        assert answers[0][0] == 409  # the dead one's lease holds
        with tenant_tx(cast.salon.tenant):
            IdempotencyKey.objects.update(leased_until=database_now() + timedelta(seconds=1))
        until = time.monotonic() + 15
        while answers[-1][0] == 409 and time.monotonic() < until:
            time.sleep(0.5)
            answers.append(send(living, body))
        again = send(living, body)
    assert [answers[-1][0], again[0]] == [201, 201]
    assert again[1] == answers[-1][1]
    [intent] = stand_in.intents()
    assert json.loads(again[1])["payment"]["client_secret"] == intent["client_secret"]
    with tenant_tx(cast.salon.tenant):
        assert Booking.objects.get().status == Status.AWAITING_PAYMENT
        assert Payment.objects.get().intent_id == intent["id"]


def send(web: Web, body: dict) -> tuple[int, bytes]:
    headers = {"Content-Type": "application/json", "Idempotency-Key": "the-same"}
    request = Request(f"{web.url}/api/v1/salon/bookings", json.dumps(body).encode(), headers)
    try:
        with urlopen(request, timeout=60) as answer:
            return answer.status, answer.read()
    except HTTPError as refused:
        return refused.code, refused.read()


def wait_until(true: Callable[[], Any], seconds: float = 15) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "It did not come to this."
        time.sleep(0.05)
