"""What Stripe tells us: believed only when Stripe signed it, and then only as a reason to look."""

import json
import time
from datetime import timedelta

import pytest

from booking.bookings.models import Status
from payments import gateway, inbox, settling
from payments.intents import plan_payment
from payments.models import Payment, PaymentStatus, StripeInbox, StripeRoute
from payments.stand_in.signing import payload_of, signature
from tenants.models import Event, Tenant
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
    post_raw,
    real_database,
    together,
    work_off,
)
from tests.payments.stripe_server import StandIn

pytestmark = real_database


def forge(event: dict, secret: str, how: str) -> tuple[str, str | None]:
    """A payload with its header, wrong in one way."""
    now, payload = int(time.time()), payload_of(event)
    headers = {
        "no signature": None,
        "an empty signature": "",
        "a signature without its parts": "v1",
        "another secret": signature(payload, "whsec_another", now),
        "the secret of the other endpoint": signature(payload, "whsec_other_endpoint", now),
        "301 seconds old": signature(payload, secret, now - 301),
        "an hour in the future": signature(payload, secret, now + 3600),
        "the signature of another moment": f"t={now},{signature(payload, secret, now - 1).split(',')[1]}",
    }
    if how in headers:
        return payload, headers[how]
    changed = {
        "one byte changed": payload.replace("50000", "50001", 1),
        "written anew": json.dumps(event, separators=(",", ":")),
        "cut short": payload[:-2],
    }
    return changed[how], signature(payload, secret, now)


@pytest.mark.parametrize(
    "how",
    [
        "no signature", "an empty signature", "a signature without its parts", "another secret",
        "the secret of the other endpoint", "301 seconds old", "an hour in the future",
        "the signature of another moment", "one byte changed", "written anew", "cut short",
    ],
)  # fmt: skip
def test_a_webhook_that_stripe_did_not_just_sign_is_refused_and_changes_nothing(
    cast: Cast, stand_in: StandIn, caplog: pytest.LogCaptureFixture, how: str
) -> None:
    waiting = awaiting(cast.salon)
    stand_in.pay(waiting.intent)
    answer = post_raw(*forge(event_of(stand_in), stand_in.secret, how))
    assert answer.status_code == 400
    assert not StripeInbox.objects.exists()
    assert waiting.status == Status.AWAITING_PAYMENT
    assert "signature was refused" in caplog.text


@pytest.mark.parametrize(
    "payload", ["", "[]", "null", "{}", '{"data": 1}', "\ud800".encode("utf-8", "replace").decode()]
)
def test_signed_nonsense_is_refused_and_is_no_fault_of_ours(cast: Cast, stand_in: StandIn, payload: str) -> None:
    signed = signature(payload, stand_in.secret, int(time.time()))
    assert post_raw(payload, signed).status_code == 400


def test_a_webhook_299_seconds_old_is_still_good(cast: Cast, stand_in: StandIn) -> None:
    waiting = awaiting(cast.salon)
    stand_in.pay(waiting.intent)
    assert post(event_of(stand_in), stand_in.secret, age=299).status_code == 200
    assert StripeInbox.objects.count() == 1


def test_another_mode_is_acknowledged_and_ignored(cast: Cast, stand_in: StandIn) -> None:
    """A live event at a test key; the other way round is the same comparison."""
    waiting = awaiting(cast.salon)
    stand_in.pay(waiting.intent)
    event = event_of(stand_in) | {"livemode": True}
    assert post(event, stand_in.secret).status_code == 200
    work_off()
    assert not StripeInbox.objects.exists()
    assert waiting.status == Status.AWAITING_PAYMENT


def test_an_event_of_another_account_about_our_intent_is_not_followed(
    cast: Cast, stand_in: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    waiting = awaiting(cast.salon)
    stand_in.pay(waiting.intent)
    post(event_of(stand_in) | {"account": "acct_gym"}, stand_in.secret)
    inbox.open_event(StripeInbox.objects.get().pk)
    assert waiting.status == Status.AWAITING_PAYMENT
    assert "another account" in caplog.text


def test_money_in_another_businesss_account_with_our_metadata_stays_theirs(
    cast: Cast, stand_in: StandIn, clock: Clock
) -> None:
    """Gym writes Salon's booking into the metadata of a payment of its own."""
    Tenant.objects.filter(pk=cast.gym.tenant.pk).update(stripe_account="acct_gym")
    waiting = awaiting(cast.salon)
    metadata = {"tenant": str(waiting.tenant.pk), "booking": waiting.booking.code, "payment": str(waiting.payment.pk)}
    order = {"amount": PRICE, "currency": "sek", "account": "acct_gym", "metadata": metadata}
    intent = stand_in.control("intents", order)
    post(event_of(stand_in), stand_in.secret)
    for _minutes in range(2):
        work_off()
        clock.forward(minutes=11)
    assert not StripeRoute.objects.filter(intent_id=intent["id"]).exists()
    assert len(waiting.payments()) == 1
    assert waiting.ledger() == []
    assert StripeInbox.objects.get().done_at is not None
    stand_in.reset()  # Gym's money is none of our books'


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
        deadline = time.monotonic() + 5
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
