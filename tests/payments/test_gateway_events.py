"""The gateway reads webhooks, genuine and not."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import stripe

from payments import gateway
from payments.gateway import SignatureRejected
from tests.payments.receiver import Receiver
from tests.payments.stripe_server import StandIn

ACCOUNT = "acct_lindgren"


def paid(stand_in: StandIn) -> str:
    """The id of a payment that has been made."""
    return stand_in.control("intents", {"amount": 90_000, "currency": "sek", "account": ACCOUNT})["id"]


@pytest.fixture
def delivered(stand_in: StandIn, receiver: Receiver) -> Receiver:
    """The webhook of one payment that succeeded."""
    stand_in.send_webhooks_to(receiver.url, types=["payment_intent.succeeded"])
    paid(stand_in)
    receiver.wait_for(1)
    return receiver


def test_a_genuine_event_tells_what_it_is_about(stand_in: StandIn, delivered: Receiver) -> None:
    event = gateway.verify_event(delivered.taken[0].body, delivered.taken[0].signature)
    intent = stand_in.intents()[0]
    assert (event.type, event.account, event.livemode) == ("payment_intent.succeeded", ACCOUNT, False)
    assert (event.object_type, event.object_id, event.payment_intent_id) == (
        "payment_intent",
        intent["id"],
        intent["id"],
    )
    assert event.id == stand_in.events("payment_intent.succeeded")[0]["id"]
    assert abs(event.created - datetime.now(UTC)) < timedelta(seconds=10)


def test_a_connected_account_is_told_of_under_a_secret_of_its_own(delivered: Receiver, settings: Any) -> None:
    settings.STRIPE_WEBHOOK_SECRET = f"whsec_of_the_platforms_own,{settings.STRIPE_WEBHOOK_SECRET}"
    assert gateway.verify_event(delivered.taken[0].body, delivered.taken[0].signature).account == ACCOUNT


def test_events_of_charges_refunds_and_disputes_name_their_intent(stand_in: StandIn, receiver: Receiver) -> None:
    stand_in.send_webhooks_to(receiver.url, types=["charge.refunded", "refund.created", "charge.dispute.created"])
    intent_id = paid(stand_in)
    gateway.refund(intent_id=intent_id, amount=100, account=ACCOUNT, idempotency_key="r1")
    stand_in.control("disputes", {"intent": intent_id})
    events = [gateway.verify_event(taken.body, taken.signature) for taken in receiver.wait_for(3)]
    assert {event.payment_intent_id for event in events} == {intent_id}
    assert {event.object_type for event in events} == {"charge", "refund", "dispute"}


@pytest.mark.parametrize(
    "forgery",
    [
        {"signature": "none"},
        {"signature": "bad"},
        {"signature": "malformed"},
        {"signature": "t=x,v1=y"},
        {"signature": "t=99999999999999999999999,v1=00"},
        {"secret": "whsec_of_another_endpoint"},
        {"age": 301},
        {"age": -310},
        {"age": -3600},
        {"tamper": True},
        {"reserialise": True},
        {"payload": "{"},
        {"payload": "[]"},
        {"payload": "null"},
        {"payload": '"text"'},
        {"payload": "{}"},
        {"payload": '{"object": "event", "id": 7, "type": "x", "livemode": false, "data": {"object": {}}}'},
        {"payload": '{"object": "v2.core.event", "id": "evt_1"}'},
        {"livemode": "no"},
    ],
)
def test_what_is_not_an_event_signed_just_now_is_rejected(stand_in, delivered: Receiver, forgery: dict) -> None:
    event = stand_in.events("payment_intent.succeeded")[0]["id"]
    stand_in.control("forge", {"event": event, **forgery})
    taken = delivered.taken[1]
    with pytest.raises(SignatureRejected):
        gateway.verify_event(taken.body, taken.signature)


@pytest.mark.parametrize("age", [295, -295])
def test_a_clock_may_be_a_little_off(stand_in: StandIn, delivered: Receiver, age: int) -> None:
    event = stand_in.events("payment_intent.succeeded")[0]["id"]
    stand_in.control("forge", {"event": event, "age": age})
    assert gateway.verify_event(delivered.taken[1].body, delivered.taken[1].signature).id == event


def test_bytes_that_are_not_text_are_rejected(stand_in: StandIn) -> None:
    header = stripe.WebhookSignature.generate_signature_header("{}", stand_in.secret)
    with pytest.raises(SignatureRejected):
        gateway.verify_event(b"\xff\xfe", header)
    with pytest.raises(SignatureRejected):
        gateway.verify_event(b"{}", None)


def test_without_a_webhook_secret_nothing_is_accepted(delivered: Receiver, settings) -> None:
    settings.STRIPE_WEBHOOK_SECRET = ""
    with pytest.raises(SignatureRejected):
        gateway.verify_event(delivered.taken[0].body, delivered.taken[0].signature)
