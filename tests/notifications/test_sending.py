"""Sending: by lease, once, with a key that stays (J01, J09)."""

import json
import threading
from typing import Any

import pytest
import redis
from celery import current_app
from django.conf import settings as given
from django.db import ProgrammingError, connection, connections

from booking.bookings import moving
from booking.bookings.models import Booking
from notifications import sending, tasks
from notifications.models import DemoMail, Message
from tenants.tenancy import tenant_tx
from tests.cast import House
from tests.conftest import Clock
from tests.notifications.conftest import (
    FRIDAY,
    book,
    confirmation,
    mails,
    messages,
    now,
    send,
    send_due,
    tell,
    tell_and_send,
)


@pytest.mark.django_db
def test_a_worker_killed_between_claiming_and_sending_is_followed_by_another(message: Message, clock: Clock) -> None:
    assert sending.claim(message.tenant_id, message.pk) is not None  # and then it dies
    send(message)
    assert mails() == []
    clock.forward(seconds=sending.LEASE.total_seconds() - 1)
    send(message)
    assert mails() == []
    clock.forward(seconds=1)
    assert send(message).status == "sent"
    send(message)
    assert len(mails()) == 1


@pytest.mark.django_db
def test_killed_after_the_provider_took_it_the_repetition_carries_the_same_key(
    message: Message, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_args: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(sending, "_settle", killed)
        with pytest.raises(SystemExit):
            send(message)
    clock.forward(minutes=2)
    assert send(message).status == "sent"
    assert [mail.effect_key for mail in mails()] == [message.effect_key] * 2


@pytest.mark.django_db
def test_a_row_that_cannot_be_written_backs_off_and_others_go_on(salon: House, clock: Clock, caplog: Any) -> None:
    poison, healthy = confirmation(salon), confirmation(salon, start_at=FRIDAY.replace(hour=14))
    with tenant_tx(salon.tenant):
        Message.objects.filter(pk=poison.pk).update(kind="no-such-kind")
    send_due(salon.tenant)
    assert (now(poison).status, poison.attempts, poison.last_error) == ("planned", 1, "TemplateDoesNotExist")
    assert poison.due_at > clock.now
    assert now(healthy).status == "sent"
    assert "dana@example.com" not in caplog.text


@pytest.mark.django_db
def test_nothing_is_sent_inside_a_transaction_of_the_tenant(message: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    depth = len(connection.savepoint_ids)
    seen = []
    real = sending.sender_for

    def watching(medium: str) -> Any:
        seen.append(len(connection.savepoint_ids))
        return real(medium)

    monkeypatch.setattr(sending, "sender_for", watching)
    send(message)
    assert seen == [depth]


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])
def test_the_relay_finds_due_messages_and_sees_ids_only(salon: House, clock: Clock) -> None:
    booking = book(salon)
    tell(salon.tenant)
    assert sending.sweep() == 2
    with connections["relay"].cursor() as cursor:
        cursor.execute("SELECT tenant_id, id, status, due_at, leased_until FROM notifications_message")
        assert len(cursor.fetchall()) == len(messages(booking))
        for column in ("address", "kind", "data", "effect_key", "booking_id", "*"):
            with pytest.raises(ProgrammingError):
                cursor.execute(f"SELECT {column} FROM notifications_message")
    send_due(salon.tenant)
    assert sending.sweep() == 0


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])
def test_celery_carries_ids_and_nothing_else(salon: House) -> None:
    queue = redis.Redis.from_url(given.REDIS_URL)
    queue.delete("celery")
    book(salon)
    tell(salon.tenant)
    sending.sweep()
    rung = [json.loads(each) for each in queue.lrange("celery", 0, -1)]
    queue.delete("celery")
    names = {each["headers"]["task"] for each in rung}
    assert {"notifications.tasks.read_event", "notifications.tasks.send_message"} <= names
    for each in rung:
        assert len(each["headers"]["argsrepr"]) < 100
        for secret in ("dana", "Dana", "CANARY", "+46", "@"):
            assert secret not in str(each["headers"]["argsrepr"])
    assert names <= set(current_app.tasks) | {"payments.tasks.read_event"}


@pytest.mark.race
@pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])
def test_two_schedulers_and_eight_workers_send_each_message_once(salon: House) -> None:
    booking = book(salon)
    tell(salon.tenant)
    ids = [str(message.pk) for message in messages(booking, kind="confirmation")]
    gate = threading.Barrier(8)

    def work() -> None:
        gate.wait()
        for message_id in ids:
            tasks.send_message(str(salon.tenant.pk), message_id)
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert DemoMail.objects.count() == len(ids) == 2


@pytest.mark.race
@pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])
def test_an_event_read_by_many_at_once_is_planned_once(salon: House) -> None:
    booking: Booking = book(salon)
    gate = threading.Barrier(6)

    def work() -> None:
        gate.wait()
        tell(salon.tenant)
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted((m.kind, m.recipient) for m in messages(booking)) == [
        ("confirmation", "client"), ("confirmation", "practitioner"), ("reminder", "client"),
    ]  # fmt: skip
    tell_and_send(salon.tenant)
    assert len(mails()) == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])
def test_an_event_read_while_the_booking_is_being_moved_waits_for_the_move(salon: House) -> None:
    booking = book(salon)
    moved, may_commit = threading.Event(), threading.Event()

    def move() -> None:
        with tenant_tx(salon.tenant):
            moving.move(booking=booking, start_at=FRIDAY.replace(hour=13), by_staff=True)
            moved.set()
            may_commit.wait(30)
        connections.close_all()

    mover, reader = (
        threading.Thread(target=move),
        threading.Thread(target=lambda: [tell(salon.tenant), connections.close_all()]),
    )
    mover.start()
    assert moved.wait(30)
    reader.start()
    reader.join(0.5)
    may_commit.set()
    mover.join()
    reader.join()
    assert [m.about_start_at for m in messages(booking, kind="reminder")] == [FRIDAY.replace(hour=13)]
