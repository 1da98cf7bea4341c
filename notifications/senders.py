"""How a message leaves the house: e-mail and SMS behind one interface. One letter in, one outcome out."""

import base64
import json
import logging
from collections.abc import Sequence
from datetime import timedelta
from email.utils import formataddr, parseaddr
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from booking.kernel.egress import Answer, NoAnswer, NotAllowed, post_json
from booking.kernel.plain import whole_number
from notifications.letters import Accepted, Letter, Outcome, Refused, TryLater
from notifications.models import DemoMail, Medium

log = logging.getLogger(__name__)
EFFECT_HEADER = "X-Effect-Key"
NOT_THE_RECIPIENTS_FAULT = {401, 403, 407, 408, 409, 423, 425, 429}


class Sender(Protocol):
    """Sends one letter, outside any transaction. Trouble is an outcome, not an exception."""

    def send(self, letter: Letter) -> Outcome: ...


class EmailSender:
    """By whatever EMAIL_URL names. The effect key becomes the Message-ID."""

    def send(self, letter: Letter) -> Outcome:
        message_id = f"<{letter.effect_key.replace(':', '.')}@{urlsplit(settings.BASE_URL).hostname or 'ledig'}>"
        try:
            self._message(letter, message_id).send()
        except SMTPRecipientsRefused as problem:
            return _smtp(max((code for code, _text in problem.recipients.values()), default=450))
        except SMTPSenderRefused as problem:  # our own address is at fault, not the recipient's
            return TryLater(f"SMTP {problem.smtp_code}")
        except SMTPResponseException as problem:
            return _smtp(problem.smtp_code)
        except (SMTPException, OSError) as problem:
            return TryLater(type(problem).__name__)
        except ValueError as problem:  # a header that cannot be written; it will not get better
            return Refused(type(problem).__name__)
        return Accepted(message_id)

    def _message(self, letter: Letter, message_id: str) -> EmailMultiAlternatives:
        message = EmailMultiAlternatives(
            letter.subject,
            letter.text,
            from_email=formataddr((letter.sender_name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
            to=[letter.to],
            reply_to=[letter.reply_to] if letter.reply_to else None,
            headers={"Message-ID": message_id, EFFECT_HEADER: letter.effect_key, "Auto-Submitted": "auto-generated"},
        )
        if letter.html:
            message.attach_alternative(letter.html, "text/html")
        for file in letter.attachments:
            message.attach(file.name, file.content, file.content_type)
        return message


class SmsSender:
    """By SMS_URL: POST {to, text, id} as JSON; 2xx accepts, unless the answer names an error."""

    def send(self, letter: Letter) -> Outcome:
        content = {"to": letter.to, "text": letter.text, "id": letter.effect_key}
        try:
            answer = post_json(settings.SMS_URL, content, headers={"Idempotency-Key": letter.effect_key})
        except (NoAnswer, NotAllowed) as problem:
            return TryLater(str(problem) or type(problem).__name__)
        return _judged(answer)


class ConsoleSms:
    """For development: says that it would send, without the words."""

    def send(self, letter: Letter) -> Outcome:
        log.info("An SMS would be sent", extra={"effect_key": letter.effect_key, "length": len(letter.text)})
        return Accepted("console")


class DemoSms:
    def send(self, letter: Letter) -> Outcome:
        mail = DemoMail.objects.create(medium=Medium.SMS, to=letter.to, text=letter.text, effect_key=letter.effect_key)
        return Accepted(f"demo-{mail.pk}")


class MailboxBackend(BaseEmailBackend):
    """Django's mail in the demo: kept, to be read at /mailbox/."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        DemoMail.objects.bulk_create(_kept(message, to) for message in email_messages for to in message.recipients())
        return len(email_messages)


def sender_for(medium: str) -> Sender:
    if medium == Medium.EMAIL:
        return EmailSender()
    scheme = urlsplit(settings.SMS_URL).scheme
    if scheme == "console":
        return ConsoleSms()
    return DemoSms() if scheme == "demo" else SmsSender()


def _kept(message: EmailMessage, to: str) -> DemoMail:
    alternatives = getattr(message, "alternatives", [])
    return DemoMail(
        medium=Medium.EMAIL,
        to=parseaddr(to)[1],
        subject=str(message.subject)[:300],
        text=str(message.body),
        html=next((str(content) for content, kind in alternatives if kind == "text/html"), ""),
        attachments=[_kept_file(*file) for file in message.attachments if isinstance(file, tuple)],
        effect_key=message.extra_headers.get(EFFECT_HEADER, ""),
    )


def _kept_file(name: str, content: str | bytes, content_type: str | None) -> dict[str, Any]:
    kind = content_type or "application/octet-stream"
    if isinstance(content, bytes):
        content = content.decode() if kind.startswith("text/") else base64.b64encode(content).decode()
    return {"name": name, "content_type": kind, "content": content}


def _smtp(code: int) -> Outcome:
    return Refused(f"SMTP {code}") if 550 <= code <= 559 else TryLater(f"SMTP {code}")


def _judged(answer: Answer) -> Outcome:
    if 200 <= answer.status < 300:
        said = _json(answer.body)
        return Refused("HTTP 200 with an error") if said.get("error") else Accepted(str(said.get("id", ""))[:120])
    if 400 <= answer.status < 500 and answer.status not in NOT_THE_RECIPIENTS_FAULT:
        return Refused(f"HTTP {answer.status}")
    wait = whole_number(answer.headers.get("Retry-After", ""))
    return TryLater(f"HTTP {answer.status}", None if wait is None else timedelta(seconds=min(wait, 3600)))


def _json(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
