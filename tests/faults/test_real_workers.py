"""A real worker and scheduler on real Valkey: what is committed is done, once, whatever is killed or forgotten."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import redis
from celery import current_app
from django.conf import settings

from booking.bookings import cancelling
from notifications.models import DemoMail, Message
from tenants.models import Delivery
from tenants.tenancy import tenant_tx
from tests.cast import Cast, House, make_cast
from tests.faults import workers
from tests.payments.money import (
    PRICE,
    STOCKHOLM,
    Waiting,
    assert_sound,
    awaiting,
    check_out,
    hold,
    real_database,
)
from tests.payments.stripe_server import StandIn

pytestmark = [real_database, pytest.mark.fault]

CONFIRM_AND_DIE = """
import os, signal
from tenants import events
from tenants.models import Tenant
from tenants.tenancy import tenant_tx
from booking.bookings import completing
from booking.bookings.models import Booking
from booking.clients.services import Contact
events.ring = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
tenant = Tenant.objects.get(slug="salon")
with tenant_tx(tenant):
    booking = Booking.objects.select_related("tenant").get(code=sys.argv[1])
    completing.complete_hold(
        booking=booking, contact=Contact("Dana Ek", "dana@example.com", "", "sv"), paying="on_site"
    )
    if sys.argv[2] == "before":
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def people(transactional_db: None) -> Cast:
    """The cast with clocks that run."""
    return make_cast()


@pytest.fixture
def broker() -> Iterator[redis.Redis]:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushall()
        yield client
        client.flushall()


def on(day: int) -> datetime:
    """Ten o'clock on the first, second, … weekday that is at least three days ahead."""
    local = datetime.now(STOCKHOLM).replace(hour=10, minute=0, second=0, microsecond=0)
    days = (local + timedelta(days=n) for n in range(3, 30))
    return [each for each in days if each.weekday() < 5][day]


def sent(waiting: Waiting) -> bool:
    """Its reader has read, and all that was due has gone."""
    with tenant_tx(waiting.tenant):
        unread = Delivery.objects.filter(event__subject_id=waiting.booking.pk, done_at=None).exists()
        mine = Message.objects.filter(booking=waiting.booking).exclude(kind="reminder")
        return not unread and mine.exists() and not mine.exclude(status="sent").exists()


def booked(house: House, start_at: datetime, who: int = 0) -> Waiting:
    return Waiting(house, check_out(house, hold(house, start_at, who), "on_site").booking, "")


def each_mail_once() -> None:
    keys = Counter(DemoMail.objects.values_list("effect_key", "to"))
    assert keys
    assert set(keys.values()) == {1}, keys


def test_a_paid_booking_travels_through_a_real_worker_without_anybody_looking(
    people: Cast, stand_in: StandIn, broker: redis.Redis, live_server, settings, tmp_path: Path
) -> None:
    """Stripe's webhook comes over HTTP; the worker is rung; the booking is confirmed, told, cancelled and refunded."""
    stand_in.send_webhooks_to(f"{live_server.url}/webhooks/stripe/")
    with workers.worker(tmp_path), workers.scheduler(tmp_path):
        waiting = awaiting(people.salon, on(0))
        other = booked(people.gym, on(0))
        stand_in.pay(waiting.intent)
        workers.wait_until(lambda: waiting.status == "confirmed", 30, "confirmed by the webhook")
        workers.wait_until(lambda: sent(waiting) and sent(other), 30, "both told")
        with tenant_tx(waiting.tenant):
            cancelling.cancel(booking=waiting.booking)
        workers.wait_until(lambda: waiting.ledger() == [PRICE, -PRICE], 30, "refunded")
        workers.wait_until(lambda: waiting.told("payment.refunded") != [] and sent(waiting), 30, "told of it")
    each_mail_once()
    for mail in DemoMail.objects.all():
        assert ("CANARY-salon" in mail.text) != ("CANARY-gym" in mail.text)
    assert_sound(stand_in)


def test_what_a_killed_web_process_had_committed_is_told_and_what_it_had_not_never_is(
    people: Cast, broker: redis.Redis, tmp_path: Path
) -> None:
    committed, rolled_back = hold(people.salon, on(0)), hold(people.salon, on(1))
    with workers.worker(tmp_path), workers.scheduler(tmp_path):
        assert workers.run(CONFIRM_AND_DIE, committed.code, "after") == -9
        assert workers.run(CONFIRM_AND_DIE, rolled_back.code, "before") == -9
        stands, held = Waiting(people.salon, committed, ""), Waiting(people.salon, rolled_back, "")
        assert (stands.status, held.status) == ("confirmed", "held")
        took = workers.wait_until(lambda: sent(stands), 30, "the sweep finds what was never rung")
        assert took < 30
    assert held.told() == ["booking.held"]
    with tenant_tx(held.tenant):
        assert not Message.objects.filter(booking=rolled_back).exists()
    each_mail_once()


def test_losing_all_of_redis_in_the_middle_loses_nothing(people: Cast, broker: redis.Redis, tmp_path: Path) -> None:
    made = []
    with workers.worker(tmp_path), workers.scheduler(tmp_path), workers.scheduler(tmp_path, "second"):
        for n in range(8):
            made.append(booked(people.salon, on(n // 4) + timedelta(minutes=90 * (n % 4)), n % 2))
            if n in (2, 5, 7):
                broker.flushall()
            if n == 4:
                broker.delete("unacked", "unacked_index", "celery")
        for each in made:
            workers.wait_until(lambda each=each: sent(each), 60, "told in spite of it")
    each_mail_once()


def test_a_worker_killed_again_and_again_loses_nothing(people: Cast, broker: redis.Redis, tmp_path: Path) -> None:
    """Leases of dead workers are shortened here, for nobody wants to wait for two minutes."""
    made = []
    with workers.scheduler(tmp_path):
        for n in range(3):
            with workers.worker(tmp_path) as child:
                made += [booked(people.salon, on(n) + timedelta(minutes=90 * k)) for k in range(3)]
                workers.wait_until(lambda n=n: DemoMail.objects.count() > 2 * n, 30, "it works")
                workers.end(child)
        with tenant_tx(people.salon.tenant):
            Delivery.objects.filter(done_at=None).update(leased_until=None)
            Message.objects.filter(status="planned", leased_until__isnull=False).update(leased_until=None)
        with workers.worker(tmp_path):
            for each in made:
                workers.wait_until(lambda each=each: sent(each), 60, "told in the end")
    # A kill between sending and noting it may send a mail again: always with the same key.
    twice = [count for count in Counter(DemoMail.objects.values_list("effect_key", "to")).values() if count > 1]
    assert len(twice) <= 3


def test_a_task_without_its_business_fails_loudly_and_the_worker_goes_on(
    people: Cast, broker: redis.Redis, tmp_path: Path
) -> None:
    ours = booked(people.salon, on(0))
    with tenant_tx(ours.tenant):
        delivery = str(Delivery.objects.get(event__subject_id=ours.booking.pk).pk)
    broker.flushall()
    for args in ([], [delivery], ["", delivery], [str(people.gym.tenant.pk), delivery]):
        current_app.send_task("notifications.tasks.read_event", args=args)
    with workers.worker(tmp_path), workers.scheduler(tmp_path):
        workers.wait_until(lambda: sent(ours), 30, "the right one is read")
    said = (tmp_path / "worker.log").read_text()
    assert said.count("TypeError") >= 2
    assert "DoesNotExist" in said
    assert "badly formed hexadecimal UUID" in said
    with tenant_tx(people.gym.tenant):
        assert not Message.objects.exists()
