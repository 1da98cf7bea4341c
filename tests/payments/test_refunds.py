"""Money goes back once, and never more of it than came: by the client, by staff, by Stripe's own page, in any order."""

import pytest

from booking.bookings.models import Status
from booking.kernel.errors import NotFound
from payments import gateway, giving_back, refunding, settling
from payments.giving_back import give_back
from payments.models import RefundStatus
from tenants.actors import Actor
from tests.cast import Cast
from tests.conftest import Clock
from tests.payments.giving import all_back_once, cancel, click
from tests.payments.money import (
    PRICE,
    event_of,
    look,
    paid,
    post,
    real_database,
    work_off,
)
from tests.payments.stripe_server import StandIn

pytestmark = real_database
REFUND = "POST /v1/refunds"


@pytest.fixture
def frank(cast: Cast) -> Actor:
    return Actor("member", cast.finance.user_id)


def test_cancelling_within_the_policy_gives_everything_back(cast: Cast, stand_in: StandIn) -> None:
    waiting = paid(cast.salon, stand_in)
    cancel(waiting)
    all_back_once(waiting, stand_in)


def test_staff_who_cancel_late_give_everything_back(cast: Cast, stand_in: StandIn, clock: Clock) -> None:
    waiting = paid(cast.salon, stand_in)
    clock.forward(hours=24)
    cancel(waiting, by="staff")
    all_back_once(waiting, stand_in)


def test_a_refund_by_staff_survives_a_stripe_that_is_down(
    cast: Cast, stand_in: StandIn, frank: Actor, clock: Clock
) -> None:
    waiting = paid(cast.salon, stand_in)
    stand_in.control("answers", {"mode": "error", "times": 3, "match": REFUND})
    assert click(waiting, frank).amount == PRICE
    assert stand_in.refunds() == []
    clock.forward(minutes=2)
    all_back_once(waiting, stand_in)


def test_a_refund_that_was_planned_and_never_sent_is_sent_by_the_reconciler(
    cast: Cast, stand_in: StandIn, frank: Actor, clock: Clock
) -> None:
    """The web process dies between writing it down and asking Stripe."""
    waiting = paid(cast.salon, stand_in)
    giving_back._plan(waiting.tenant, waiting.payment.pk, frank)
    clock.forward(minutes=2)
    all_back_once(waiting, stand_in)


def test_wrong_keys_of_ours_do_not_count_as_a_refusal(
    cast: Cast, stand_in: StandIn, frank: Actor, clock: Clock, settings
) -> None:
    waiting = paid(cast.salon, stand_in)
    settings.STRIPE_SECRET_KEY = "sk_wrong"
    click(waiting, frank)
    settings.STRIPE_SECRET_KEY = "sk_test_tests"
    clock.forward(minutes=2)
    all_back_once(waiting, stand_in)


def test_keys_of_ours_that_stripe_stops_taking_in_the_middle_leave_the_refund_planned(
    cast: Cast, stand_in: StandIn, frank: Actor, clock: Clock, settings
) -> None:
    waiting = paid(cast.salon, stand_in)
    giving_back._plan(waiting.tenant, waiting.payment.pk, frank)
    settings.STRIPE_SECRET_KEY = "sk_wrong"
    with pytest.raises(gateway.GatewayUnavailable):
        refunding.send_refund(waiting.tenant, waiting.payment, waiting.refunds()[0])
    assert waiting.refunds()[0].status == RefundStatus.PLANNED
    settings.STRIPE_SECRET_KEY = "sk_test_tests"
    clock.forward(minutes=2)
    all_back_once(waiting, stand_in)


def test_partial_refunds_on_stripes_page_and_a_click_never_sum_over_what_came(
    cast: Cast, stand_in: StandIn, sdk, frank: Actor
) -> None:
    waiting = paid(cast.salon, stand_in)
    for amount in (20000, 25000):
        sdk.v1.refunds.create({"payment_intent": waiting.intent, "amount": amount})
    assert click(waiting, frank).amount == 5000
    assert click(waiting, frank) is None
    assert waiting.ledger() == [PRICE, -20000, -25000, -5000] or waiting.ledger() == [PRICE, -25000, -20000, -5000]
    assert waiting.status == Status.CONFIRMED


def test_cancelling_after_a_partial_refund_gives_back_the_rest(cast: Cast, stand_in: StandIn, sdk) -> None:
    waiting = paid(cast.salon, stand_in)
    sdk.v1.refunds.create({"payment_intent": waiting.intent, "amount": 20000})
    look(waiting)
    cancel(waiting)
    work_off()
    assert waiting.ledger() == [PRICE, -20000, -30000]


