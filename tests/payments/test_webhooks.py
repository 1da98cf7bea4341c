"""What Stripe tells us: believed only when Stripe signed it, and then only as a reason to look."""

import time
from datetime import timedelta

import pytest

from booking.bookings.models import Status
from payments import gateway, inbox, settling
from payments.intents import plan_payment
from payments.models import Payment, PaymentStatus, StripeInbox, StripeRoute
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.conftest import Clock
from tests.payments.money import (
    PRICE,
    Waiting,
    awaiting,
    check_out,
    event_of,
    hold,
    paid,
    post,
    real_database,
    together,
    work_off,
)
from tests.payments.stripe_server import StandIn

pytestmark = real_database


def test_success_told_twice_at_once_confirms_once(cast: Cast, stand_in: StandIn) -> None:
    waiting = awaiting(cast.salon)
    stand_in.pay(waiting.intent)
    event = event_of(stand_in)

    def told_and_read() -> None:
        assert post(event, stand_in.secret).status_code == 200
        inbox.open_event(event["id"])

    assert together(*[told_and_read] * 4) == [None] * 4
    confirmed_once(waiting)


def test_two_looks_at_once_book_once(cast: Cast, stand_in: StandIn) -> None:
    """Two different events of one payment, in two workers."""
    waiting = awaiting(cast.salon)
    stand_in.pay(waiting.intent)
    for kind in ("payment_intent.succeeded", "charge.succeeded"):
        post(event_of(stand_in, kind), stand_in.secret)
    ids = list(StripeInbox.objects.values_list("pk", flat=True))
    assert len(ids) == 2
    assert together(*[lambda pk=pk: inbox.open_event(pk) for pk in ids]) == [None, None]
    confirmed_once(waiting)


def test_success_told_fifty_times_over_three_days_confirms_once(cast: Cast, stand_in: StandIn, clock: Clock) -> None:
    waiting = awaiting(cast.salon)
    stand_in.pay(waiting.intent)
    for n in range(50):
        event = event_of(stand_in) | ({"id": f"evt_again{n}"} if n % 2 else {})
        assert post(event, stand_in.secret).status_code == 200
        work_off()
        clock.forward(minutes=86)
    assert StripeInbox.objects.count() == 26
    confirmed_once(waiting)


def test_success_told_before_our_own_commit_is_parked_and_applied(cast: Cast, stand_in: StandIn, clock: Clock) -> None:
    """Stripe made the intent, its answer to us is lost, and the client's payment is told before we know of it."""
    booking = hold(cast.salon)
    stand_in.control("answers", {"mode": "lost", "times": 3, "match": "POST /v1/payment_intents"})
    with pytest.raises(Exception, match="unavailable"):
        check_out(cast.salon, booking)
    (intent,) = stand_in.intents()
    stand_in.pay(intent["id"])
    assert post(event_of(stand_in), stand_in.secret).status_code == 200
    inbox.open_event(StripeInbox.objects.get().pk)
    waiting = Waiting(cast.salon, booking, intent["id"])
    assert waiting.status == Status.AWAITING_PAYMENT
    assert StripeInbox.objects.get().done_at is None

    check_out(cast.salon, booking)  # the client tries again: the route is known now
    for _seconds in range(6):
        clock.forward(seconds=10)
        work_off()
    assert StripeInbox.objects.get().done_at is not None
    confirmed_once(waiting)


def test_success_told_before_the_create_call_returns_is_parked_and_applied(
    cast: Cast, stand_in: StandIn, clock: Clock
) -> None:
    """The create call hangs in one thread while the webhook comes to another."""
    booking = hold(cast.salon)
    stand_in.control("answers", {"mode": "late", "seconds": 1.5, "match": "POST /v1/payment_intents"})

    def pays_and_tells() -> bool:
        deadline = time.monotonic() + 30
        while not stand_in.intents():
            assert time.monotonic() < deadline
        stand_in.pay(stand_in.intents()[0]["id"])
        post(event_of(stand_in), stand_in.secret)
        inbox.open_event(StripeInbox.objects.get().pk)
        return StripeInbox.objects.get().done_at is None

    done, parked = together(lambda: check_out(cast.salon, booking), pays_and_tells)
    assert parked is True
    waiting = Waiting(cast.salon, booking, done.card_field.client_secret.split("_secret")[0])
    clock.forward(seconds=60)
    work_off()
    confirmed_once(waiting)


