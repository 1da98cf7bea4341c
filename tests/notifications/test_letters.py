"""What clients, practitioners and managers read, in each language."""

import re
from datetime import datetime
from typing import Any

import pytest

from booking.bookings.models import Booking
from booking.clients.services import Contact
from booking.resources.models import Location
from notifications.composing import compose
from notifications.letters import Letter
from notifications.models import Message
from notifications.selectors import loaded_booking
from tenants.colour import contrast
from tenants.tenancy import tenant_tx
from tests.cast import House
from tests.notifications.conftest import DANA, KINDS, STOCKHOLM, book, changed

pytestmark = pytest.mark.django_db
LANGUAGES = ("sv", "nb", "en")
STAFF = [
    *(
        ("practitioner", kind)
        for kind in ("confirmation", "moved", "moved_away", "cancelled", "refunded", "payment_failed")
    ),
    ("manager", "late_refunded"),
    ("manager", "mismatch"),
    ("manager", "refund_failed"),
    ("manager", "disputed"),
]
DATA = {
    "old_start": "2026-11-26T09:00:00+00:00", "old_end": "2026-11-26T10:00:00+00:00",
    "amount": 50000, "currency": "SEK", "by": "client", "refund_due": 50000,
}  # fmt: skip


@pytest.fixture
def booking(salon: House) -> Booking:
    return book(salon)


def letter(
    booking: Booking, kind: str, language: str = "sv", recipient: str = "client", medium: str = "email"
) -> Letter:
    with tenant_tx(booking.tenant):
        message = Message(
            tenant=booking.tenant, booking=booking, kind=kind, recipient=recipient, medium=medium, language=language,
            address="dana@example.com", effect_key=f"x:{kind}", data=DATA, about_start_at=booking.start_at,
        )  # fmt: skip
        return compose(message, loaded_booking(booking.pk))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("recipient", "kind"), [*(("client", kind) for kind in KINDS), *STAFF])
def test_every_letter_is_whole(booking: Booking, recipient: str, kind: str, language: str) -> None:
    said = letter(booking, kind, language, recipient)
    for text in (said.subject, said.text, said.html):
        assert text.strip()
        assert not re.search(r"\bNone\b|%\(|\{\{|\{%|\(\)|, ,|: *$", text if text != said.html else "")
        assert "  " not in said.subject
    assert "\n" not in said.subject
    assert "27" in said.text
    assert booking.code in said.text
    assert f'lang="{language}"' in said.html
    assert "\n\n\n" not in said.text


@pytest.mark.parametrize(("recipient", "kind"), [*(("client", kind) for kind in KINDS), *STAFF])
def test_no_two_languages_say_the_same(booking: Booking, recipient: str, kind: str) -> None:
    said = [letter(booking, kind, language, recipient) for language in LANGUAGES]
    subjects = [each.subject for each in said]
    assert len({each.text for each in said}) == 3
    assert subjects[2] not in subjects[:2]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_text_message_is_one_short_line(booking: Booking, kind: str, language: str) -> None:
    said = letter(booking, kind, language, medium="sms")
    assert "\n" not in said.text
    assert len(re.sub(r"https://\S+", "", said.text)) <= 160
    assert said.text.startswith(booking.tenant.name)
    assert not re.search(r"[–\xa0]|None|%\(", said.text)


def test_a_visit_tells_the_address_the_way_in_and_the_practitioners_own_words(booking: Booking, salon: House) -> None:
    said = letter(booking, "confirmation")
    for text in (said.text, said.html):
        assert "Storgatan 1, 111 22 Stockholm" in text
        assert salon.place.directions in text
        assert "Kom in och sätt dig." in text


def test_a_video_booking_tells_the_link_and_when_it_opens_and_no_address(salon: House) -> None:
    booking = book(salon, mode="video")
    said = letter(booking, "confirmation", "en")
    assert f"https://ledig.example/salon/b/{booking.manage_token}/video/" in said.text
    assert "opens 15 minutes before" in said.text
    assert "Storgatan" not in said.text
    assert "Kom in" not in said.text
    assert "video.example" not in said.text + said.html
    assert "500 kr, paid afterwards" in said.text.replace("\xa0", " ")


def test_a_place_is_named_where_there_are_several(booking: Booking, salon: House) -> None:
    assert "Where: Storgatan 1, 111 22 Stockholm" in letter(booking, "confirmation", "en").text
    with tenant_tx(salon.tenant):
        Location.objects.create(tenant=salon.tenant, name="Torget", timezone="Europe/Stockholm")
    assert "Where: Centrum CANARY-salon, Storgatan 1" in letter(booking, "confirmation", "en").text


@pytest.mark.parametrize(("mode", "words"), [("phone", "We call you on +46701234567."), ("home", "We come to you.")])
def test_other_ways_to_meet_say_what_happens(booking: Booking, mode: str, words: str) -> None:
    with changed(booking) as fresh:
        fresh.mode = mode
    said = letter(booking, "confirmation", "en")
    assert words in said.text
    assert "Storgatan" not in said.text


