"""The gateway against the stand-in, over HTTP."""

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from payments import gateway
from payments.gateway import GatewayRefused, GatewayUnavailable, IntentSnapshot
from tests.payments.stripe_server import StandIn

ACCOUNT = "acct_lindgren"


def create(key: str = "k1", account: str | None = ACCOUNT, **changes) -> IntentSnapshot:
    params = {"amount": 90_000, "currency": "SEK", "metadata": {"booking": "b1"}, "description": "Samtal"}
    return gateway.create_intent(account=account, idempotency_key=key, **{**params, **changes})


def paid(stand_in: StandIn, **changes) -> IntentSnapshot:
    intent = create(**changes)
    stand_in.pay(intent.id)
    return gateway.read_intent(intent.id, account=ACCOUNT)


def refund(intent: IntentSnapshot, amount: int, key: str) -> gateway.RefundSnapshot:
    return gateway.refund(intent_id=intent.id, amount=amount, account=ACCOUNT, idempotency_key=key)


def test_a_new_intent_waits_for_a_card(stand_in: StandIn) -> None:
    intent = create(receipt_email="anna@example.se")
    assert (intent.status, intent.amount, intent.amount_received) == ("requires_payment_method", 90_000, 0)
    assert (intent.currency, intent.account, intent.livemode) == ("SEK", ACCOUNT, False)
    assert intent.metadata == {"booking": "b1"}
    assert intent.client_secret.startswith(f"{intent.id}_secret_")
    assert (intent.latest_charge_id, intent.last_error_code, intent.disputed) == (None, None, False)
    assert abs(intent.created_at - datetime.now(UTC)) < timedelta(seconds=10)
    kept = stand_in.intents()[0]
    assert (kept["_account"], kept["receipt_email"], kept["description"]) == (ACCOUNT, "anna@example.se", "Samtal")


def test_a_paid_intent_tells_what_came_and_what_went_back(stand_in: StandIn) -> None:
    intent = paid(stand_in)
    assert (intent.status, intent.amount_received, intent.amount_refunded) == ("succeeded", 90_000, 0)
    assert intent.latest_charge_id is not None
    refund(intent, 30_000, "r1")
    assert gateway.read_intent(intent.id, account=ACCOUNT).amount_refunded == 30_000


def test_a_declined_card_leaves_the_banks_reason(stand_in: StandIn) -> None:
    intent = create()
    stand_in.pay(intent.id, "pm_card_chargeDeclinedInsufficientFunds")
    declined = gateway.read_intent(intent.id, account=ACCOUNT)
    assert (declined.status, declined.last_error_code) == ("requires_payment_method", "insufficient_funds")
    assert (declined.amount_received, declined.amount_refunded) == (0, 0)


def test_the_platforms_own_account_is_asked_when_there_is_none(stand_in: StandIn) -> None:
    intent = create(account=None)
    assert gateway.read_intent(intent.id, account=None).account is None
    assert stand_in.intents()[0]["_account"] == ""
    with pytest.raises(GatewayRefused) as refused:
        gateway.read_intent(intent.id, account=ACCOUNT)
    assert refused.value.code == "resource_missing"


def test_the_same_key_makes_one_intent_even_sixteen_times_at_once(stand_in: StandIn) -> None:
    with ThreadPoolExecutor(16) as pool:
        told = list(pool.map(lambda _: _id_or_unavailable(), range(16)))
    assert len(stand_in.intents()) == 1
    assert set(told) <= {stand_in.intents()[0]["id"], "unavailable"}
    assert create().id == stand_in.intents()[0]["id"]


def _id_or_unavailable() -> str:
    try:
        return create().id
    except GatewayUnavailable:
        return "unavailable"


def test_the_same_key_with_another_amount_is_refused(stand_in: StandIn) -> None:
    create()
    with pytest.raises(GatewayRefused) as refused:
        create(amount=80_000)
    assert refused.value.code == "idempotency_error"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": 100}, "amount_too_small"),
        ({"amount": -5}, "parameter_invalid_integer"),
        ({"currency": "XYZ"}, "invalid_currency"),
        ({"receipt_email": "nobody"}, "email_invalid"),
    ],
)
def test_what_stripe_will_not_have_comes_back_with_its_code(stand_in: StandIn, changes: dict, code: str) -> None:
    with pytest.raises(GatewayRefused) as refused:
        create(**changes)
    assert refused.value.code == str(refused.value) == code


def test_a_wrong_secret_key_is_refused(stand_in: StandIn, settings) -> None:
    settings.STRIPE_SECRET_KEY = "sk_live_wrong"
    with pytest.raises(GatewayRefused) as refused:
        create()
    assert refused.value.code == "authentication_failed"


