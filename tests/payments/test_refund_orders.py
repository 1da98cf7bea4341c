"""Client, staff, Stripe and the reconciler at once and in every order: all money back once, and one end state."""

from datetime import timedelta
from itertools import permutations

import pytest

from booking.bookings.models import Status
from payments import looking
from payments.locking import lock_payment
from payments.reacting import react
from payments.refunding import plan_refund, send_refund
from tenants import events
from tenants.actors import Actor
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.payments.giving import all_back_once, cancel, click
from tests.payments.money import (
    PRICE,
    TUESDAY,
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


def test_the_same_event_read_twice_gives_back_once(cast: Cast, stand_in: StandIn) -> None:
    waiting = paid(cast.salon, stand_in)
    cancel(waiting)
    with tenant_tx(waiting.tenant):
        event = Event.objects.select_related("tenant").get(type="booking.cancelled")
    together(*[lambda: react(event)] * 3)
    all_back_once(waiting, stand_in)


def test_an_event_that_gives_back_a_part_gives_it_back_once_however_often_it_is_read(
    cast: Cast, stand_in: StandIn
) -> None:
    waiting = paid(cast.salon, stand_in)
    with tenant_tx(waiting.tenant):
        event = events.record(waiting.tenant, "booking.cancelled", subject_id=waiting.booking.pk, refund_due=20000)
    for _reading in range(3):
        react(event)
    assert waiting.ledger() == [PRICE, -20000]


def test_two_workers_who_send_the_same_part_at_once_send_it_once(cast: Cast, stand_in: StandIn) -> None:
    waiting = paid(cast.salon, stand_in)
    with tenant_tx(waiting.tenant):
        refund = plan_refund(lock_payment(waiting.payment.pk), 20000, cause="test")
    assert refund is not None
    together(*[lambda: send_refund(waiting.tenant, waiting.payment, refund)] * 3)
    look(waiting)
    assert [one["amount"] for one in stand_in.refunds()] == [20000]
    assert waiting.ledger() == [PRICE, -20000]


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