def test_a_day_of_another_year_is_said_with_the_year(salon: House, booking: Booking) -> None:
    far = letter(book(salon, datetime(2027, 1, 4, 10, tzinfo=STOCKHOLM)), "confirmation", "en")
    assert "Mon 4 Jan 2027 10:00–11:00" in far.subject + far.text
    assert "until Sun 3 Jan 2027 10:00" in far.text
    near = letter(booking, "confirmation", "en")
    assert "2026" not in near.subject + near.text


def test_the_policy_is_said_in_local_time_and_changes_when_it_is_too_late(booking: Booking, clock: Any) -> None:
    assert "free of charge until Thu 26 Nov 10:00." in letter(booking, "confirmation", "en").text
    clock.forward(days=3, hours=2)
    assert "too late to move or cancel by yourself" in letter(booking, "reminder", "en").text


def test_the_zone_is_named_only_when_it_is_not_the_businesss_own(booking: Booking, salon: House) -> None:
    assert "time)" not in letter(booking, "confirmation", "en").text
    with tenant_tx(salon.tenant):
        salon.place.timezone = "America/New_York"
        salon.place.save()
    said = letter(booking, "confirmation", "en")
    assert "Friday 27 November 04:00–05:00 (New York time)" in said.text
    assert "04:00" in said.subject


def test_what_was_paid_is_said_as_money(booking: Booking) -> None:
    assert "500 kr, betalas på plats" in letter(booking, "confirmation").text.replace("\xa0", " ")
    with changed(booking) as fresh:
        fresh.paid_amount = 50000
    assert "Betalt: 500 kr" in letter(booking, "confirmation").text.replace("\xa0", " ")


def test_the_client_can_move_and_cancel_from_it_and_the_practitioner_cannot(booking: Booking) -> None:
    manage = f"https://ledig.example/salon/b/{booking.manage_token}/"
    assert manage in letter(booking, "confirmation").text
    for recipient, kind in STAFF:
        said = letter(booking, kind, recipient=recipient)
        everything = (
            said.text + said.html + "".join(file.content.decode().replace("\r\n ", "") for file in said.attachments)
        )
        assert "/b/" not in everything
        assert f"/salon/desk/bookings/{booking.code}/" in everything


def test_colleagues_learn_no_more_of_a_client_than_the_name(booking: Booking) -> None:
    for recipient, kind in STAFF:
        said = letter(booking, kind, recipient=recipient)
        everything = said.subject + said.text + said.html
        assert "Dana Ek" in said.text
        for secret in (DANA.email, DANA.phone, DANA.message):
            assert secret not in everything


HOSTILE = Contact(
    "Win\r\nBcc: all@evil.example <b>http://evil.example/x</b><svg onload=1> {{ 7001*7001 }} {% now %}",
    "dana@example.com",
    language="en",
)


def test_a_visitors_words_are_inert(salon: House) -> None:
    booking = book(salon, contact=HOSTILE)
    for kind, recipient in [("confirmation", "client"), ("confirmation", "practitioner")]:
        said = letter(booking, kind, "en", recipient)
        for text in (said.subject, said.text, said.html):
            assert "http://evil" not in text
            assert "evil.example" not in text
        assert "<svg" not in said.html
        assert "<b>" not in said.html
        assert "49014001" not in said.text
        assert "\r" not in said.subject + said.sender_name


def test_a_business_name_with_line_breaks_cannot_add_headers(booking: Booking, salon: House) -> None:
    with tenant_tx(salon.tenant):
        salon.tenant.name = "Salon\r\nBcc: all@evil.example"
        salon.tenant.save()
    said = letter(booking, "confirmation")
    assert "\n" not in said.subject + said.sender_name
    assert said.sender_name == "Salon Bcc: all@evil.example"


@pytest.mark.parametrize("accent", ["", "#FFFF00", "#000000", "red;background:url(http://evil.example)", "#1F6F5C"])
def test_the_button_can_be_read_whatever_the_businesss_colour(booking: Booking, salon: House, accent: str) -> None:
    with tenant_tx(salon.tenant):
        salon.tenant.accent = accent[:7]
        salon.tenant.save()
    html = letter(booking, "confirmation").html
    [(ground, ink)] = re.findall(r"background:(#\w+);color:(#\w+);font-weight:600", html)
    assert contrast(ground, ink) >= 7
    assert "evil" not in html


def test_headings_and_table_make_sense_without_seeing(booking: Booking) -> None:
    html = letter(booking, "confirmation").html
    assert html.count("<h1") == 1
    assert html.count('role="presentation"') == html.count("<table") - 1
    assert html.count('scope="row"') >= 5
    assert "<img" not in html
    assert "prefers-color-scheme: dark" in html


def test_an_unknown_language_falls_back_to_the_businesss(booking: Booking) -> None:
    assert "Din tid är bokad" in letter(booking, "confirmation", "xx").text
