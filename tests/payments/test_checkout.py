"""Checking out: what is paid is what was agreed, once, whatever is sent, lost or repeated on the way."""

import pytest
from django.test import Client as Browser

from booking.bookings.models import Status
from booking.kernel.errors import HoldExpired, Invalid, StaleState, Unavailable
from payments import checkout, looking
from payments.models import PaymentStatus
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.conftest import Clock
from tests.payments.money import (
    PRICE,
    TUESDAY,
    Waiting,
    awaiting,
    check_out,
    event_of,
    hold,
    look,
    paid,
    post,
    real_database,
    together,
    work_off,
)
from tests.payments.stripe_server import StandIn

pytestmark = real_database
CREATE = "POST /v1/payment_intents"
TRICKS = {
    "price": "0", "amount": "-500", "currency": "JPY", "tip": "-100", "quantity": "-1", "payment_portion": "0",
    "status": "confirmed", "paid_amount": "50000", "discount_code": "FREE",
}  # fmt: skip


def test_a_price_in_the_public_form_does_not_change_what_is_to_be_paid(cast: Cast, stand_in: StandIn) -> None:
    booking = hold(cast.salon)
    form = {"name": "Dana Ek", "email": "dana@example.com", "phone": "0701234567", "payment": "online"}
    answer = Browser().post(f"/salon/h/{booking.hold_token}/", form | TRICKS)
    assert answer.status_code == 303
    waiting = Waiting(cast.salon, booking, "")
    assert waiting.status == Status.AWAITING_PAYMENT
    checkout.card_field(tenant=waiting.tenant, booking=waiting.now())
    (intent,) = stand_in.intents()
    assert (intent["amount"], intent["currency"]) == (PRICE, "sek")
    assert waiting.now().paid_amount == 0


@pytest.mark.parametrize("trick", TRICKS)
def test_a_price_in_the_api_is_refused_and_nothing_is_asked_or_confirmed(
    cast: Cast, stand_in: StandIn, trick: str
) -> None:
    booking = hold(cast.salon)
    body = {"hold": booking.hold_token, "client": {"name": "Dana Ek", "email": "dana@example.com"}}
    for wrong in (body | {trick: TRICKS[trick]}, body | {"client": body["client"] | {trick: TRICKS[trick]}}):
        answer = Browser().post("/api/v1/salon/bookings", wrong, content_type="application/json")
        assert answer.status_code == 400, answer.content
    assert stand_in.intents() == []
    assert Waiting(cast.salon, booking, "").status == Status.HELD
    answer = Browser().post("/api/v1/salon/bookings", body | {"payment": "online"}, content_type="application/json")
    assert answer.json()["payment"]["amount"] == {"amount": PRICE, "currency": "SEK"}
    assert stand_in.intents()[0]["amount"] == PRICE


@pytest.mark.parametrize("paying", ["free", "", "nonsense"])
def test_something_that_costs_is_not_confirmed_as_free(cast: Cast, stand_in: StandIn, paying: str) -> None:
    booking = hold(cast.salon)
    with pytest.raises(Invalid):
        check_out(cast.salon, booking, paying)
    assert Waiting(cast.salon, booking, "").status == Status.HELD


def test_the_intent_names_the_booking_and_nothing_personal(cast: Cast, stand_in: StandIn) -> None:
    waiting = awaiting(cast.salon)
    (intent,) = stand_in.intents()
    assert intent["metadata"] == {
        "tenant": str(waiting.tenant.pk), "booking": waiting.booking.code, "payment": str(waiting.payment.pk),
    }  # fmt: skip
    assert "dana" not in str(intent).lower()


def test_a_second_checkout_with_the_same_hold_resumes_the_same_intent(cast: Cast, stand_in: StandIn) -> None:
    booking = hold(cast.salon)
    first, second = check_out(cast.salon, booking), check_out(cast.salon, booking)
    assert first.card_field == second.card_field
    assert len(stand_in.intents()) == 1


def test_the_same_form_sent_twice_at_once_makes_one_intent(cast: Cast, stand_in: StandIn) -> None:
    booking = hold(cast.salon)
    answers = together(*[lambda: check_out(cast.salon, booking)] * 4)
    fields = {answer.card_field.client_secret for answer in answers if isinstance(answer, checkout.Checkout)}
    assert all(isinstance(answer, checkout.Checkout | Unavailable) for answer in answers), answers
    assert len(fields) == 1
    assert len(stand_in.intents()) == 1


