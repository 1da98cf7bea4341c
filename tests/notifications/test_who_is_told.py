"""Who is told of what: the client, the practitioners, the owner, and nobody of another business."""

import re
from itertools import pairwise

import pytest
from django.core.mail import EmailMessage

from booking.bookings import cancelling, direct, moving
from booking.bookings.models import Channel
from booking.clients.services import Contact
from notifications.senders import MailboxBackend
from tenants.actors import SYSTEM, Actor
from tenants.tenancy import tenant_tx
from tests.cast import Cast, House
from tests.conftest import Clock
from tests.notifications.conftest import (
    DANA,
    FRIDAY,
    book,
    changed,
    happened,
    mails,
    messages,
    send_due,
    tell,
    tell_and_send,
    wish,
)  # fmt: skip

pytestmark = pytest.mark.django_db


def test_a_whole_life_is_told_to_both_with_one_calendar_entry(salon: House) -> None:
    booking = book(salon)
    tell_and_send(salon.tenant)
    with tenant_tx(salon.tenant):
        moving.move(booking=booking, start_at=FRIDAY.replace(hour=13))
    tell_and_send(salon.tenant)
    with changed(booking) as fresh:
        cancelling.cancel(booking=fresh)
        fresh.refresh_from_db()
    happened(booking, "payment.refunded", amount=50000, currency="SEK")
    tell_and_send(salon.tenant)
    subjects = [mail.subject for mail in mails()]
    assert [subject.split(":")[0] for subject in subjects[:3]] == ["Bokad", "Flyttad", "Avbokad"]
    assert subjects[3].replace("\xa0", " ") == "500 kr är på väg tillbaka till dig"
    assert "10:00–11:00" in mails()[1].text
    files = [mail.attachments[0] for mail in mails()[:3]]
    assert [file["content_type"] for file in files] == [
        f"text/calendar; method={method}; charset=utf-8" for method in ("REQUEST", "REQUEST", "CANCEL")
    ]
    sequences = [int(re.findall(r"SEQUENCE:(\d+)", file["content"])[0]) for file in files]
    assert all(later > earlier for earlier, later in pairwise(sequences))
    assert len({re.findall(r"UID:(.*)\r", file["content"])[0] for file in files}) == 1
    assert len(mails("bob@salon.example")) == 4


def test_both_practitioners_hear_of_a_move_from_one_to_the_other(salon: House, cast: Cast) -> None:
    booking = book(salon)
    tell_and_send(salon.tenant)
    with tenant_tx(salon.tenant):
        alice = salon.practitioners[0]
        moving.move(booking=booking, start_at=FRIDAY, practitioner=alice, by_staff=True)
    tell_and_send(salon.tenant)
    assert [mail.subject.split(":")[0] for mail in mails("bob@salon.example")] == ["Ny bokning", "Inte längre din"]
    assert [mail.subject.split(":")[0] for mail in mails("alice@salon.example")] == ["Flyttad bokning"]
    assert "METHOD:CANCEL" in mails("bob@salon.example")[1].attachments[0]["content"]


def test_practitioners_are_not_told_what_they_did_themselves(salon: House, cast: Cast) -> None:
    booking = book(salon)
    tell_and_send(salon.tenant)
    bob, alice = (Actor("member", member.user_id) for member in (cast.bob, cast.alice))
    with tenant_tx(salon.tenant):
        moving.move(booking=booking, start_at=FRIDAY.replace(hour=13), actor=bob, by_staff=True)
    tell_and_send(salon.tenant)
    assert len(mails()) == 2
    assert len(mails("bob@salon.example")) == 1
    with changed(booking) as fresh:
        cancelling.cancel(booking=fresh, actor=alice, by="staff")
        fresh.refresh_from_db()
    tell_and_send(salon.tenant)
    assert len(mails("bob@salon.example")) == 2


def test_whoever_gives_a_booking_away_is_not_told_that_it_is_gone(salon: House, cast: Cast) -> None:
    booking = book(salon)
    tell_and_send(salon.tenant)
    with tenant_tx(salon.tenant):
        bob, alice = Actor("member", cast.bob.user_id), salon.practitioners[0]
        moving.move(booking=booking, start_at=FRIDAY, practitioner=alice, actor=bob, by_staff=True)
    tell_and_send(salon.tenant)
    assert len(mails("bob@salon.example")) == 1
    assert len(mails("alice@salon.example")) == 1


def test_what_is_imported_is_no_news_but_is_reminded_of_and_told_when_it_changes(salon: House) -> None:
    with tenant_tx(salon.tenant):
        booking = direct.book_directly(
            tenant=salon.tenant, wish=wish(salon), start_at=FRIDAY, client=None, contact=DANA, channel=Channel.IMPORT,
            actor=SYSTEM,
        )  # fmt: skip
    tell_and_send(salon.tenant)
    assert not mails()
    assert not mails("bob@salon.example")
    assert [message.kind for message in messages(booking)] == ["reminder"]
    with changed(booking) as fresh:
        cancelling.cancel(booking=fresh)
        fresh.refresh_from_db()
    tell_and_send(salon.tenant)
    assert [mail.subject.split(":")[0] for mail in mails()] == ["Avbokad"]
    assert len(mails("bob@salon.example")) == 1


