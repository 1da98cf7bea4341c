"""Write the words of one message: the sentences of its kind, inside one branded letter, as HTML, text or SMS."""

from typing import Any

from django.conf import settings
from django.template import Context, Engine
from django.utils import translation
from django.utils.translation import gettext as _

from booking.bookings.calendar_file import Method, calendar_file
from booking.bookings.models import Booking
from booking.bookings.secrecy import IN_SETTINGS, as_seen_by
from booking.kernel.plain import one_line
from notifications.branding import accent_of
from notifications.letters import Attachment, Letter
from notifications.models import Medium, Message, Recipient
from notifications.passing_on import as_known_to
from notifications.recipients import is_test
from notifications.telling import Teller
from tenants.clock import database_now

# Outside the alphabet of SMS a text takes twice the room.
SHORT_ALPHABET = str.maketrans({"–": "-", "\xa0": " "})
CALENDAR: dict[str, Method] = {
    "confirmation": "REQUEST",
    "moved": "REQUEST",
    "cancelled": "CANCEL",
    "moved_away": "CANCEL",
    "passed_on": "CANCEL",
    "client_changed": "REQUEST",
}


def compose(message: Message, booking: Booking) -> Letter:
    """The letter as it should be said now. Needs a transaction of the tenant."""
    booking = as_known_to(message, booking)
    language = _spoken(message.language, booking.tenant.locale)
    with translation.override(language):
        if message.recipient == Recipient.MANAGER:
            as_seen_by(IN_SETTINGS, [booking])
        teller = Teller(message, booking, language, database_now())
        if message.medium == Medium.SMS:
            return _text_message(message, teller)
        return _mail(message, booking, teller)


def _text_message(message: Message, teller: Teller) -> Letter:
    text = one_line(_said(f"{message.recipient}/{message.kind}.sms.txt", teller.words()))
    return Letter(to=message.address, text=text.translate(SHORT_ALPHABET), effect_key=message.effect_key)


def _mail(message: Message, booking: Booking, teller: Teller) -> Letter:
    words = teller.words()
    subject, text, html = branded(
        f"{message.recipient}/{message.kind}", words, language=teller.language,
        accent=accent_of(booking.tenant.accent), facts=teller.facts(), notes=teller.notes(),
        actions=teller.actions(), policy=teller.policy(), to_client=teller.to_client, tenant=booking.tenant,
    )  # fmt: skip
    mark = _("Test")
    return Letter(
        to=message.address,
        subject=f"[{mark}] {subject}" if is_test(booking) else subject,
        text=text,
        html=html,
        effect_key=message.effect_key,
        sender_name=words["business"],
        reply_to=booking.tenant.email if teller.to_client else "",
        attachments=_calendar(message, booking, teller.language),
    )


def branded(name: str, words: dict[str, Any], **more: Any) -> tuple[str, str, str]:
    """Subject, text and HTML of a letter: the sentences of its kind, inside the business's own. `more`: what
    letter.html and letter.txt show besides."""
    heading, *paragraphs = _paragraphs(_said(f"{name}.txt", words))
    letter = {**words, "heading": heading, "paragraphs": paragraphs, **more}
    return (
        one_line(_said(f"{name}.subject.txt", words)),
        _tidy(_said("letter.txt", letter)),
        _rendered("letter.html", {**letter, "facts": _unbroken(letter.get("facts", []))}, autoescape=True),
    )


def _unbroken(facts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A line may not end in the middle of "09:00–09:45"."""
    return [(label, value.replace("–", "\u2060–\u2060")) for label, value in facts]


def _calendar(message: Message, booking: Booking, language: str) -> tuple[Attachment, ...]:
    method = CALENDAR.get(message.kind)
    if method is None:
        return ()
    content = calendar_file(
        booking, method=method, language=language, attendee=message.address,
        for_staff=message.recipient != Recipient.CLIENT,
    )  # fmt: skip
    return (Attachment("booking.ics", f"text/calendar; method={method}; charset=utf-8", content),)


def _spoken(*wanted: str) -> str:
    known = [code for code, _name in settings.LANGUAGES]
    return next((language for language in wanted if language in known), settings.LANGUAGE_CODE)


def _said(template: str, words: dict[str, Any]) -> str:
    """Plain text: nothing is escaped, for nothing in it is markup."""
    return _rendered(template, words, autoescape=False)


def _rendered(template: str, words: dict[str, Any], *, autoescape: bool) -> str:
    found = Engine.get_default().get_template(f"notifications/{template}")
    return found.render(Context(words, autoescape=autoescape))


def _paragraphs(text: str) -> list[str]:
    """Paragraphs are separated by an empty line; the first is the heading."""
    blocks = _tidy(text).split("\n\n")
    return [one_line(block) for block in blocks if block.strip()]


def _tidy(text: str) -> str:
    """At most one empty line in a row, none at the ends."""
    lines: list[str] = []
    for line in (line.rstrip() for line in text.splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip() + "\n"
