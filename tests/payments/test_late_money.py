"""Money that comes when the hold is gone: the time again if it is free, and otherwise all of it back, once."""

from datetime import timedelta

import pytest

from booking.bookings import cancelling
from booking.bookings.models import Status
from payments import sweeping
from payments.models import PaymentStatus, RefundStatus
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
    post,
    real_database,
    together,
    work_off,
)
from tests.payments.stripe_server import StandIn

pytestmark = real_database


def expired_without_asking(waiting: Waiting, stand_in: StandIn, clock: Clock) -> None:
    """The hold ends while Stripe does not answer, so that the card field still takes money."""
    clock.forward(minutes=15)
    stand_in.control("answers", {"mode": "error", "times": 3})
    assert sweeping.sweep_holds()
    assert waiting.status == Status.EXPIRED


def test_an_expiring_booking_cancels_its_intent_first(cast: Cast, stand_in: StandIn, clock: Clock) -> None:
    waiting = awaiting(cast.salon)
    clock.forward(minutes=15)
    assert sweeping.sweep_holds() == 1
    assert waiting.status == Status.EXPIRED
    assert stand_in.intents()[0]["status"] == "canceled"
    assert "error" in stand_in.pay(waiting.intent)
    assert waiting.payment.status == PaymentStatus.CANCELED


def test_money_that_came_in_the_last_second_confirms_instead_of_expiring(
    cast: Cast, stand_in: StandIn, clock: Clock
) -> None:
    waiting = awaiting(cast.salon)
    stand_in.pay(waiting.intent)
    clock.forward(minutes=16)
    assert sweeping.sweep_holds() == 0
    assert waiting.status == Status.CONFIRMED
    assert waiting.told("booking.expired") == []


def test_late_money_takes_the_time_again_when_it_is_free(cast: Cast, stand_in: StandIn, clock: Clock) -> None:
    waiting = awaiting(cast.salon)
    expired_without_asking(waiting, stand_in, clock)
    stand_in.pay(waiting.intent)
    post(event_of(stand_in), stand_in.secret)
    work_off()
    assert waiting.status == Status.CONFIRMED
    assert waiting.ledger() == [PRICE]
    assert stand_in.refunds() == []
    assert waiting.told()[-3:] == ["booking.expired", "booking.confirmed", "payment.succeeded"]


def test_late_money_for_a_time_that_somebody_else_has_goes_back_once(
    cast: Cast, stand_in: StandIn, clock: Clock
) -> None:
    waiting = awaiting(cast.salon)
    expired_without_asking(waiting, stand_in, clock)
    other = check_out(cast.salon, hold(cast.salon), "on_site").booking
    stand_in.pay(waiting.intent)
    for event_id in ("evt_one", "evt_two", "evt_one"):
        post(event_of(stand_in) | {"id": event_id}, stand_in.secret)
    work_off()
    clock.forward(days=1)
    work_off()
    assert waiting.status == Status.EXPIRED
    assert waiting.ledger() == [PRICE, -PRICE]
    assert waiting.now().paid_amount == 0
    assert [(one["amount"], one["status"]) for one in stand_in.refunds()] == [(PRICE, "succeeded")]
    assert waiting.told("payment") == ["payment.succeeded", "payment.late_refunded"]
    assert Waiting(cast.salon, other, "").status == Status.CONFIRMED


def test_late_money_while_the_hold_has_run_out_but_nobody_has_swept(
    cast: Cast, stand_in: StandIn, clock: Clock
) -> None:
    """The time was resold over the hold that had run out; the booking still says that it waits."""
    waiting = awaiting(cast.salon)
    clock.forward(minutes=15)
    stand_in.pay(waiting.intent)
    hold(cast.salon)
    look(waiting)
    assert waiting.status == Status.EXPIRED
    assert waiting.told("payment") == ["payment.succeeded", "payment.late_refunded"]


@pytest.mark.parametrize("mode", ["lost", "lost_error"])
def test_a_refund_whose_answer_was_lost_is_still_the_late_one_and_only_one(
    cast: Cast, stand_in: StandIn, clock: Clock, mode: str
) -> None:
    waiting = awaiting(cast.salon)
    expired_without_asking(waiting, stand_in, clock)
    hold(cast.salon)
    stand_in.pay(waiting.intent)
    stand_in.control("answers", {"mode": mode, "times": 3, "match": "POST /v1/refunds"})
    look(waiting)
    assert [refund.status for refund in waiting.refunds()] == [RefundStatus.PLANNED]
    clock.forward(days=2)  # Stripe has forgotten the idempotency key by now; the metadata tells
    work_off()
    assert [refund.status for refund in waiting.refunds()] == [RefundStatus.DONE]
    assert len(stand_in.refunds()) == 1
    assert waiting.told("payment") == ["payment.succeeded", "payment.late_refunded"]


def test_late_money_and_a_rival_at_the_same_moment_end_with_one_owner(
    cast: Cast, stand_in: StandIn, clock: Clock
) -> None:
    for day in range(3):
        start = TUESDAY + timedelta(days=day)
        waiting = awaiting(cast.salon, start)
        expired_without_asking(waiting, stand_in, clock)
        stand_in.pay(waiting.intent)
        _looked, rival = together(lambda w=waiting: look(w), lambda s=start: hold(cast.salon, s))
        work_off()
        if isinstance(rival, Exception):
            assert waiting.status == Status.CONFIRMED
        else:
            assert waiting.status == Status.EXPIRED
            assert sum(waiting.ledger()) == 0


def test_money_for_a_booking_that_was_cancelled_goes_back(cast: Cast, stand_in: StandIn) -> None:
    waiting = awaiting(cast.salon)
    stand_in.pay(waiting.intent)
    with tenant_tx(waiting.tenant):
        cancelling.cancel(booking=waiting.booking)
    work_off()
    assert waiting.status == Status.CANCELLED
    assert waiting.ledger() == [PRICE, -PRICE]
    assert waiting.told("payment") == ["payment.succeeded", "payment.late_refunded"]


def test_cancelling_before_paying_cancels_the_intent(cast: Cast, stand_in: StandIn) -> None:
    waiting = awaiting(cast.salon)
    with tenant_tx(waiting.tenant):
        cancelling.cancel(booking=waiting.booking)
    work_off()
    assert stand_in.intents()[0]["status"] == "canceled"


def test_money_that_is_on_its_way_when_the_hold_ends_is_settled_when_it_comes(
    cast: Cast, stand_in: StandIn, clock: Clock
) -> None:
    stand_in.control("confirm", {"outcome": "processing"})
    waiting = awaiting(cast.salon)
    stand_in.pay(waiting.intent)
    look(waiting)
    assert waiting.payment.status == PaymentStatus.PROCESSING
    stand_in.control(f"intents/{waiting.intent}/settle", {"outcome": "succeeded"})
    clock.forward(minutes=30)
    work_off()
    assert waiting.status == Status.CONFIRMED
    assert waiting.ledger() == [PRICE]
