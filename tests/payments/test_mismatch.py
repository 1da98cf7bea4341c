"""Genuine money that is not what was asked for: it confirms nothing, staff see it, and one click gives it back."""

from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from booking.bookings import cancelling
from booking.bookings.models import Status
from booking.kernel.errors import StaleState
from payments import checkout
from payments.models import PaymentStatus, StripeRoute
from tenants.actors import Actor
from tenants.models import Tenant
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.conftest import Clock
from tests.payments.money import PRICE, Waiting, awaiting, event_of, look, post, real_database, work_off
from tests.payments.stripe_server import StandIn

pytestmark = real_database


@pytest.fixture
def finance(cast: Cast) -> Browser:
    browser = Browser()
    browser.force_login(cast.finance.user)
    return browser


def give_back(browser: Browser, waiting: Waiting, place: int = 0) -> None:
    payment = waiting.payments()[place]
    answer = browser.post(reverse("desk-refund", args=[waiting.tenant.slug, payment.pk]))
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("changes", "what", "counted"),
    [
        ({"amount": 100}, "amount", 100),
        ({"amount": 2 * PRICE}, "amount", 2 * PRICE),
        ({"currency": "jpy"}, "currency", 0),
        ({"currency": "eur", "amount": PRICE}, "currency", 0),
        ({"livemode": True}, "livemode", PRICE),
    ],
)
def test_other_money_than_was_asked_for_confirms_nothing_and_goes_back_with_one_click(
    cast: Cast, stand_in: StandIn, finance: Browser, changes: dict[str, Any], what: str, counted: int
) -> None:
    waiting = awaiting(cast.salon)
    stand_in.control("intents", {"intent": waiting.intent, **changes})
    post(event_of(stand_in) | {"livemode": False}, stand_in.secret)
    work_off()
    assert waiting.status == Status.AWAITING_PAYMENT
    assert (waiting.payment.status, waiting.payment.failure_code) == (PaymentStatus.MISMATCH, what)
    assert waiting.told("payment") == ["payment.mismatch"]
    assert waiting.ledger() == [changes.get("amount", PRICE)]
    assert waiting.now().paid_amount == counted

    page = finance.get("/salon/desk/money/").content.decode()
    assert "Dana Ek" in page
    give_back(finance, waiting)
    assert sum(waiting.ledger()) == 0
    assert waiting.now().paid_amount == 0
    assert [one["amount"] for one in stand_in.refunds()] == [changes.get("amount", PRICE)]


def test_a_mismatch_is_told_once_however_often_it_is_seen(cast: Cast, stand_in: StandIn, clock: Clock) -> None:
    waiting = awaiting(cast.salon)
    stand_in.control("intents", {"intent": waiting.intent, "amount": 100})
    for n in range(3):
        post(event_of(stand_in) | {"id": f"evt_{n}"}, stand_in.secret)
        work_off()
        clock.forward(hours=30)
    assert waiting.told("payment") == ["payment.mismatch"]
    assert waiting.ledger() == [100]


def test_an_intent_that_somebody_changed_is_cancelled_before_anybody_pays_it(
    cast: Cast, stand_in: StandIn, sdk
) -> None:
    waiting = awaiting(cast.salon)
    sdk.v1.payment_intents.update(waiting.intent, {"amount": 300})
    with pytest.raises(StaleState):
        checkout.card_field(tenant=waiting.tenant, booking=waiting.booking)
    assert stand_in.intents()[0]["status"] == "canceled"


def test_whoever_paid_the_wrong_sum_is_not_asked_for_money_again(cast: Cast, stand_in: StandIn) -> None:
    waiting = awaiting(cast.salon)
    stand_in.control("intents", {"intent": waiting.intent, "amount": 100})
    look(waiting)
    with pytest.raises(StaleState):
        checkout.card_field(tenant=waiting.tenant, booking=waiting.booking)
    assert len(stand_in.intents()) == 1


def test_cancelling_gives_back_what_did_not_match(cast: Cast, stand_in: StandIn) -> None:
    waiting = awaiting(cast.salon)
    stand_in.control("intents", {"intent": waiting.intent, "amount": 100})
    look(waiting)
    with tenant_tx(waiting.tenant):
        cancelling.cancel(booking=waiting.now(), by="staff", actor=Actor("member", cast.alice.user_id))
    work_off()
    assert waiting.ledger() == [100, -100]


@pytest.mark.parametrize("account", ["", "acct_salon"])
def test_money_through_an_intent_that_we_never_stored_becomes_a_case_for_staff(
    cast: Cast, stand_in: StandIn, finance: Browser, clock: Clock, account: str
) -> None:
    """1 krona paid, with metadata that says the booking of 500."""
    Tenant.objects.filter(pk=cast.salon.tenant.pk).update(stripe_account=account)
    waiting = awaiting(cast.salon)
    metadata = {"tenant": str(waiting.tenant.pk), "booking": waiting.booking.code, "payment": str(waiting.payment.pk)}
    order = {"amount": 100, "currency": "sek", "account": account, "metadata": metadata}
    intent = stand_in.control("intents", order)
    post(event_of(stand_in), stand_in.secret)
    for _minutes in range(3):
        work_off()
        clock.forward(minutes=5)
    work_off()
    assert waiting.status != Status.CONFIRMED
    ours, other = waiting.payments()
    assert (ours.intent_id, other.intent_id) == (waiting.intent, intent["id"])
    assert (other.status, other.failure_code) == (PaymentStatus.MISMATCH, "intent")
    assert waiting.told("payment") == ["payment.mismatch"]
    assert waiting.ledger() == [100]
    give_back(finance, waiting, 1)
    assert waiting.ledger() == [100, -100]


@pytest.mark.parametrize("metadata", [{}, {"tenant": "nonsense"}, {"tenant": "019" + "0" * 29, "booking": "NOBODY"}])
def test_other_sales_of_the_business_are_none_of_our_business(
    cast: Cast, stand_in: StandIn, clock: Clock, metadata: dict[str, str]
) -> None:
    intent = stand_in.control("intents", {"amount": 100, "currency": "sek", "metadata": metadata})
    post(event_of(stand_in), stand_in.secret)
    for _minutes in range(3):
        work_off()
        clock.forward(minutes=5)
    assert not StripeRoute.objects.filter(intent_id=intent["id"]).exists()
    stand_in.reset()
