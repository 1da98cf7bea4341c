"""What only looks as if Stripe had told it: refused or ignored, and nothing changes."""

import json
import time

import pytest
from django.test import Client as Browser

from booking.bookings.models import Status
from payments import inbox
from payments.models import StripeInbox, StripeRoute
from payments.stand_in.signing import payload_of, signature
from tenants.models import Tenant
from tests.cast import Cast
from tests.conftest import Clock
from tests.payments.money import (
    PRICE,
    awaiting,
    event_of,
    post,
    post_raw,
    real_database,
    work_off,
)
from tests.payments.stripe_server import StandIn

pytestmark = real_database


def forge(event: dict, secret: str, how: str) -> tuple[str, str | None]:
    """A payload with its header, wrong in one way."""
    now, payload = int(time.time()), payload_of(event)
    headers = {
        "no signature": None,
        "an empty signature": "",
        "a signature without its parts": "v1",
        "another secret": signature(payload, "whsec_another", now),
        "the secret of the other endpoint": signature(payload, "whsec_other_endpoint", now),
        "301 seconds old": signature(payload, secret, now - 301),
        "an hour in the future": signature(payload, secret, now + 3600),
        "the signature of another moment": f"t={now},{signature(payload, secret, now - 1).split(',')[1]}",
    }
    if how in headers:
        return payload, headers[how]
    changed = {
        "one byte changed": payload.replace("50000", "50001", 1),
        "written anew": json.dumps(event, separators=(",", ":")),
        "cut short": payload[:-2],
    }
    return changed[how], signature(payload, secret, now)


@pytest.mark.parametrize(
    "how",
    [
        "no signature", "an empty signature", "a signature without its parts", "another secret",
        "the secret of the other endpoint", "301 seconds old", "an hour in the future",
        "the signature of another moment", "one byte changed", "written anew", "cut short",
    ],
)  # fmt: skip
def test_a_webhook_that_stripe_did_not_just_sign_is_refused_and_changes_nothing(
    cast: Cast, stand_in: StandIn, caplog: pytest.LogCaptureFixture, how: str
) -> None:
    waiting = awaiting(cast.salon)
    stand_in.pay(waiting.intent)
    answer = post_raw(*forge(event_of(stand_in), stand_in.secret, how))
    assert answer.status_code == 400
    assert not StripeInbox.objects.exists()
    assert waiting.status == Status.AWAITING_PAYMENT
    assert "signature was refused" in caplog.text


@pytest.mark.parametrize(
    "payload", ["", "[]", "null", "{}", '{"data": 1}', "\ud800".encode("utf-8", "replace").decode()]
)
def test_signed_nonsense_is_refused_and_is_no_fault_of_ours(cast: Cast, stand_in: StandIn, payload: str) -> None:
    signed = signature(payload, stand_in.secret, int(time.time()))
    assert post_raw(payload, signed).status_code == 400


@pytest.mark.parametrize("broken", ["x" * 81, "a\x00b", "a\ud800b", 7, ["x"]])
@pytest.mark.parametrize("field", ["id", "type", "account", "intent"])
def test_signed_ids_that_no_column_can_hold_are_refused(
    cast: Cast, stand_in: StandIn, field: str, broken: object
) -> None:
    waiting = awaiting(cast.salon)
    stand_in.pay(waiting.intent)
    event = event_of(stand_in)
    if field == "intent":
        event["data"]["object"]["id"] = broken
    else:
        event[field] = broken
    assert post(event, stand_in.secret).status_code == 400
    assert not StripeInbox.objects.exists()


@pytest.mark.parametrize("created", [10**30, -(10**18), 10**18, 1e300, "now", None, [], {}])
def test_a_signed_moment_that_never_was_is_refused(cast: Cast, stand_in: StandIn, created: object) -> None:
    waiting = awaiting(cast.salon)
    stand_in.pay(waiting.intent)
    assert post(event_of(stand_in) | {"created": created}, stand_in.secret).status_code == 400
    assert not StripeInbox.objects.exists()


@pytest.mark.parametrize("data", [[], "x", 7, None, {"object": []}, {"object": "x"}, {"object": {"object": 1}}])
def test_a_signed_event_about_nothing_is_refused(cast: Cast, stand_in: StandIn, data: object) -> None:
    waiting = awaiting(cast.salon)
    stand_in.pay(waiting.intent)
    assert post(event_of(stand_in) | {"data": data}, stand_in.secret).status_code == 400


@pytest.mark.parametrize("method", ["GET", "PUT", "OPTIONS"])
def test_only_a_post_is_a_webhook(method: str) -> None:
    answer = Browser().generic(method, "/webhooks/stripe/")
    assert (answer.status_code, answer["Allow"], answer.json()["code"]) == (405, "POST", "invalid")
    assert answer["Content-Type"] == "application/problem+json"


def test_a_webhook_299_seconds_old_is_still_good(cast: Cast, stand_in: StandIn) -> None:
    waiting = awaiting(cast.salon)
    stand_in.pay(waiting.intent)
    assert post(event_of(stand_in), stand_in.secret, age=299).status_code == 200
    assert StripeInbox.objects.count() == 1


def test_another_mode_is_acknowledged_and_ignored(cast: Cast, stand_in: StandIn) -> None:
    """A live event at a test key; the other way round is the same comparison."""
    waiting = awaiting(cast.salon)
    stand_in.pay(waiting.intent)
    event = event_of(stand_in) | {"livemode": True}
    assert post(event, stand_in.secret).status_code == 200
    work_off()
    assert not StripeInbox.objects.exists()
    assert waiting.status == Status.AWAITING_PAYMENT


def test_an_event_of_another_account_about_our_intent_is_not_followed(
    cast: Cast, stand_in: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    waiting = awaiting(cast.salon)
    stand_in.pay(waiting.intent)
    post(event_of(stand_in) | {"account": "acct_gym"}, stand_in.secret)
    inbox.open_event(StripeInbox.objects.get().pk)
    assert waiting.status == Status.AWAITING_PAYMENT
    assert "another account" in caplog.text


def test_money_in_another_businesss_account_with_our_metadata_stays_theirs(
    cast: Cast, stand_in: StandIn, clock: Clock
) -> None:
    """Gym writes Salon's booking into the metadata of a payment of its own."""
    Tenant.objects.filter(pk=cast.gym.tenant.pk).update(stripe_account="acct_gym")
    waiting = awaiting(cast.salon)
    metadata = {"tenant": str(waiting.tenant.pk), "booking": waiting.booking.code, "payment": str(waiting.payment.pk)}
    order = {"amount": PRICE, "currency": "sek", "account": "acct_gym", "metadata": metadata}
    intent = stand_in.control("intents", order)
    post(event_of(stand_in), stand_in.secret)
    for _minutes in range(2):
        work_off()
        clock.forward(minutes=11)
    assert not StripeRoute.objects.filter(intent_id=intent["id"]).exists()
    assert len(waiting.payments()) == 1
    assert waiting.ledger() == []
    assert StripeInbox.objects.get().done_at is not None
    stand_in.reset()  # Gym's money is none of our books'
