"""Work that waits in PostgreSQL: found when nobody rang, done once, in the right tenant, or given up in plain sight."""

from datetime import timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
import redis
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import DataError

import notifications.tasks
import payments.tasks
from booking.bookings import cancelling
from booking.bookings.models import Status
from booking.kernel.errors import RateLimited
from notifications.models import Message
from tenants import events, limits, outbox
from tenants.models import Delivery, Event, Tenant
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
    paid,
    post,
    real_database,
    together,
    work_off,
)
from tests.payments.stripe_server import StandIn

pytestmark = real_database


def booked(house, start_at=TUESDAY) -> Waiting:
    return Waiting(house, check_out(house, hold(house, start_at), "on_site").booking, "")


def deliveries(tenant: Tenant, consumer: str = "notifications") -> list[Delivery]:
    with tenant_tx(tenant):
        return list(Delivery.objects.filter(consumer=consumer).select_related("event", "tenant").order_by("pk"))


def messages(tenant: Tenant) -> list[Message]:
    with tenant_tx(tenant):
        return list(Message.objects.order_by("pk"))


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """What Celery is told, instead of telling it."""
    heard: list[tuple[str, ...]] = []

    def ring(task: str, *args: str) -> None:
        heard.append((task, *args))

    monkeypatch.setattr(events, "ring", ring)
    return heard


def test_what_is_rolled_back_is_never_rung_and_never_found(cast: Cast, clock: Clock, rung: list) -> None:
    with pytest.raises(RuntimeError), tenant_tx(cast.salon.tenant):
        events.record(cast.salon.tenant, "booking.confirmed", subject_id=cast.salon.tenant.pk)
        raise RuntimeError
    clock.forward(hours=1)
    assert outbox.sweep() == 0
    assert rung == []
    assert deliveries(cast.salon.tenant) == []


def test_what_is_rung_is_committed_already(cast: Cast, rung: list) -> None:
    with tenant_tx(cast.salon.tenant):
        events.record(cast.salon.tenant, "booking.confirmed", subject_id=cast.salon.tenant.pk)
        assert rung == []
    assert [task for task, *_ids in rung] == ["notifications.tasks.read_event"]
    work_off()


def test_a_broker_that_fails_fails_no_booking_and_the_sweep_finds_the_work(
    cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_args: object, **_options: object) -> None:
        raise redis.ConnectionError("nobody there")

    monkeypatch.setattr("celery.current_app.send_task", refuses)
    monkeypatch.setattr(events, "_quiet_until", 0.0)
    waiting = booked(cast.salon)
    assert waiting.status == Status.CONFIRMED
    clock.forward(seconds=2)
    assert outbox.sweep() == 1


def test_an_exception_after_the_commit_loses_nothing(cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_ids: object) -> None:
        raise SystemError

    monkeypatch.setattr(events, "ring_delivery", dies)
    with pytest.raises(SystemError):
        booked(cast.salon)
    monkeypatch.undo()
    clock.forward(seconds=2)
    assert outbox.sweep() == 1


def test_a_worker_that_dies_in_the_middle_is_followed_by_another(cast: Cast, stand_in: StandIn, clock: Clock) -> None:
    """Claimed, never finished: nobody else touches it while the lease lasts, and then it is done once."""
    waiting = paid(cast.salon, stand_in)
    with tenant_tx(waiting.tenant):
        cancelling.cancel(booking=waiting.booking)
    (cancelled,) = deliveries(waiting.tenant, "payments")
    assert outbox.claim(waiting.tenant.pk, cancelled.pk) is not None
    clock.forward(seconds=119)
    assert payments.tasks.read_event(str(waiting.tenant.pk), str(cancelled.pk)) is False
    assert waiting.ledger() == [PRICE]
    clock.forward(seconds=1)
    assert outbox.sweep() >= 1
    assert payments.tasks.read_event(str(waiting.tenant.pk), str(cancelled.pk)) is True
    assert waiting.ledger() == [PRICE, -PRICE]
    assert payments.tasks.read_event(str(waiting.tenant.pk), str(cancelled.pk)) is False


def test_two_workers_do_one_delivery_once(cast: Cast, stand_in: StandIn) -> None:
    waiting = booked(cast.salon)
    ids = str(waiting.tenant.pk), str(deliveries(waiting.tenant)[0].pk)
    together(*[lambda: notifications.tasks.read_event(*ids)] * 4)
    (delivery,) = deliveries(waiting.tenant)
    assert delivery.attempts == 1
    work_off()
    assert len({message.effect_key for message in messages(waiting.tenant)}) == len(messages(waiting.tenant))


def test_a_delivery_that_always_fails_backs_off_and_ends_where_staff_see_it(cast: Cast, clock: Clock) -> None:
    waiting = booked(cast.salon)
    (delivery,) = deliveries(waiting.tenant)
    tried = []

    def fails(event: Event) -> None:
        tried.append(clock.now)
        raise ZeroDivisionError

    for _hour in range(400):
        outbox.carry_out(waiting.tenant.pk, delivery.pk, fails) if _due(delivery, clock) else None
        clock.forward(minutes=5)
    (dead,) = deliveries(waiting.tenant)
    assert len(tried) == outbox.ATTEMPTS == dead.attempts
    waits = [later - sooner for sooner, later in pairwise(tried)]
    assert waits == sorted(waits)
    assert dead.dead_at is not None
    assert dead.last_error == "ZeroDivisionError"
    assert outbox.carry_out(waiting.tenant.pk, delivery.pk, fails) is False


def _due(delivery: Delivery, clock: Clock) -> bool:
    with tenant_tx(delivery.tenant_id):
        return Delivery.objects.filter(pk=delivery.pk, due_at__lte=clock.now, dead_at=None).exists()


