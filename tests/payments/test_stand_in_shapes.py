"""The stand-in cannot drift from Stripe unseen: its answers and its parameters are held against the package."""

import pytest
import stripe

from payments.stand_in.objects import CLASSES, LEFT_OUT, annotations_of, left_out
from payments.stand_in.params import fields_of
from payments.stand_in.routes import ROUTES
from tests.payments.shapes import differences
from tests.payments.stripe_server import StandIn


@pytest.fixture
def intent(sdk: stripe.StripeClient) -> stripe.PaymentIntent:
    return sdk.v1.payment_intents.create({"amount": 50_000, "currency": "sek", "metadata": {"booking": "1"}})


def read(sdk: stripe.StripeClient, intent_id: str) -> dict:
    return sdk.v1.payment_intents.retrieve(intent_id).to_dict()


@pytest.mark.parametrize("card", ["pm_card_visa", "pm_card_visa_chargeDeclined", "pm_card_authenticationRequired"])
def test_an_intent_has_every_field_after_each_kind_of_card(sdk, stand_in: StandIn, intent, card: str) -> None:
    assert differences(intent.to_dict()) == []
    stand_in.pay(intent.id, card)
    assert differences(read(sdk, intent.id)) == []


def test_a_processing_intent_has_every_field(sdk, stand_in: StandIn, intent) -> None:
    stand_in.control("confirm", {"outcome": "processing"})
    stand_in.pay(intent.id)
    told = read(sdk, intent.id)
    assert told["status"] == "processing"
    assert differences(told) == []


def test_a_canceled_intent_has_every_field(sdk, intent) -> None:
    assert differences(sdk.v1.payment_intents.cancel(intent.id).to_dict()) == []


def test_charges_refunds_and_disputes_have_every_field(sdk, stand_in: StandIn, intent) -> None:
    stand_in.pay(intent.id)
    refund = sdk.v1.refunds.create({"payment_intent": intent.id, "amount": 1_000})
    stand_in.control("disputes", {"intent": intent.id})
    charge = sdk.v1.charges.list({"payment_intent": intent.id}).data[0]
    dispute = sdk.v1.disputes.list().data[0]
    method = sdk.v1.payment_methods.retrieve(charge.payment_method or "")
    for answer in (charge, refund, dispute, method):
        assert differences(answer.to_dict()) == []


def test_a_failed_charge_and_a_failed_refund_have_every_field(sdk, stand_in: StandIn, intent) -> None:
    stand_in.pay(intent.id, "pm_card_chargeDeclinedInsufficientFunds")
    stand_in.pay(intent.id, "pm_card_refundFail")
    refund = sdk.v1.refunds.create({"payment_intent": intent.id})
    charges = sdk.v1.charges.list({"payment_intent": intent.id}).data
    assert [charge.status for charge in charges] == ["succeeded", "failed"]
    for answer in (*charges, sdk.v1.refunds.retrieve(refund.id)):
        assert differences(answer.to_dict()) == []


def test_customers_accounts_and_events_have_every_field(sdk, stand_in: StandIn, intent) -> None:
    stand_in.pay(intent.id)
    answers = [sdk.v1.customers.create({"email": "a@b.se"}), sdk.v1.accounts.retrieve("acct_1")]
    for answer in (*answers, *sdk.v1.events.list().data):
        assert differences(answer.to_dict()) == []


def test_the_shape_check_sees_a_missing_field_a_foreign_field_and_a_wrong_type(intent) -> None:
    told = intent.to_dict()
    del told["amount_received"]
    told.update(colour="red", amount="50000", status="paid")
    assert len([line for line in differences(told) if "amount_received" in line]) > 0
    assert "payment_intent.colour is not in the package" in differences(told)
    assert "payment_intent.amount: '50000' is not int" in differences(told)
    assert any("'paid'" in line for line in differences(told))


def test_what_may_be_left_out_exists_in_the_package_and_may_be_null() -> None:
    assert LEFT_OUT.keys() | {"payment_method"} == CLASSES.keys()
    for kind in CLASSES:
        assert left_out(kind) <= annotations_of(kind).keys(), kind


def test_every_parameter_that_a_route_acts_on_is_one_of_stripes() -> None:
    assert len(ROUTES) == len({(route.method, route.pattern.pattern) for route in ROUTES})
    for route in ROUTES:
        assert route.acts_on <= fields_of(route.schema).keys() | {"expand"}, route.pattern.pattern


def test_the_event_carries_the_packages_own_api_version(sdk, intent) -> None:
    event = sdk.v1.events.list({"type": "payment_intent.created"}).data[0]
    assert event.api_version == stripe.api_version