def test_stripe_that_is_down_says_so_and_the_same_hold_goes_on_when_it_is_back(cast: Cast, stand_in: StandIn) -> None:
    booking = hold(cast.salon)
    stand_in.control("answers", {"mode": "error", "times": 3, "match": CREATE})
    with pytest.raises(Unavailable) as refused:
        check_out(cast.salon, booking)
    assert refused.value.status == 503
    waiting = Waiting(cast.salon, booking, "")
    assert waiting.status == Status.AWAITING_PAYMENT
    assert check_out(cast.salon, booking).card_field is not None
    assert len(stand_in.intents()) == 1
    assert len(waiting.payments()) == 1


@pytest.mark.parametrize("mode", ["lost", "lost_error"])
def test_an_answer_that_was_lost_after_the_work_makes_no_second_intent(
    cast: Cast, stand_in: StandIn, mode: str
) -> None:
    booking = hold(cast.salon)
    stand_in.control("answers", {"mode": mode, "times": 3, "match": CREATE})
    with pytest.raises(Unavailable):
        check_out(cast.salon, booking)
    assert len(stand_in.intents()) == 1
    assert check_out(cast.salon, booking).card_field is not None
    assert len(stand_in.intents()) == 1


def test_the_business_may_change_its_name_between_two_tries(cast: Cast, stand_in: StandIn) -> None:
    """The same idempotency key with other words would be refused by Stripe."""
    booking = hold(cast.salon)
    stand_in.control("answers", {"mode": "lost", "times": 3, "match": CREATE})
    with pytest.raises(Unavailable):
        check_out(cast.salon, booking)
    cast.salon.tenant.name = "Another name"
    cast.salon.tenant.save()
    assert check_out(cast.salon, booking).card_field is not None


def test_what_stripe_refuses_to_make_is_a_sentence_and_ends_with_its_hold(
    cast: Cast, stand_in: StandIn, settings, clock: Clock
) -> None:
    booking = hold(cast.salon)
    settings.STRIPE_SECRET_KEY = "sk_wrong"
    with pytest.raises(Unavailable):
        check_out(cast.salon, booking)
    clock.forward(minutes=16)
    work_off()
    assert Waiting(cast.salon, booking, "").status == Status.EXPIRED
    settings.STRIPE_SECRET_KEY = "sk_test_tests"
    clock.forward(hours=1)
    work_off()
    assert Waiting(cast.salon, booking, "").payment.status == PaymentStatus.CANCELED


def test_money_for_a_time_that_ran_out_is_not_asked_for(cast: Cast, stand_in: StandIn, clock: Clock) -> None:
    waiting = awaiting(cast.salon)
    clock.forward(minutes=15)
    with pytest.raises(HoldExpired):
        checkout.card_field(tenant=waiting.tenant, booking=waiting.booking)


def test_whoever_has_paid_is_not_shown_a_card_field_again(cast: Cast, stand_in: StandIn) -> None:
    waiting = awaiting(cast.salon)
    stand_in.pay(waiting.intent)
    resumed = check_out(cast.salon, waiting.booking)
    assert (resumed.booking.status, resumed.card_field) == (Status.CONFIRMED, None)
    with pytest.raises(StaleState):
        checkout.card_field(tenant=waiting.tenant, booking=waiting.booking)


def test_whoever_has_paid_in_another_tab_is_sent_to_their_booking(cast: Cast, stand_in: StandIn) -> None:
    waiting = awaiting(cast.salon)
    page = f"/salon/b/{waiting.now().manage_token}/payment/"
    assert Browser().get(page).status_code == 200
    stand_in.pay(waiting.intent)
    answer = Browser().get(page)
    assert (answer.status_code, answer["Location"]) == (303, f"/salon/b/{waiting.now().manage_token}/?new=1")


def test_whoever_has_paid_while_the_bank_still_thinks_sees_that_it_is_on_its_way(cast: Cast, stand_in: StandIn) -> None:
    stand_in.control("confirm", {"outcome": "processing"})
    waiting = awaiting(cast.salon)
    stand_in.pay(waiting.intent)
    answer = Browser().get(f"/salon/b/{waiting.now().manage_token}/payment/")
    assert answer.status_code == 200
    assert "data-client-secret" not in answer.content.decode()


