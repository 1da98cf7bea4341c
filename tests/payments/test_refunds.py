"""Money goes back once, and never more of it than came: by the client, by staff, by Stripe's own page, in any order."""

from datetime import timedelta
from itertools import permutations

import pytest

from booking.bookings import cancelling
from booking.bookings.models import Status
from booking.kernel.errors import NotFound
from payments import gateway, giving_back, looking, settling
from payments.giving_back import give_back
from payments.models import RefundStatus
from payments.reacting import react
from tenants.actors import CLIENT, Actor
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.conftest import Clock
from tests.payments.money import (
    PRICE,
    TUESDAY,
    Waiting,
    awaiting,
    event_of,
    look,
    paid,
    post,
    real_database,
    together,
    work_off,
)
from tests.payments.stripe_server import StandIn

pytestmark = real_database
REFUND = "POST /v1/refunds"


@pytest.fixture
def frank(cast: Cast) -> Actor:
    return Actor("member", cast.finance.user_id)


def cancel(waiting: Waiting, by: str = "client") -> None:
    with tenant_tx(waiting.tenant):
        cancelling.cancel(booking=waiting.booking, actor=CLIENT, by=by)


def click(waiting: Waiting, frank: Actor):
    return give_back(tenant=waiting.tenant, payment_id=waiting.payment.pk, actor=frank)


def all_back_once(waiting: Waiting, stand_in: StandIn) -> None:
    work_off()
    assert waiting.ledger() == [PRICE, -PRICE]
    assert waiting.now().paid_amount == 0
    assert [(one["amount"], one["status"]) for one in stand_in.refunds()] == [(PRICE, "succeeded")]
    assert [each for each in waiting.told("payment") if each.endswith("refunded")] == ["payment.refunded"]
    assert all(refund.status == RefundStatus.DONE for refund in waiting.refunds())


def test_cancelling_within_the_policy_gives_everything_back(cast: Cast, stand_in: StandIn) -> None:
    waiting = paid(cast.salon, stand_in)
    cancel(waiting)
    all_back_once(waiting, stand_in)


def test_staff_who_cancel_late_give_everything_back(cast: Cast, stand_in: StandIn, clock: Clock) -> None:
    waiting = paid(cast.salon, stand_in)
    clock.forward(hours=24)
    cancel(waiting, by="staff")
    all_back_once(waiting, stand_in)


def test_the_same_event_read_twice_gives_back_once(cast: Cast, stand_in: StandIn) -> None:
    waiting = paid(cast.salon, stand_in)
    cancel(waiting)
    with tenant_tx(waiting.tenant):
        event = Event.objects.select_related("tenant").get(type="booking.cancelled")
    together(*[lambda: react(event)] * 3)
    all_back_once(waiting, stand_in)


def test_a_double_click_by_staff_gives_back_once(cast: Cast, stand_in: StandIn, frank: Actor) -> None:
    waiting = paid(cast.salon, stand_in)
    answers = together(*[lambda: click(waiting, frank)] * 3)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    all_back_once(waiting, stand_in)
    assert waiting.status == Status.CONFIRMED
    assert waiting.told("payment.refund_asked") == ["payment.refund_asked"]
    assert click(waiting, frank) is None


def test_staff_and_client_and_webhook_at_once_give_back_once(cast: Cast, stand_in: StandIn, frank: Actor) -> None:
    waiting = paid(cast.salon, stand_in)
    together(
        lambda: click(waiting, frank),
        lambda: (cancel(waiting), work_off()),
        lambda: look(waiting),
        lambda: click(waiting, frank),
    )
    all_back_once(waiting, stand_in)
    assert waiting.status == Status.CANCELLED


def test_the_webhook_that_comes_before_the_refunds_answer_books_it_once(
    cast: Cast, stand_in: StandIn, frank: Actor
) -> None:
    waiting = paid(cast.salon, stand_in)
    stand_in.control("answers", {"mode": "late", "seconds": 1, "match": REFUND})

    def told_early() -> None:
        while not stand_in.refunds():
            pass
        post(event_of(stand_in, "charge.refunded"), stand_in.secret)
        work_off()

    together(lambda: click(waiting, frank), told_early)
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


STEPS = ("webhook", "client cancels", "staff click", "reconciler")


@pytest.mark.parametrize("order", list(permutations(STEPS)), ids=" → ".join)
def test_every_order_of_what_happens_ends_with_all_money_back_once(
    cast: Cast, stand_in: StandIn, frank: Actor, order: tuple[str, ...]
) -> None:
    waiting = awaiting(cast.salon)
    stand_in.pay(waiting.intent)
    steps = {
        "webhook": lambda: (post(event_of(stand_in), stand_in.secret), work_off()),
        "client cancels": lambda: (cancel(waiting), work_off()),
        "staff click": lambda: click(waiting, frank),
        "reconciler": lambda: looking.look(waiting.tenant, waiting.payment.pk),
    }
    for step in order:
        steps[step]()
    work_off()
    assert waiting.status == Status.CANCELLED
    assert waiting.ledger() == [PRICE, -PRICE]
    assert waiting.now().paid_amount == 0
    assert [one["amount"] for one in stand_in.refunds()] == [PRICE]


def test_stripes_events_in_every_order_end_in_the_same_state(cast: Cast, stand_in: StandIn, sdk) -> None:
    """Paid, a part given back, disputed: each told in all 24 orders."""
    states = set()
    kinds = ("payment_intent.succeeded", "charge.refunded", "refund.created", "charge.dispute.created")
    for n, order in enumerate(permutations(kinds)):
        waiting = awaiting(cast.salon, TUESDAY + timedelta(days=n % 3, minutes=90 * (n // 6)), n // 3 % 2)
        stand_in.pay(waiting.intent)
        sdk.v1.refunds.create({"payment_intent": waiting.intent, "amount": 20000})
        stand_in.control("disputes", {"intent": waiting.intent})
        for kind in order:
            post(event_of(stand_in, kind), stand_in.secret)
            work_off()
        payment, told = waiting.payment, tuple(sorted(set(waiting.told("payment"))))
        states.add((waiting.status, payment.status, payment.disputed, tuple(waiting.ledger()), told))
    (state,) = states
    assert state[:4] == ("confirmed", "succeeded", True, (PRICE, -20000))
    assert state[4] == ("payment.disputed", "payment.refunded", "payment.succeeded")
