"""The stand-in's API, through the official client over HTTP."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
import stripe

from tests.payments.stripe_server import StandIn

BY_CARD = {"enabled": True, "allow_redirects": "never"}


def create(
    sdk: stripe.StripeClient, account: str | None = None, key: str | None = None, **params
) -> stripe.PaymentIntent:
    options: stripe.RequestOptions = {}
    if account:
        options["stripe_account"] = account
    if key:
        options["idempotency_key"] = key
    return sdk.v1.payment_intents.create({"amount": 50_000, "currency": "sek", **params}, options)


def paid(sdk: stripe.StripeClient, stand_in: StandIn, **params) -> str:
    intent = create(sdk, **params)
    stand_in.pay(intent.id)
    return intent.id


def test_a_card_that_is_good_pays_the_whole_amount(sdk, stand_in: StandIn) -> None:
    intent_id = paid(sdk, stand_in)
    intent = sdk.v1.payment_intents.retrieve(intent_id, {"expand": ["latest_charge"]})
    assert (intent.status, intent.amount_received) == ("succeeded", 50_000)
    assert (intent.latest_charge.paid, intent.latest_charge.amount_refunded) == (True, 0)
    types = [event["type"] for event in stand_in.events()]
    assert types == ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]


@pytest.mark.parametrize(
    ("card", "code", "decline_code"),
    [
        ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
    ],
)
def test_a_bad_card_is_declined_and_the_intent_asks_for_another(sdk, stand_in, card, code, decline_code) -> None:
    intent = create(sdk, automatic_payment_methods=BY_CARD)
    with pytest.raises(stripe.CardError) as declined:
        sdk.v1.payment_intents.confirm(intent.id, {"payment_method": card})
    assert (declined.value.code, declined.value.error.decline_code) == (code, decline_code)
    intent = sdk.v1.payment_intents.retrieve(intent.id)
    assert (intent.status, intent.payment_method) == ("requires_payment_method", None)
    assert intent.last_payment_error.decline_code == decline_code
    types = [event["type"] for event in stand_in.events()]
    assert types == ["payment_intent.created", "charge.failed", "payment_intent.payment_failed"]
    assert stand_in.pay(intent.id)["status"] == "succeeded"


@pytest.mark.parametrize(("passed", "status"), [(True, "succeeded"), (False, "requires_payment_method")])
def test_three_d_secure_waits_for_the_client(sdk, stand_in: StandIn, passed: bool, status: str) -> None:
    intent = create(sdk)
    address = "http://127.0.0.1:1/back?a=1"
    waiting = sdk.v1.payment_intents.confirm(
        intent.id, {"payment_method": "pm_card_authenticationRequired", "return_url": address}
    )
    assert (waiting.status, waiting.next_action.type) == ("requires_action", "redirect_to_url")
    assert requests.get(waiting.next_action.redirect_to_url.url).status_code == 200
    step = waiting.next_action.redirect_to_url.url.replace("?", f"/{'complete' if passed else 'fail'}?").split("?")[0]
    told = requests.post(step, data={"client_secret": intent.client_secret}).json()
    assert told["status"] == status
    assert told["return_url"].startswith(f"{address}&payment_intent={intent.id}&")
    assert sdk.v1.payment_intents.retrieve(intent.id).status == status


def test_three_d_secure_is_answered_only_with_the_right_secret(sdk, stand_in: StandIn) -> None:
    intent = create(sdk)
    stand_in.pay(intent.id, "pm_card_threeDSecure2Required")
    answer = requests.post(f"{stand_in.url}/3ds/{intent.id}/complete", data={"client_secret": "guessed"})
    assert answer.status_code == 404
    assert sdk.v1.payment_intents.retrieve(intent.id).status == "requires_action"


def test_refunds_add_up_to_the_charge_and_no_further(sdk, stand_in: StandIn) -> None:
    intent_id = paid(sdk, stand_in)
    assert sdk.v1.refunds.create({"payment_intent": intent_id, "amount": 20_000}).status == "succeeded"
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded amount"):
        sdk.v1.refunds.create({"payment_intent": intent_id, "amount": 30_001})
    assert sdk.v1.refunds.create({"payment_intent": intent_id}).amount == 30_000
    with pytest.raises(stripe.InvalidRequestError) as refused:
        sdk.v1.refunds.create({"payment_intent": intent_id, "amount": 1})
    assert refused.value.code == "charge_already_refunded"
    charge = sdk.v1.payment_intents.retrieve(intent_id, {"expand": ["latest_charge"]}).latest_charge
    assert (charge.amount_refunded, charge.refunded) == (50_000, True)
    assert len(sdk.v1.refunds.list({"payment_intent": intent_id}).data) == 2


def test_sixteen_refunds_at_once_never_give_back_more_than_was_paid(sdk, stand_in: StandIn) -> None:
    intent_id = paid(sdk, stand_in)

    def refund(_: int) -> int:
        try:
            return sdk.v1.refunds.create({"payment_intent": intent_id, "amount": 20_000}).amount
        except stripe.InvalidRequestError:
            return 0

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(refund, range(16))) == 40_000


def test_an_unpaid_intent_and_a_disputed_charge_are_not_refunded(sdk, stand_in: StandIn) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
        sdk.v1.refunds.create({"payment_intent": create(sdk).id})
    intent_id = paid(sdk, stand_in)
    stand_in.control("disputes", {"intent": intent_id})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        sdk.v1.refunds.create({"payment_intent": intent_id})
    assert refused.value.code == "charge_disputed"
    assert stand_in.events("charge.dispute.created")


def test_a_refund_that_comes_back_from_the_bank_is_owed_again(sdk, stand_in: StandIn) -> None:
    intent_id = paid(sdk, stand_in)
    stand_in.control("refund", {"outcome": "pending"})
    refund = sdk.v1.refunds.create({"payment_intent": intent_id})
    assert refund.status == "pending"
    stand_in.control(f"refunds/{refund.id}", {"status": "failed"})
    charge = sdk.v1.payment_intents.retrieve(intent_id, {"expand": ["latest_charge"]}).latest_charge
    assert (sdk.v1.refunds.retrieve(refund.id).status, charge.amount_refunded) == ("failed", 0)


def test_the_same_key_with_the_same_parameters_gives_the_same_answer(sdk, stand_in: StandIn) -> None:
    first, second = create(sdk, key="k1"), create(sdk, key="k1")
    assert first.id == second.id
    assert second.last_response.headers["idempotent-replayed"] == "true"
    assert len(stand_in.intents()) == 1
    assert create(sdk, key="k1", account="acct_1").id != first.id


def test_the_order_of_the_parameters_says_nothing(sdk) -> None:
    first = create(sdk, key="k1", metadata={"a": "1", "b": "2"})
    assert create(sdk, key="k1", metadata={"b": "2", "a": "1"}).id == first.id


def test_the_same_key_with_other_parameters_is_refused(sdk) -> None:
    create(sdk, key="k1")
    with pytest.raises(stripe.IdempotencyError):
        create(sdk, key="k1", description="other")


def test_a_decline_is_kept_under_its_key_and_a_misspelt_request_is_not(sdk) -> None:
    intent = create(sdk, automatic_payment_methods=BY_CARD)
    for _ in range(2):
        with pytest.raises(stripe.CardError) as declined:
            sdk.v1.payment_intents.confirm(
                intent.id, {"payment_method": "pm_card_chargeDeclined"}, {"idempotency_key": "k2"}
            )
    assert declined.value.headers["idempotent-replayed"] == "true"
    with pytest.raises(stripe.InvalidRequestError):
        create(sdk, key="k3", amount=-1)
    assert create(sdk, key="k3").amount == 50_000


def test_of_two_requests_at_once_with_one_key_one_is_told_to_wait(sdk, stand_in: StandIn) -> None:
    def once(_: int) -> str:
        try:
            return create(sdk, key="k4").id
        except stripe.APIError as error:
            return str(error.http_status)

    with ThreadPoolExecutor(16) as pool:
        told = set(pool.map(once, range(48)))
    assert len(stand_in.intents()) == 1
    assert told <= {stand_in.intents()[0]["id"], "409"}


def test_accounts_do_not_see_each_others_payments(sdk, stand_in: StandIn) -> None:
    intent = create(sdk, account="acct_a")
    for account in ("acct_b", None):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            sdk.v1.payment_intents.retrieve(intent.id, {}, {"stripe_account": account})
        assert (refused.value.code, refused.value.http_status) == ("resource_missing", 404)
    assert sdk.v1.payment_intents.retrieve(intent.id, {}, {"stripe_account": "acct_a"}).id == intent.id
    assert [event["account"] for event in stand_in.events()] == ["acct_a"]


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"colour": "red"}, "parameter_unknown"),
        ({"automatic_payment_methods": {"enabled": True, "swift": True}}, "parameter_unknown"),
        ({"amount": 299}, "amount_too_small"),
        ({"amount": 100_000_000}, "amount_too_large"),
        ({"amount": -500}, "parameter_invalid_integer"),
        ({"amount": 0}, "parameter_invalid_integer"),
        ({"amount": "much"}, "parameter_invalid_integer"),
        ({"currency": "jpy"}, None),
        ({"capture_method": "sometimes"}, None),
        ({"capture_method": "manual"}, "not_in_stand_in"),
        ({"allowed_payment_method_types": ["swish"]}, "not_in_stand_in"),
        ({"payment_method_types": ["card"]}, "parameter_unknown"),
        ({"transfer_data": {"destination": "acct_1"}}, "not_in_stand_in"),
        ({"receipt_email": "nobody"}, "email_invalid"),
        ({"metadata": {"k" * 41: "v"}}, None),
        ({"customer": "cus_none"}, "resource_missing"),
    ],
)
def test_a_request_that_stripe_would_refuse_is_refused(sdk, stand_in: StandIn, params: dict, code: str | None) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        create(sdk, **params)
    assert refused.value.code == code
    assert refused.value.request_id.startswith("req_")
    assert stand_in.intents() == []


def test_a_missing_parameter_is_named(sdk) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        sdk.v1.payment_intents.create({"amount": 500})
    assert (refused.value.code, refused.value.param) == ("parameter_missing", "currency")


def test_an_intent_is_changed_until_it_is_paid(sdk, stand_in: StandIn) -> None:
    intent = create(sdk, metadata={"a": "1", "b": "2"})
    changed = sdk.v1.payment_intents.update(intent.id, {"amount": 60_000, "metadata": {"a": ""}})
    assert (changed.amount, changed.metadata.to_dict()) == (60_000, {"b": "2"})
    stand_in.pay(intent.id)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        sdk.v1.payment_intents.update(intent.id, {"amount": 70_000})
    assert refused.value.code == "payment_intent_unexpected_state"


def test_a_paid_intent_is_neither_cancelled_nor_paid_again(sdk, stand_in: StandIn) -> None:
    intent_id = paid(sdk, stand_in)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        sdk.v1.payment_intents.cancel(intent_id)
    assert refused.value.code == "payment_intent_unexpected_state"
    assert stand_in.pay(intent_id)["error"]["code"] == "payment_intent_unexpected_state"
    assert len(sdk.v1.charges.list().data) == 1


def test_lists_go_on_from_page_to_page(sdk) -> None:
    ids = [create(sdk).id for _ in range(7)]
    pages = sdk.v1.payment_intents.list({"limit": 3})
    assert [intent.id for intent in pages.auto_paging_iter()] == ids[::-1]
    assert not sdk.v1.payment_intents.list({"created": {"lt": 5}}).data


def test_a_confirmation_from_the_server_needs_to_know_the_way_back(sdk) -> None:
    intent = create(sdk, automatic_payment_methods={"enabled": True})
    with pytest.raises(stripe.InvalidRequestError, match="return_url"):
        sdk.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})
