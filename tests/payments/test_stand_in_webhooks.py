"""Webhooks from the stand-in: signed, repeated, late, out of order, lost and forged."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import stripe

from tests.payments.receiver import Receiver, Taken
from tests.payments.stripe_server import StandIn

PAID = ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]


def event_of(taken: Taken, stand_in: StandIn) -> stripe.Event:
    return stripe.Webhook.construct_event(taken.body, taken.signature, stand_in.secret)


def types_of(receiver: Receiver) -> list[str]:
    return [json.loads(taken.body)["type"] for taken in receiver.taken]


@pytest.fixture
def listening(stand_in: StandIn, receiver: Receiver) -> StandIn:
    stand_in.send_webhooks_to(receiver.url)
    return stand_in


def pay(stand_in: StandIn, sdk: stripe.StripeClient, account: str | None = None) -> str:
    options: stripe.RequestOptions = {"stripe_account": account}
    intent = sdk.v1.payment_intents.create({"amount": 50_000, "currency": "sek"}, options)
    stand_in.pay(intent.id)
    return intent.id


def test_every_webhook_is_signed_so_that_the_official_package_accepts_it(listening, sdk, receiver) -> None:
    intent_id = pay(listening, sdk, "acct_7")
    events = [event_of(taken, listening) for taken in receiver.wait_for(3)]
    assert sorted(event.type for event in events) == sorted(PAID)
    for event in events:
        assert (event.account, event.livemode, event.api_version) == ("acct_7", False, stripe.api_version)
    paid = next(event for event in events if event.type == "payment_intent.succeeded")
    assert (paid.data.object["id"], paid.data.object["amount_received"]) == (intent_id, 50_000)


def test_another_secret_does_not_fit(listening, sdk, receiver) -> None:
    pay(listening, sdk)
    taken = receiver.wait_for(1)[0]
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(taken.body, taken.signature, "whsec_other")


def test_the_platforms_own_events_name_no_account(listening, sdk, receiver) -> None:
    pay(listening, sdk)
    assert all("account" not in json.loads(taken.body) for taken in receiver.wait_for(3))


def test_a_webhook_that_is_not_taken_comes_again(listening, sdk, receiver) -> None:
    receiver.answers = [500, 503, 400]
    pay(listening, sdk)
    deliveries = listening.wait_for_deliveries(3)
    assert len(receiver.taken) == 6
    statuses = [attempt["status"] for each in deliveries for attempt in each["attempts"]]
    assert sorted(statuses) == [200, 200, 200, 400, 500, 503]


def test_an_event_can_come_many_times_at_once(listening, sdk, receiver) -> None:
    listening.control("webhooks", {"copies": 5, "types": ["payment_intent.succeeded"]})
    pay(listening, sdk)
    taken = receiver.wait_for(5)
    assert len({event_of(each, listening).id for each in taken}) == 1


def test_a_lost_webhook_never_comes_though_the_event_exists(listening, sdk, receiver) -> None:
    listening.control("webhooks", {"lose": 3})
    pay(listening, sdk)
    intent = sdk.v1.payment_intents.create({"amount": 1_000, "currency": "sek"})
    assert json.loads(receiver.wait_for(1)[0].body)["data"]["object"]["id"] == intent.id
    assert [each["state"] for each in listening.deliveries()] == ["lost"] * 3 + ["delivered"]
    assert [event["type"] for event in listening.events()][:3] == PAID


def test_webhooks_can_be_held_back_and_let_go_in_any_order(listening, sdk, receiver) -> None:
    listening.control("webhooks", {"hold": True})
    pay(listening, sdk)
    time.sleep(0.2)
    assert receiver.taken == []
    assert listening.control("webhooks/release", {"order": "newest"}) == {"released": 3}
    receiver.wait_for(3)
    assert types_of(receiver) == PAID[::-1]


def test_held_webhooks_can_be_let_go_by_name(listening, sdk, receiver) -> None:
    listening.control("webhooks", {"hold": True})
    pay(listening, sdk)
    created, charged, paid = (event["id"] for event in listening.events())
    assert listening.control("webhooks/release", {"events": [paid, created]}) == {"released": 2}
    receiver.wait_for(2)
    assert [json.loads(taken.body)["id"] for taken in receiver.taken] == [paid, created]
    assert [each["event"] for each in listening.deliveries() if each["state"] == "held"] == [charged]


def test_so_many_webhooks_can_be_turned_round(listening, sdk, receiver) -> None:
    listening.control("webhooks", {"reorder": 3})
    pay(listening, sdk)
    receiver.wait_for(3)
    assert types_of(receiver) == PAID[::-1]


def test_webhooks_can_be_late(listening, sdk, receiver) -> None:
    listening.control("webhooks", {"delay": 0.4})
    began = time.monotonic()
    pay(listening, sdk)
    receiver.wait_for(3)
    assert time.monotonic() - began >= 0.4


def test_an_event_can_be_sent_again_later(listening, sdk, receiver) -> None:
    pay(listening, sdk)
    receiver.wait_for(3)
    paid = listening.events("payment_intent.succeeded")[0]["id"]
    listening.control("webhooks/resend", {"event": paid, "times": 4})
    receiver.wait_for(7)
    assert types_of(receiver).count("payment_intent.succeeded") == 5


def test_a_refund_is_told_with_what_was_before(listening, sdk, receiver) -> None:
    intent_id = pay(listening, sdk)
    sdk.v1.refunds.create({"payment_intent": intent_id, "amount": 100})
    receiver.wait_for(5)
    told = {event["type"]: event for event in listening.events()}
    assert told["charge.refunded"]["data"]["previous_attributes"] == {"amount_refunded": 0, "refunded": False}
    assert told["refund.created"]["data"]["object"]["payment_intent"] == intent_id


@pytest.mark.parametrize(
    "forgery",
    [
        {"signature": "none"},
        {"signature": "bad"},
        {"signature": "malformed"},
        {"secret": "whsec_of_another_endpoint"},
        {"age": 301},
        {"tamper": True},
        {"reserialise": True},
    ],
)
def test_a_forged_webhook_is_one_that_the_official_package_refuses(listening, sdk, receiver, forgery: dict) -> None:
    pay(listening, sdk)
    receiver.wait_for(3)
    paid = listening.events("payment_intent.succeeded")[0]["id"]
    told = listening.control("forge", {"event": paid, **forgery})
    assert told["answers"] == [{"status": 200, "answer": ""}]
    with pytest.raises(stripe.SignatureVerificationError):
        event_of(receiver.taken[3], listening)


def test_an_event_with_other_content_is_signed_as_if_it_were_genuine(listening, sdk, receiver) -> None:
    intent_id = pay(listening, sdk, "acct_a")
    receiver.wait_for(3)
    order = {"type": "payment_intent.succeeded", "object_id": intent_id, "account": "acct_b", "livemode": True}
    listening.control("forge", {**order, "object": {"amount": 100, "currency": "nok"}, "times": 2})
    first, second = (event_of(taken, listening) for taken in receiver.taken[3:])
    assert first.id == second.id
    assert (first.account, first.livemode) == ("acct_b", True)
    assert (first.data.object["amount"], first.data.object["currency"]) == (100, "nok")


def test_a_signature_from_the_future_can_be_made(listening, sdk, receiver) -> None:
    pay(listening, sdk)
    receiver.wait_for(3)
    listening.control("forge", {"event": listening.events()[0]["id"], "age": -3600})
    signed_at = int(receiver.taken[3].signature.split(",")[0].removeprefix("t="))
    assert signed_at > time.time() + 3500


def test_a_misspelt_control_is_refused(stand_in: StandIn) -> None:
    wrong = {
        "confirm": {"outcome": "maybe"},
        "answers": {"mode": "odd"},
        "forge": {"evnt": "evt_1"},
        "webhooks": {"hodl": 1},
    }
    for path, order in wrong.items():
        with pytest.raises(AssertionError, match="400"):
            stand_in.control(path, order)
    with pytest.raises(AssertionError, match="404"):
        stand_in.control("nothing", {})


def test_a_payment_can_be_made_to_succeed_with_another_amount(listening, sdk, receiver) -> None:
    intent = sdk.v1.payment_intents.create({"amount": 200_000, "currency": "sek", "metadata": {"booking": "b"}})
    paid = listening.control("intents", {"intent": intent.id, "amount": 100})
    assert (paid["id"], paid["status"], paid["amount_received"]) == (intent.id, "succeeded", 100)
    other = listening.control(
        "intents", {"amount": 100, "currency": "nok", "account": "acct_x", "metadata": {"b": "1"}}
    )
    read = sdk.v1.payment_intents.retrieve(other["id"], {}, {"stripe_account": "acct_x"})
    assert (read.amount_received, read.currency, read.metadata.to_dict()) == (100, "nok", {"b": "1"})


def test_a_payment_that_is_processing_comes_to_an_end_when_told(listening, sdk, receiver) -> None:
    for outcome, status in (("succeeded", "succeeded"), ("failed", "requires_payment_method")):
        intent = sdk.v1.payment_intents.create({"amount": 50_000, "currency": "sek"})
        listening.control("confirm", {"outcome": "processing"})
        assert listening.pay(intent.id)["status"] == "processing"
        assert listening.control(f"intents/{intent.id}/settle", {"outcome": outcome})["status"] == status


def test_the_next_confirmation_can_be_declined_whatever_the_card(listening, sdk, receiver) -> None:
    intent = sdk.v1.payment_intents.create({"amount": 50_000, "currency": "sek"})
    listening.control("confirm", {"outcome": "decline", "decline_code": "lost_card"})
    assert listening.pay(intent.id)["error"]["decline_code"] == "lost_card"
    assert listening.pay(intent.id)["status"] == "succeeded"


def test_a_webhook_can_come_before_the_answer_to_the_call_that_caused_it(listening, sdk, receiver) -> None:
    intent_id = pay(listening, sdk)
    listening.control("answers", {"mode": "late", "seconds": 0.5, "match": "POST /v1/refunds"})
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(sdk.v1.refunds.create, {"payment_intent": intent_id})
        receiver.wait_for(5)
        assert not answer.done()
        assert answer.result().status == "succeeded"
