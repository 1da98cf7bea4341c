"""What no webhook told is found all the same, and nothing that is broken keeps the rest from being found."""

from datetime import timedelta

import pytest

from booking.bookings.models import Status
from payments import sweeping
from payments.models import Payment, PaymentStatus, StripeInbox
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.conftest import Clock
from tests.payments.money import PRICE, TUESDAY, Waiting, awaiting, hold, look, paid, real_database, work_off
from tests.payments.stripe_server import StandIn

pytestmark = real_database


def test_money_that_no_webhook_told_is_found_after_a_minute(cast: Cast, stand_in: StandIn, clock: Clock) -> None:
    waiting = awaiting(cast.salon)
    stand_in.pay(waiting.intent)
    clock.forward(seconds=59)
    assert sweeping.reconcile() == 0
    clock.forward(seconds=1)
    assert sweeping.reconcile() == 1
    assert waiting.status == Status.CONFIRMED
    assert not StripeInbox.objects.exists()


def test_four_days_without_webhooks_heal_and_nobody_is_told_twice(
    cast: Cast, stand_in: StandIn, clock: Clock, mailoutbox: list
) -> None:
    bookings = [awaiting(house, TUESDAY + timedelta(days=n)) for n in range(3) for house in (cast.salon, cast.gym)]
    for waiting in bookings:
        stand_in.pay(waiting.intent)
    with tenant_tx(cast.salon.tenant):
        Payment.objects.update(check_at=clock.now + timedelta(days=4))  # and no reconciler either
    clock.forward(days=4)
    work_off()
    work_off()
    assert {waiting.status for waiting in bookings} == {Status.CONFIRMED}
    keys = [mail.extra_headers["X-Effect-Key"] for mail in mailoutbox]
    assert len(keys) == len(set(keys))


def test_a_refund_and_a_dispute_on_stripes_own_page_are_found_without_a_webhook(
    cast: Cast, stand_in: StandIn, clock: Clock, sdk
) -> None:
    waiting = paid(cast.salon, stand_in)
    sdk.v1.refunds.create({"payment_intent": waiting.intent, "amount": 20000})
    stand_in.control("disputes", {"intent": waiting.intent})
    clock.forward(days=1)
    work_off()
    assert waiting.ledger() == [PRICE, -20000]
    assert waiting.payment.disputed


def test_an_unpaid_intent_is_looked_at_less_and_less_often_and_no_more_when_cancelled(
    cast: Cast, stand_in: StandIn, clock: Clock
) -> None:
    waiting = awaiting(cast.salon)
    waits = []
    for _look in range(6):
        look(waiting)
        waits.append(waiting.payment.check_at - clock.now)
        clock.forward(minutes=2)
    assert waits == sorted(waits)
    assert timedelta(minutes=1) <= waits[0] <= waits[-1] <= timedelta(minutes=3)
    clock.forward(minutes=5)
    work_off()
    assert (waiting.status, waiting.payment.check_at) == (Status.EXPIRED, None)


def test_settled_money_is_looked_at_rarely_and_after_half_a_year_no_more(
    cast: Cast, stand_in: StandIn, clock: Clock
) -> None:
    waiting = paid(cast.salon, stand_in)
    looks = 0
    while waiting.payment.check_at is not None:
        clock.set(waiting.payment.check_at)
        looks += sweeping.reconcile()
    assert looks <= 10
    assert clock.now - waiting.payment.created_at > timedelta(days=180)


def test_one_payment_that_stripe_does_not_know_keeps_no_other_from_being_found(
    cast: Cast, stand_in: StandIn, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost, good = awaiting(cast.salon), awaiting(cast.gym)
    with tenant_tx(lost.tenant):
        Payment.objects.update(intent_id="pi_lost")
    stand_in.pay(good.intent)
    monkeypatch.setattr(sweeping, "TO_CHECK", sweeping.TO_CHECK.replace("200", "1"))  # the lost one fills every sweep
    clock.forward(seconds=90)
    assert [sweeping.reconcile() for _sweep in range(3)].count(1) >= 1
    assert good.status == Status.CONFIRMED


def test_a_fault_of_ours_in_one_payment_moves_it_behind_the_others(
    cast: Cast, stand_in: StandIn, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = awaiting(cast.salon), awaiting(cast.gym)
    stand_in.pay(good.intent)
    looks = sweeping.look

    def fails_once(tenant, payment_id) -> None:
        if payment_id == bad.payment.pk:
            raise ZeroDivisionError
        looks(tenant, payment_id)

    monkeypatch.setattr(sweeping, "look", fails_once)
    monkeypatch.setattr(sweeping, "TO_CHECK", sweeping.TO_CHECK.replace("200", "1"))
    clock.forward(seconds=90)
    for _sweep in range(2):
        sweeping.reconcile()
    assert good.status == Status.CONFIRMED
    monkeypatch.undo()


def test_a_stripe_that_is_down_is_asked_a_few_times_in_a_sweep_and_holds_up_no_hold(
    cast: Cast, stand_in: StandIn, clock: Clock
) -> None:
    waiting = [awaiting(cast.salon, TUESDAY + timedelta(days=n)) for n in range(3)]
    waiting += [awaiting(cast.gym, TUESDAY + timedelta(days=n)) for n in range(3)]
    held = hold(cast.salon, TUESDAY, who=1)
    clock.forward(minutes=16)
    stand_in.control("answers", {"mode": "rate_limit", "times": 2 * sweeping.SILENCES})
    assert sweeping.sweep_holds() == 7
    assert sweeping.reconcile() == 0
    assert {intent["status"] for intent in stand_in.intents()} == {"requires_payment_method"}
    assert Waiting(cast.salon, held, "").status == Status.EXPIRED
    clock.forward(minutes=10)
    work_off()
    assert {each.payment.status for each in waiting} == {PaymentStatus.CANCELED}
