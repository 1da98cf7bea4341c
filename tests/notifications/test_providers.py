"""What a provider answers, and what comes of it: tried again with the same key, or failed and seen (J13)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from booking.clients.services import Contact
from notifications.models import Message
from notifications.rules import ATTEMPTS
from notifications.selectors import undelivered
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import House
from tests.conftest import Clock
from tests.kernel.provider import provider
from tests.notifications.conftest import confirmation, send
from tests.notifications.post_office import PostOffice, open_post_office

__all__ = ["provider"]
pytestmark = pytest.mark.django_db
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


@pytest.mark.parametrize("answer", ["451 later", "421 closing", "552 5.2.2 mailbox is full of something"])
def test_trouble_that_may_pass_is_tried_again_and_a_refusal_is_not(
    message: Message, post_office: PostOffice, answer: str
) -> None:
    post_office.to_recipient = answer
    tried = send(message)
    assert tried.status == ("failed" if answer.startswith("55") else "planned")
    assert tried.last_error == f"SMTP {answer[:3]}"
    assert "dana" not in tried.last_error


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
        [seen] = Event.objects.filter(type="message.failed", subject_id=message.booking_id)
    assert seen.data == {"kind": "confirmation", "recipient": "client", "medium": "email"}


def test_our_own_refused_address_is_not_the_clients_fault(message: Message, post_office: PostOffice) -> None:
    post_office.to_sender = "553 not you"
    assert send(message).status == "planned"


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


def test_after_the_last_try_it_is_failed_and_seen(message: Message, post_office: PostOffice, clock: Clock) -> None:
    post_office.to_recipient = "451 later"
    for _attempt in range(ATTEMPTS):
        clock.set(send(message).due_at)
    assert (message.status, message.attempts) == ("failed", ATTEMPTS)


def test_nobody_waits_for_a_message_that_is_not_due_again(message: Message, post_office: PostOffice) -> None:
    post_office.to_recipient = "451 later"
    send(message)
    send(message)
    assert post_office.asked == 1


@pytest.mark.parametrize(
    ("answer", "status", "error"),
    [
        ((200, {}, b'{"id": "sm-1"}'), "sent", ""),
        ((202, {}, b"taken"), "sent", ""),
        ((200, {}, b'{"error": "no such number"}'), "failed", "HTTP 200 with an error"),
        ((400, {}, b"{}"), "failed", "HTTP 400"),
        ((401, {}, b"{}"), "planned", "HTTP 401"),
        ((429, {"Retry-After": "1800"}, b"{}"), "planned", "HTTP 429"),
        ((503, {"Retry-After": "9" * 5000}, b"{}"), "planned", "HTTP 503"),
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