def test_one_poisoned_row_does_not_stop_the_others(cast: Cast, stand_in: StandIn, clock: Clock) -> None:
    first, second = awaiting(cast.salon), awaiting(cast.salon, TUESDAY + timedelta(days=1))
    with tenant_tx(first.tenant):
        payment = first.payment
        payment.intent_id, payment.amount = "pi_gone", 1
        payment.save()
    stand_in.pay(second.intent)
    clock.forward(minutes=20)
    work_off()
    assert (first.status, second.status) == (Status.EXPIRED, Status.CONFIRMED)
    assert first.payment.failure_code == "resource_missing"


def test_two_schedulers_after_three_hours_of_silence_do_each_thing_once(
    cast: Cast, stand_in: StandIn, clock: Clock
) -> None:
    gone = [awaiting(cast.salon, TUESDAY + timedelta(days=day)) for day in range(2)]
    came = awaiting(cast.gym)
    left = paid(cast.salon, stand_in, TUESDAY, who=1)
    with tenant_tx(left.tenant):
        cancelling.cancel(booking=left.booking)
    stand_in.pay(came.intent)
    clock.forward(hours=3)
    assert together(work_off, work_off, work_off) == [None] * 3
    work_off()
    assert [each.status for each in (*gone, came, left)] == ["expired", "expired", "confirmed", "cancelled"]
    assert [each.told("booking.expired") for each in gone] == [["booking.expired"]] * 2
    assert (came.ledger(), left.ledger()) == ([PRICE], [PRICE, -PRICE])
    assert len(stand_in.refunds()) == 1
    for tenant in (came.tenant, left.tenant):
        keys = [message.effect_key for message in messages(tenant)]
        assert len(keys) == len(set(keys))


def test_a_task_of_one_business_started_inside_one_of_another_stays_in_its_own(cast: Cast, clock: Clock) -> None:
    ours, theirs = booked(cast.salon), booked(cast.gym)
    mine, other = deliveries(ours.tenant)[0], deliveries(theirs.tenant)[0]

    def reacts(event: Event) -> None:
        notifications.tasks.read_event(str(theirs.tenant.pk), str(other.pk))
        with tenant_tx(event.tenant):
            assert not Message.objects.exists()

    assert outbox.carry_out(ours.tenant.pk, mine.pk, reacts) is True
    assert messages(ours.tenant) == []
    assert {message.booking_id for message in messages(theirs.tenant)} == {theirs.booking.pk}


@pytest.mark.parametrize("consumer", [payments.tasks.read_event, notifications.tasks.read_event])
def test_a_delivery_under_another_businesss_name_raises_and_does_nothing(cast: Cast, consumer) -> None:
    ours = booked(cast.salon)
    (delivery,) = deliveries(ours.tenant)
    with pytest.raises(Delivery.DoesNotExist):
        consumer(str(cast.gym.tenant.pk), str(delivery.pk))
    (same,) = deliveries(ours.tenant)
    assert (same.attempts, same.done_at, same.leased_until) == (0, None, None)
    assert messages(cast.gym.tenant) == messages(cast.salon.tenant) == []


def test_a_message_under_another_businesss_name_raises_and_is_not_sent(cast: Cast, mailoutbox) -> None:
    ours = booked(cast.salon)
    notifications.tasks.read_event(str(ours.tenant.pk), str(deliveries(ours.tenant)[0].pk))
    for message in messages(ours.tenant):
        with pytest.raises(Message.DoesNotExist):
            notifications.tasks.send_message(str(cast.gym.tenant.pk), str(message.pk))
    assert mailoutbox == []


@pytest.mark.parametrize("tenant", ["", "None", "salon"])
def test_a_task_without_a_business_raises(cast: Cast, tenant: str) -> None:
    ours = booked(cast.salon)
    for task in (payments.tasks.read_event, notifications.tasks.read_event, notifications.tasks.send_message):
        with pytest.raises(ValueError, match="UUID"):
            task(tenant, str(deliveries(ours.tenant)[0].pk))
        with pytest.raises(TypeError):
            task(str(deliveries(ours.tenant)[0].pk))


def test_without_a_business_the_database_refuses_to_look(cast: Cast) -> None:
    booked(cast.salon)
    with pytest.raises(DataError), transaction.atomic():
        list(Delivery.objects.all())
    with pytest.raises(ValidationError):
        Delivery.objects.filter(pk="nonsense").exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('app.tenant', true), '')")
        assert cursor.fetchone() == ("",)


def test_what_expired_and_was_paid_after_all_is_left_alone_by_the_expirys_reader(
    cast: Cast, stand_in: StandIn, clock: Clock
) -> None:
    """The reader of `booking.expired` comes a second too late: it looks at how things are now."""
    waiting = awaiting(cast.salon)
    clock.forward(minutes=15)
    stand_in.control("answers", {"mode": "error", "times": 3})
    payments.tasks.sweep_holds()
    (expired,) = deliveries(waiting.tenant, "payments")
    stand_in.pay(waiting.intent)
    post(event_of(stand_in), stand_in.secret)
    payments.tasks.open_inbox(event_of(stand_in)["id"])
    assert waiting.status == Status.CONFIRMED
    assert payments.tasks.read_event(str(waiting.tenant.pk), str(expired.pk)) is True
    assert (waiting.status, waiting.ledger()) == (Status.CONFIRMED, [PRICE])


def test_limits_survive_the_loss_of_redis(cast: Cast) -> None:
    bucket = f"holding|{uuid4()}"
    for _knock in range(3):
        limits.spend(bucket, limit=3, seconds=60)
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushall()
    with pytest.raises(RateLimited):
        limits.spend(bucket, limit=3, seconds=60)
    assert limits.exhausted(bucket, limit=3)