def test_success_told_after_the_refund_ends_like_the_other_order(cast: Cast, stand_in: StandIn, sdk) -> None:
    waiting = awaiting(cast.salon)
    stand_in.pay(waiting.intent)
    success = event_of(stand_in)
    sdk.v1.refunds.create({"payment_intent": waiting.intent})
    post(event_of(stand_in, "charge.refunded"), stand_in.secret)
    work_off()
    post(success, stand_in.secret)
    work_off()
    assert waiting.status == Status.CONFIRMED
    assert waiting.told("booking.confirmed") == ["booking.confirmed"]
    assert waiting.ledger() == [PRICE, -PRICE]
    assert waiting.now().paid_amount == 0


def test_an_older_reading_of_stripe_takes_nothing_back(cast: Cast, stand_in: StandIn) -> None:
    """Two workers read, the one with the older answer comes to the lock last."""
    waiting = awaiting(cast.salon)
    older = gateway.read_intent(waiting.intent, account=None)
    stand_in.pay(waiting.intent)
    newer = gateway.read_intent(waiting.intent, account=None)
    settling.settle(waiting.tenant, waiting.payment.pk, newer, [])
    settling.settle(waiting.tenant, waiting.payment.pk, older, [])
    assert waiting.payment.status == PaymentStatus.SUCCEEDED
    confirmed_once(waiting)


def test_an_event_that_cannot_be_worked_off_backs_off_and_is_given_up_after_a_day(
    cast: Cast, stand_in: StandIn, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    waiting = paid(cast.salon, stand_in)
    post(event_of(stand_in), stand_in.secret)
    StripeRoute.objects.filter(intent_id=waiting.intent).update(payment_id=waiting.booking.pk)  # points nowhere
    event = StripeInbox.objects.get()
    for _hour in range(8):
        inbox.open_event(event.pk)
        event.refresh_from_db()
        assert event.done_at is None
        assert event.due_at > clock.now
        clock.forward(hours=3)
    clock.forward(hours=3)
    inbox.open_event(event.pk)
    event.refresh_from_db()
    assert event.done_at is not None
    assert "given up" in caplog.text


def test_a_stripe_that_is_down_leaves_the_event_for_later(cast: Cast, stand_in: StandIn, clock: Clock) -> None:
    waiting = awaiting(cast.salon)
    stand_in.pay(waiting.intent)
    post(event_of(stand_in), stand_in.secret)
    stand_in.control("answers", {"mode": "error", "times": 3})
    inbox.open_event(StripeInbox.objects.get().pk)
    assert StripeInbox.objects.get().done_at is None
    clock.forward(seconds=30)
    work_off()
    confirmed_once(waiting)


def test_an_event_is_claimed_by_one_worker_at_a_time(cast: Cast, stand_in: StandIn) -> None:
    event = StripeInbox.objects.create(event_id="evt_unknown", type="payment_intent.succeeded", intent_id="pi_unknown")
    inbox.open_event(event.pk)
    inbox.open_event(event.pk)
    event.refresh_from_db()
    assert event.attempts == 1


def test_a_plan_for_a_payment_is_made_once(cast: Cast, stand_in: StandIn) -> None:
    waiting = awaiting(cast.salon)
    with tenant_tx(waiting.tenant):
        assert plan_payment(waiting.booking).pk == waiting.payment.pk
        assert Payment.objects.count() == 1
        assert waiting.payment.check_at == waiting.payment.created_at + timedelta(seconds=60)


def confirmed_once(waiting: Waiting) -> None:
    work_off()
    assert waiting.status == Status.CONFIRMED
    assert waiting.ledger() == [PRICE]
    assert waiting.now().paid_amount == PRICE
    assert waiting.told("booking.confirmed") == ["booking.confirmed"]
    assert waiting.told("payment") == ["payment.succeeded"]
    with tenant_tx(waiting.tenant):
        assert Event.objects.filter(type="booking.confirmed").count() == 1


def test_events_are_forgotten_a_month_after_they_were_worked_off(cast: Cast, stand_in: StandIn, clock: Clock) -> None:
    waiting = awaiting(cast.salon)
    stand_in.pay(waiting.intent)
    event = event_of(stand_in)
    post(event, stand_in.secret)
    inbox.open_event(event["id"])
    StripeInbox.objects.create(event_id="evt_still_waiting", type="payment_intent.succeeded")
    clock.forward(days=29)
    inbox.forget()
    assert StripeInbox.objects.filter(pk=event["id"]).exists()
    clock.forward(days=2)
    inbox.forget()
    assert list(StripeInbox.objects.values_list("pk", flat=True)) == ["evt_still_waiting"]
    assert StripeRoute.objects.filter(pk=waiting.intent).exists()