def test_an_intent_that_was_cancelled_at_stripe_is_replaced(cast: Cast, stand_in: StandIn, sdk) -> None:
    waiting = awaiting(cast.salon)
    sdk.v1.payment_intents.cancel(waiting.intent)
    field = checkout.card_field(tenant=waiting.tenant, booking=waiting.booking)
    second = field.client_secret.split("_secret")[0]
    assert second != waiting.intent
    stand_in.pay(second)
    look(waiting)
    assert waiting.status == Status.CONFIRMED
    assert [payment.status for payment in waiting.payments()] == ["canceled", "succeeded"]


def test_a_card_that_is_declined_is_told_once_and_the_next_one_pays(cast: Cast, stand_in: StandIn) -> None:
    waiting = awaiting(cast.salon)
    for card in ("pm_card_chargeDeclined", "pm_card_chargeDeclinedInsufficientFunds"):
        assert "error" in stand_in.pay(waiting.intent, card)
        look(waiting)
    assert waiting.status == Status.AWAITING_PAYMENT
    stand_in.pay(waiting.intent)
    look(waiting)
    assert waiting.status == Status.CONFIRMED
    assert waiting.told("payment") == ["payment.failed", "payment.succeeded"]
    assert waiting.ledger() == [PRICE]


def test_paying_on_site_instead_cancels_the_intent(cast: Cast, stand_in: StandIn) -> None:
    waiting = awaiting(cast.salon)
    booking = checkout.pay_on_site_instead(tenant=waiting.tenant, booking=waiting.booking)
    assert (booking.status, booking.paying) == (Status.CONFIRMED, "on_site")
    assert stand_in.intents()[0]["status"] == "canceled"
    assert waiting.payment.status == PaymentStatus.CANCELED


def test_paying_on_site_instead_keeps_money_that_has_come_already(cast: Cast, stand_in: StandIn) -> None:
    waiting = awaiting(cast.salon)
    stand_in.pay(waiting.intent)
    booking = checkout.pay_on_site_instead(tenant=waiting.tenant, booking=waiting.booking)
    assert (booking.status, booking.paying, booking.paid_amount) == (Status.CONFIRMED, "online", PRICE)
    assert waiting.told("booking.confirmed") == ["booking.confirmed"]


def test_money_that_comes_after_choosing_to_pay_on_site_is_kept_as_paid(cast: Cast, stand_in: StandIn, sdk) -> None:
    """Stripe does not answer when the intent should be cancelled; the client pays in another tab meanwhile."""
    waiting = awaiting(cast.salon)
    stand_in.control("answers", {"mode": "error", "times": 6, "match": f"GET /v1/payment_intents/{waiting.intent}"})
    checkout.pay_on_site_instead(tenant=waiting.tenant, booking=waiting.booking)
    assert waiting.status == Status.CONFIRMED
    stand_in.pay(waiting.intent)
    post(event_of(stand_in), stand_in.secret)
    work_off()
    assert (waiting.now().paid_amount, waiting.now().paying) == (PRICE, "online")
    assert waiting.told("booking.confirmed") == ["booking.confirmed"]
    assert stand_in.refunds() == []


def test_paying_on_site_instead_is_not_possible_where_it_is_not_offered(cast: Cast, stand_in: StandIn) -> None:
    waiting = awaiting(cast.salon)
    with tenant_tx(waiting.tenant):
        cast.salon.service.payable_on_site = False
        cast.salon.service.save()
    with pytest.raises(Invalid):
        checkout.pay_on_site_instead(tenant=waiting.tenant, booking=waiting.booking)
    assert waiting.status == Status.AWAITING_PAYMENT


def test_two_bookings_of_two_businesses_are_paid_into_their_own_accounts(cast: Cast, stand_in: StandIn) -> None:
    cast.gym.tenant.stripe_account = "acct_gym"
    cast.gym.tenant.save()
    ours, theirs = paid(cast.salon, stand_in), paid(cast.gym, stand_in, TUESDAY)
    accounts = {intent["id"]: intent["_account"] for intent in stand_in.intents()}
    assert accounts == {ours.intent: "", theirs.intent: "acct_gym"}


def test_a_look_reads_the_clock_of_the_database(cast: Cast, stand_in: StandIn, clock: Clock) -> None:
    """A web server whose clock is an hour ahead cancels nobody's payment."""
    waiting = awaiting(cast.salon)
    clock._traveller.shift(3600)
    looking.look(waiting.tenant, waiting.payment.pk)
    assert stand_in.intents()[0]["status"] == "requires_payment_method"