def test_a_refund_on_stripes_page_just_before_the_cancellation_is_not_given_twice(
    cast: Cast, stand_in: StandIn, sdk
) -> None:
    waiting = paid(cast.salon, stand_in)
    sdk.v1.refunds.create({"payment_intent": waiting.intent})
    cancel(waiting)  # freezes everything as due, for nobody has told us yet
    work_off()
    assert waiting.ledger() == [PRICE, -PRICE]
    assert waiting.now().paid_amount == 0


def test_a_refund_that_takes_days_is_booked_when_sent_and_done_when_it_arrives(
    cast: Cast, stand_in: StandIn, clock: Clock
) -> None:
    stand_in.control("refund", {"outcome": "pending"})
    waiting = paid(cast.salon, stand_in)
    cancel(waiting)
    work_off()
    assert [refund.status for refund in waiting.refunds()] == [RefundStatus.SENT]
    assert waiting.ledger() == [PRICE, -PRICE]
    stand_in.control(f"refunds/{stand_in.refunds()[0]['id']}", {"status": "succeeded"})
    clock.forward(hours=7)
    all_back_once(waiting, stand_in)


def test_a_refund_that_the_bank_sends_back_is_ours_again_and_can_be_given_anew(
    cast: Cast, stand_in: StandIn, frank: Actor
) -> None:
    waiting = paid(cast.salon, stand_in)
    stand_in.control("refund", {"outcome": "failed"})
    cancel(waiting)
    work_off()
    assert sum(waiting.ledger()) == PRICE
    assert waiting.now().paid_amount == PRICE
    assert [refund.status for refund in waiting.refunds()] == [RefundStatus.REFUSED]
    assert "payment.refund_refused" in waiting.told()
    assert click(waiting, frank).amount == PRICE
    assert sum(waiting.ledger()) == 0
    assert [refund.status for refund in waiting.refunds()] == [RefundStatus.REFUSED, RefundStatus.DONE]


def test_a_click_that_the_bank_refused_can_be_clicked_again(cast: Cast, stand_in: StandIn, frank: Actor) -> None:
    waiting = paid(cast.salon, stand_in)
    stand_in.control("refund", {"outcome": "failed"})
    click(waiting, frank)
    assert sum(waiting.ledger()) == PRICE
    assert click(waiting, frank).amount == PRICE
    assert sum(waiting.ledger()) == 0
    assert [refund.status for refund in waiting.refunds()] == [RefundStatus.REFUSED, RefundStatus.DONE]


def test_a_refund_that_comes_back_days_after_it_was_done_is_found(cast: Cast, stand_in: StandIn, clock: Clock) -> None:
    waiting = paid(cast.salon, stand_in)
    cancel(waiting)
    work_off()
    stand_in.control(f"refunds/{stand_in.refunds()[0]['id']}", {"status": "failed"})
    clock.forward(days=3)
    work_off()
    assert waiting.ledger() == [PRICE, -PRICE, PRICE]


def test_an_older_reading_of_a_refund_takes_its_refusal_not_back(cast: Cast, stand_in: StandIn, frank: Actor) -> None:
    waiting = paid(cast.salon, stand_in)
    click(waiting, frank)
    older = gateway.read_refunds(waiting.intent, account=None)
    stand_in.control(f"refunds/{older[0].id}", {"status": "failed"})
    look(waiting)
    settling.settle(waiting.tenant, waiting.payment.pk, gateway.read_intent(waiting.intent, account=None), older)
    assert [refund.status for refund in waiting.refunds()] == [RefundStatus.REFUSED]
    assert waiting.ledger() == [PRICE, -PRICE, PRICE]


def test_disputed_money_is_not_given_back_and_the_booking_stands(cast: Cast, stand_in: StandIn, frank: Actor) -> None:
    waiting = paid(cast.salon, stand_in)
    stand_in.control("disputes", {"intent": waiting.intent})
    post(event_of(stand_in, "charge.dispute.created"), stand_in.secret)
    work_off()
    assert waiting.payment.disputed
    assert waiting.status == Status.CONFIRMED
    click(waiting, frank)
    assert waiting.ledger() == [PRICE]
    assert [refund.status for refund in waiting.refunds()] == [RefundStatus.REFUSED]
    assert waiting.told("payment.disputed") == ["payment.disputed"]


def test_a_dispute_after_the_refund_changes_no_money(cast: Cast, stand_in: StandIn) -> None:
    waiting = paid(cast.salon, stand_in)
    cancel(waiting)
    work_off()
    stand_in.control("disputes", {"intent": waiting.intent})
    look(waiting)
    assert waiting.payment.disputed
    assert waiting.ledger() == [PRICE, -PRICE]


def test_another_businesss_payment_cannot_be_given_back(cast: Cast, stand_in: StandIn, frank: Actor) -> None:
    waiting = paid(cast.gym, stand_in)
    with pytest.raises(NotFound):
        give_back(tenant=cast.salon.tenant, payment_id=waiting.payment.pk, actor=frank)
    assert waiting.ledger() == [PRICE]
