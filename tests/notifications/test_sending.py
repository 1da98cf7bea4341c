"""Sending: by lease, once, with a key that stays; what fails is tried again, and then seen (J01, J09, J13)."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import redis
from celery import current_app
from django.conf import settings as given
from django.db import ProgrammingError, connection, connections

from booking.bookings.models import Booking
from booking.clients.services import Contact
from notifications import sending, tasks
from notifications.models import DemoMail, Message
from notifications.rules import ATTEMPTS
from notifications.selectors import undelivered
from tenants.tenancy import tenant_tx
from tests.cast import House
from tests.conftest import Clock
from tests.kernel.test_egress import provider
from tests.notifications.conftest import FRIDAY, book, mails, messages, send_due, tell, tell_and_send
from tests.notifications.post_office import PostOffice, open_post_office

__all__ = ["provider"]
BY_PHONE = Contact("Dana Ek", "", "+46701234567", "sv")


@pytest.fixture
def post_office(settings: Any) -> Iterator[PostOffice]:
    """A mail server that answers as it is told."""
    with open_post_office() as office:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = office.address
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 2
        yield office


@pytest.fixture
def message(salon: House) -> Message:
    """Dana's confirmation, due now."""
    return confirmation(salon)


def confirmation(salon: House, **fields: Any) -> Message:
    booking = book(salon, **fields)
    tell(salon.tenant)
    [planned] = messages(booking, kind="confirmation", recipient="client")
    return planned


def now(message: Message) -> Message:
    with tenant_tx(message.tenant_id):
        message.refresh_from_db()
    return message


def send(message: Message) -> Message:
    tasks.send_message(str(message.tenant_id), str(message.pk))
    return now(message)


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
def test_a_mail_that_leaves_is_clean_and_names_its_effect(message: Message, post_office: PostOffice) -> None:
    sent = send(message)
    [(sender, recipient, content)] = post_office.taken
    assert (sent.status, sent.attempts) == ("sent", 1)
    assert recipient == "dana@example.com"
    assert content["Message-ID"] == sent.provider_id == f"<{message.effect_key.replace(':', '.')}@ledig.example>"
    assert content["From"] == f"Salon CANARY-salon <{sender}>"
    assert content["Reply-To"] == "hello@salon.example"
    kinds = [part.get_content_type() for part in content.walk()]
    assert kinds == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar"]
    calendar = list(content.walk())[-1]
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_content().startswith("BEGIN:VCALENDAR")


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ["451 later", "421 closing", "552 5.2.2 mailbox is full of something"])
def test_trouble_that_may_pass_is_tried_again_and_a_refusal_is_not(
    message: Message, post_office: PostOffice, answer: str
) -> None:
    post_office.to_recipient = answer
    tried = send(message)
    assert tried.status == ("failed" if answer.startswith("55") else "planned")
    assert tried.last_error == f"SMTP {answer[:3]}"
    assert "dana" not in tried.last_error


@pytest.mark.django_db
def test_a_refused_recipient_is_failed_and_seen_and_not_tried_again(
    message: Message, post_office: PostOffice, salon: House, clock: Clock
) -> None:
    post_office.to_recipient = "550 5.1.1 nobody here"
    assert send(message).status == "failed"
    clock.forward(hours=5)
    send(message)
    assert post_office.asked == 1
    with tenant_tx(salon.tenant):
        assert [m.pk for m in undelivered(salon.tenant)] == [message.pk]


@pytest.mark.django_db
def test_our_own_refused_address_is_not_the_clients_fault(message: Message, post_office: PostOffice) -> None:
    post_office.to_sender = "553 not you"
    assert send(message).status == "planned"


@pytest.mark.django_db
def test_a_mail_server_that_is_away_for_two_hours_loses_nothing(
    message: Message, post_office: PostOffice, clock: Clock
) -> None:
    post_office.to_recipient = "451 later"
    began = clock.now
    while clock.now - began < timedelta(hours=2):
        waiting = send(message)
        assert waiting.status == "planned"
        clock.set(waiting.due_at)
    post_office.to_recipient = "250 ok"
    assert send(message).status == "sent"
    assert len(post_office.taken) == 1


@pytest.mark.django_db
def test_after_the_last_try_it_is_failed_and_seen(message: Message, post_office: PostOffice, clock: Clock) -> None:
    post_office.to_recipient = "451 later"
    for _attempt in range(ATTEMPTS):
        clock.set(send(message).due_at)
    assert (message.status, message.attempts) == ("failed", ATTEMPTS)


@pytest.mark.django_db
def test_nobody_waits_for_a_message_that_is_not_due_again(message: Message, post_office: PostOffice) -> None:
    post_office.to_recipient = "451 later"
    send(message)
    send(message)
    assert post_office.asked == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "status", "error"),
    [
        ((200, {}, b'{"id": "sm-1"}'), "sent", ""),
        ((202, {}, b"taken"), "sent", ""),
        ((200, {}, b'{"error": "no such number"}'), "failed", "HTTP 200 with an error"),
        ((400, {}, b"{}"), "failed", "HTTP 400"),
        ((401, {}, b"{}"), "planned", "HTTP 401"),
        ((429, {"Retry-After": "1800"}, b"{}"), "planned", "HTTP 429"),
        ((302, {"Location": "http://127.0.0.1/"}, b""), "planned", "HTTP 302"),
        ((500, {}, b"{}"), "planned", "HTTP 500"),
    ],
)
def test_what_an_sms_provider_says_is_understood(
    salon: House, settings: Any, provider: Any, answer: Any, status: str, error: str
) -> None:
    settings.DEMO, settings.SMS_URL, provider.answer = True, provider.url, answer
    message = send(confirmation(salon, contact=BY_PHONE))
    assert (message.status, message.last_error) == (status, error)
    [(_path, headers, content)] = provider.seen
    assert content["to"] == "+46701234567"
    assert content["id"] == headers["Idempotency-Key"] == message.effect_key
    if error == "HTTP 429":
        assert message.due_at - message.created_at >= timedelta(minutes=30)


@pytest.mark.django_db
def test_an_sms_that_timed_out_is_tried_again_with_the_same_key(
    salon: House, settings: Any, provider: Any, clock: Clock
) -> None:
    settings.DEMO, settings.SMS_URL = True, provider.url
    message = confirmation(salon, contact=BY_PHONE)
    provider.answer = (503, {}, b"")
    clock.set(send(message).due_at)
    provider.answer = (200, {}, b"{}")
    assert send(message).status == "sent"
    assert {content["id"] for _path, _headers, content in provider.seen} == {message.effect_key}


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
def test_nothing_is_sent_inside_a_transaction_of_the_tenant(
    message: Message, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
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