def test_a_client_with_only_a_phone_gets_a_text_message(salon: House) -> None:
    book(salon, contact=Contact("Dana Ek", "", "+46701234567", "sv"))
    tell_and_send(salon.tenant)
    [sms] = mails("+46701234567")
    assert (sms.medium, sms.subject, sms.html) == ("sms", "", "")
    assert "din tid är bokad, fre 27 nov 10:00-11:00" in sms.text


def test_a_client_without_any_address_is_told_nothing_and_the_practitioner_still_is(salon: House) -> None:
    book(salon, contact=Contact("Dana Ek"))
    tell_and_send(salon.tenant)
    assert len(mails("bob@salon.example")) == 1


def test_late_money_is_told_to_the_client_and_the_owner(salon: House) -> None:
    booking = book(salon, paying="online")
    happened(booking, "payment.late_refunded", amount=50000, currency="SEK")
    tell_and_send(salon.tenant)
    assert mails()[0].subject.startswith("Inte bokad, pengarna går tillbaka")
    assert mails("alice@salon.example")[0].subject == f"Betald för sent och återbetald: bokning {booking.code}"
    assert not mails("bob@salon.example")


def test_a_mismatch_is_for_owners_and_managers_alone(salon: House) -> None:
    booking = book(salon, paying="online")
    happened(booking, "payment.mismatch", what="amount")
    tell_and_send(salon.tenant)
    assert len(mails("alice@salon.example")) == 1
    assert not mails()
    assert not mails("fiona@salon.example")


@pytest.mark.parametrize(
    ("type", "subject"),
    [
        ("payment.refund_refused", "En återbetalning gick inte igenom: bokning"),
        ("payment.disputed", "En betalning är bestridd: bokning"),
    ],
)
def test_money_that_goes_wrong_afterwards_is_for_owners_and_managers_alone(
    salon: House, type: str, subject: str
) -> None:
    booking = book(salon)
    tell_and_send(salon.tenant)
    clients = len(mails())
    happened(booking, type, amount=50000, currency="SEK")
    tell_and_send(salon.tenant)
    [mail] = mails("alice@salon.example")
    assert mail.subject == f"{subject} {booking.code}"
    assert "500 kr" in mail.text.replace("\xa0", " ")
    assert len(mails()) == clients
    assert len(mails("bob@salon.example")) == 1
    assert not mails("fiona@salon.example")


def test_whose_card_fails_is_told_when_they_have_gone(salon: House, clock: Clock) -> None:
    booking = book(salon, paying="online")
    happened(booking, "payment.failed", code="card_declined")
    tell_and_send(salon.tenant)
    clock.forward(minutes=4, seconds=59)
    send_due(salon.tenant)
    assert not mails()
    clock.forward(seconds=1)
    send_due(salon.tenant)
    assert len(mails()) == 1


def test_three_cards_that_fail_are_one_mail_and_none_when_it_was_paid_meanwhile(salon: House, clock: Clock) -> None:
    booking = book(salon, paying="online")
    for _card in range(3):
        happened(booking, "payment.failed", code="card_declined")
    tell(salon.tenant)
    clock.forward(minutes=5)
    send_due(salon.tenant)
    [mail] = mails()
    assert mail.subject.startswith("Betalningen gick inte igenom")
    assert f"/b/{booking.manage_token}/payment/" in mail.text
    other = book(salon, FRIDAY.replace(hour=14), paying="online")
    happened(other, "payment.failed", code="card_declined")
    with changed(other) as fresh:
        fresh.status, fresh.held_until = "confirmed", None
    tell(salon.tenant)
    clock.forward(minutes=5)
    send_due(salon.tenant)
    assert len(mails()) == 1


def test_one_business_never_speaks_in_anothers_letters(cast: Cast) -> None:
    for house, who in ((cast.salon, 1), (cast.gym, 0)):
        book(house, who=who)
        tell_and_send(house.tenant)
    salon, gym = mails()
    assert "CANARY-gym" not in salon.text + salon.html + str(salon.attachments)
    assert "CANARY-salon" not in gym.text + gym.html + str(gym.attachments)


def test_whatever_django_mails_is_kept_in_the_demos_mailbox() -> None:
    MailboxBackend().send_messages([EmailMessage("Your code", "123456", to=["Alice <alice@salon.example>"])])
    [mail] = mails("alice@salon.example")
    assert (mail.subject, mail.text, mail.medium) == ("Your code", "123456", "email")