def test_an_open_intent_is_cancelled_and_a_second_time_tells_the_same(stand_in: StandIn) -> None:
    intent = create()
    assert gateway.cancel_intent(intent.id, account=ACCOUNT).status == "canceled"
    assert gateway.cancel_intent(intent.id, account=ACCOUNT).status == "canceled"


def test_a_paid_intent_cannot_be_cancelled_and_comes_back_as_paid(stand_in: StandIn) -> None:
    intent = paid(stand_in)
    told = gateway.cancel_intent(intent.id, account=ACCOUNT)
    assert (told.status, told.amount_received) == ("succeeded", 90_000)


def test_an_unknown_intent_cannot_be_cancelled(stand_in: StandIn) -> None:
    with pytest.raises(GatewayRefused) as refused:
        gateway.cancel_intent("pi_none", account=ACCOUNT)
    assert refused.value.code == "resource_missing"


def test_refunds_are_read_back_newest_first(stand_in: StandIn) -> None:
    intent = paid(stand_in)
    first, second = refund(intent, 10_000, "r1"), refund(intent, 20_000, "r2")
    assert (first.status, first.currency, first.intent_id) == ("succeeded", "SEK", intent.id)
    assert gateway.read_refunds(intent.id, account=ACCOUNT) == [second, first]
    assert refund(intent, 10_000, "r1") == first


def test_more_than_is_left_is_not_refunded(stand_in: StandIn) -> None:
    intent = paid(stand_in)
    refund(intent, 50_000, "r1")
    for amount, key, code in (
        (50_000, "r2", "invalid_amount"),
        (40_000, "r3", None),
        (1, "r4", "charge_already_refunded"),
    ):
        if code is None:
            refund(intent, amount, key)
            continue
        with pytest.raises(GatewayRefused) as refused:
            refund(intent, amount, key)
        assert refused.value.code == code
    assert gateway.read_intent(intent.id, account=ACCOUNT).amount_refunded == 90_000


def test_a_disputed_payment_says_so_and_is_not_refunded(stand_in: StandIn) -> None:
    intent = paid(stand_in)
    stand_in.control("disputes", {"intent": intent.id})
    assert gateway.read_intent(intent.id, account=ACCOUNT).disputed
    with pytest.raises(GatewayRefused) as refused:
        refund(intent, 100, "r1")
    assert refused.value.code == "charge_disputed"


def test_a_failed_refund_says_why(stand_in: StandIn) -> None:
    intent = paid(stand_in)
    stand_in.control("refund", {"outcome": "failed"})
    refund(intent, 100, "r1")
    told = gateway.read_refunds(intent.id, account=ACCOUNT)[0]
    assert (told.status, told.failure_reason) == ("failed", "expired_or_canceled_card")


@pytest.mark.fault
@pytest.mark.parametrize("mode", ["error", "lost", "lost_error"])
def test_a_short_trouble_is_not_even_noticed(stand_in: StandIn, mode: str) -> None:
    stand_in.control("answers", {"mode": mode, "times": 2})
    assert create().status == "requires_payment_method"
    assert len(stand_in.intents()) == 1


@pytest.mark.fault
@pytest.mark.parametrize(
    ("mode", "times", "done"), [("error", 3, 0), ("rate_limit", 1, 0), ("lost", 3, 1), ("lost_error", 3, 1)]
)
def test_a_long_trouble_is_unavailable_and_the_key_finds_what_was_done(
    stand_in, mode: str, times: int, done: int
) -> None:
    stand_in.control("answers", {"mode": mode, "times": times})
    with pytest.raises(GatewayUnavailable):
        create()
    before = [intent["id"] for intent in stand_in.intents()]
    assert len(before) == done
    told = create()
    assert [intent["id"] for intent in stand_in.intents()] == [told.id]
    assert before in ([], [told.id])


@pytest.mark.fault
def test_an_answer_that_takes_too_long_is_unavailable(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "TIMEOUT_SECONDS", 0.3)
    monkeypatch.setattr(gateway, "NETWORK_RETRIES", 0)
    stand_in.control("answers", {"mode": "hang", "seconds": 6})
    began = time.monotonic()
    with pytest.raises(GatewayUnavailable):
        create()
    assert time.monotonic() - began < 5


@pytest.mark.fault
def test_nobody_there_is_unavailable(settings) -> None:
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    with pytest.raises(GatewayUnavailable):
        gateway.read_intent("pi_1", account=None)


def test_no_name_or_address_reaches_the_log(stand_in: StandIn, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        create(receipt_email="anna@example.se", description="Anna Andersson")
        with pytest.raises(GatewayRefused) as refused:
            create("k2", receipt_email="anna.andersson")
    assert "anna" not in caplog.text.lower()
    assert "anna" not in f"{refused.value!r} {refused.value.__cause__!r}".lower()
    assert refused.value.__suppress_context__
