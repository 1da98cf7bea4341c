"""A booking went to another client: the new one gets a confirmation, the earlier one what was ticked, the practitioner
hears of it, and nothing that was planned for one of them reaches the other."""

import pytest

from booking.bookings.handing import change_back, change_client
from booking.bookings.models import Booking, Handover
from booking.clients.models import Client
from booking.clients.services import Contact
from booking.kernel.errors import StaleState
from notifications.again import confirm_again
from notifications.models import Message
from tenants.actors import SYSTEM
from tenants.tenancy import tenant_tx
from tests.cast import House
from tests.conftest import Clock
from tests.notifications.conftest import (
    DANA,
    FRIDAY,
    book,
    mails,
    messages,
    send,
    send_due,
    tell,
    tell_and_send,
)  # fmt: skip

pytestmark = pytest.mark.django_db
ERIK = Contact("Erik Ek", "erik@example.com", "+46701112233", "en", confirm_by="email")


@pytest.fixture
def erik(salon: House) -> Client:
    return somebody(salon, ERIK)


def somebody(salon: House, contact: Contact) -> Client:
    with tenant_tx(salon.tenant):
        return Client.objects.create(
            tenant=salon.tenant, name=contact.name, email=contact.email, phone=contact.phone, language=contact.language
        )


def give(booking: Booking, client: Client, contact: Contact = ERIK, *, told: bool = True) -> Booking:
    """By somebody else than whoever gives the service."""
    with tenant_tx(booking.tenant):
        fresh = Booking.objects.select_related("tenant").get(pk=booking.pk)
        return change_client(booking=fresh, client=client, contact=contact, actor=SYSTEM, tell=told)


def after_the_half_minute(salon: House, clock: Clock) -> None:
    tell(salon.tenant)
    clock.forward(seconds=41)
    send_due(salon.tenant)


def kinds(booking: Booking, recipient: str = "client", status: str = "sent") -> list[tuple[str, str]]:
    return [(one.kind, one.address) for one in messages(booking, recipient=recipient, status=status)]


def test_the_new_client_is_confirmed_the_earlier_one_told_and_the_practitioner_too(
    salon: House, erik: Client, clock: Clock
) -> None:
    booking = book(salon)
    tell_and_send(salon.tenant)
    old = mails()[0]
    given = give(booking, erik)
    after_the_half_minute(salon, clock)
    confirmed, gone = mails("erik@example.com"), mails()[1:]
    assert [mail.subject.split(":")[0] for mail in confirmed] == ["Booked"]
    assert given.manage_token in confirmed[0].text
    assert "Erik" in confirmed[0].text
    assert [mail.subject.split(":")[0] for mail in gone] == ["Inte längre din"]
    assert "Dana" in gone[0].text
    assert mails("bob@salon.example")[-1].subject.startswith("Annan klient")
    assert "Erik Ek" in mails("bob@salon.example")[-1].text
    assert booking.manage_token in old.text


def test_the_earlier_clients_notice_takes_it_out_of_their_calendar_and_names_neither_link_nor_successor(
    salon: House, erik: Client, clock: Clock
) -> None:
    booking = book(salon, mode="video")
    tell_and_send(salon.tenant)
    given = give(booking, erik)
    after_the_half_minute(salon, clock)
    gone = mails()[-1]
    file = gone.attachments[0]["content"].replace("\r\n ", "")
    assert "METHOD:CANCEL" in file
    assert "STATUS:CANCELLED" in file
    assert f"UID:{booking.code}@salon.ledig" in file
    for text in (gone.text, gone.html, file):
        assert given.manage_token not in text
        assert "Erik" not in text
        assert "erik@example.com" not in text
    assert "CONFIRMED" in mails("erik@example.com")[0].attachments[0]["content"]


@pytest.mark.parametrize(
    ("contact", "told", "expected"),
    [
        (Contact("Erik", "erik@example.com", "", "en", confirm_by="none"), False, []),
        (Contact("Erik", "erik@example.com", "", "en", confirm_by="none"), True, [("passed_on", DANA.email)]),
        (ERIK, False, [("confirmation", ERIK.email)]),
        (Contact("Erik", "", "+46701112233", "en", confirm_by="sms"), False, [("confirmation", "+46701112233")]),
        (Contact("Erik", DANA.email, "", "en", confirm_by="email"), True, [("confirmation", DANA.email)]),
    ],
    ids=["nobody", "the earlier one only", "the new one only", "by SMS", "one mailbox for both"],
)
def test_who_is_told_is_as_it_was_ticked(
    salon: House, erik: Client, clock: Clock, contact: Contact, told: bool, expected: list[tuple[str, str]]
) -> None:
    booking = book(salon)
    tell_and_send(salon.tenant)
    before = kinds(booking)
    give(booking, erik, contact, told=told)
    after_the_half_minute(salon, clock)
    assert kinds(booking)[len(before) :] == expected


def test_the_reminder_goes_to_whoever_has_it(salon: House, erik: Client) -> None:
    booking = book(salon)
    tell_and_send(salon.tenant)
    give(booking, erik)
    tell(salon.tenant)
    assert [one.address for one in messages(booking, kind="reminder", status="planned")] == ["erik@example.com"]
    assert [one.address for one in messages(booking, kind="reminder", status="dropped")] == [DANA.email]


def test_taken_back_nobody_hears_of_it_and_the_reminder_is_the_earlier_ones(
    salon: House, erik: Client, clock: Clock
) -> None:
    booking = book(salon)
    tell_and_send(salon.tenant)
    before = kinds(booking)
    given = give(booking, erik)
    tell_and_send(salon.tenant)
    with tenant_tx(salon.tenant):
        handover = Handover.objects.get()
        change_back(booking=given, handover=handover.pk, actor=SYSTEM, seen=given.sequence)
    after_the_half_minute(salon, clock)
    assert kinds(booking) == before
    assert mails("erik@example.com") == []
    assert [one.address for one in messages(booking, kind="reminder", status="planned")] == [DANA.email]
    assert len(mails("bob@salon.example")) == 1


def test_when_the_workers_read_of_it_late_it_is_dropped_all_the_same(salon: House, erik: Client, clock: Clock) -> None:
    booking = book(salon)
    tell_and_send(salon.tenant)
    given = give(booking, erik)
    tell(salon.tenant)
    with tenant_tx(salon.tenant):
        change_back(booking=given, handover=Handover.objects.get().pk, actor=SYSTEM, seen=given.sequence)
    clock.forward(seconds=41)
    send_due(salon.tenant)
    assert mails("erik@example.com") == []
    assert kinds(booking) == [("confirmation", DANA.email)]
    assert kinds(booking, "practitioner") == [("confirmation", "bob@salon.example")]


def test_a_letter_that_still_waits_for_the_earlier_client_never_carries_the_new_link(
    salon: House, erik: Client
) -> None:
    """The provider did not answer; meanwhile it is somebody else's."""
    booking = book(salon)
    tell(salon.tenant)
    [waiting] = messages(booking, kind="confirmation", recipient="client")
    give(booking, erik)
    assert send(waiting).status == "dropped"
    assert mails() == []


def test_the_confirmation_can_be_sent_again_to_the_new_client(salon: House, erik: Client) -> None:
    booking = give(book(salon), erik, told=False)
    with tenant_tx(salon.tenant):
        again = confirm_again(booking=booking, actor=SYSTEM)
    assert again.address == "erik@example.com"
    send_due(salon.tenant)
    assert len(mails("erik@example.com")) == 1


def test_from_one_to_another_to_a_third_each_hears_only_of_their_own(salon: House, erik: Client, clock: Clock) -> None:
    frida = Contact("Frida F", "frida@example.com", "", "en", confirm_by="email")
    booking = book(salon)
    tell_and_send(salon.tenant)
    give(booking, erik)
    given = give(booking, somebody(salon, frida), frida)
    after_the_half_minute(salon, clock)
    assert [mail.subject.split(":")[0] for mail in mails("frida@example.com")] == ["Booked"]
    assert given.manage_token in mails("frida@example.com")[0].text
    assert mails("erik@example.com") == []  # never told that it was theirs
    assert [mail.subject.split(":")[0] for mail in mails()] == ["Bokad", "Inte längre din"]


def test_whoever_had_the_confirmation_hears_that_it_went_on_to_a_third(
    salon: House, erik: Client, clock: Clock
) -> None:
    frida = Contact("Frida F", "frida@example.com", "", "en", confirm_by="email")
    booking = book(salon)
    give(booking, erik)
    after_the_half_minute(salon, clock)
    give(booking, somebody(salon, frida), frida)
    after_the_half_minute(salon, clock)
    assert [mail.subject.split(":")[0] for mail in mails("erik@example.com")] == ["Booked", "No longer yours"]


def test_to_another_and_back_to_the_first_tells_the_first_nothing_of_what_is_theirs(
    salon: House, erik: Client, clock: Clock
) -> None:
    booking = book(salon)
    tell_and_send(salon.tenant)
    with tenant_tx(salon.tenant):
        dana = Booking.objects.select_related("client").get(pk=booking.pk).client
    give(booking, erik)
    give(booking, dana, DANA)
    after_the_half_minute(salon, clock)
    assert not any("Inte längre" in mail.subject for mail in mails())


def test_of_what_has_been_nobody_hears(salon: House, erik: Client, clock: Clock) -> None:
    booking = book(salon)
    tell_and_send(salon.tenant)
    clock.set(FRIDAY.replace(hour=18))
    with tenant_tx(salon.tenant):
        before = Message.objects.count()
    give(booking, erik)
    after_the_half_minute(salon, clock)
    with tenant_tx(salon.tenant):
        assert Message.objects.count() == before


def test_what_is_not_a_message_of_theirs_is_left_alone(salon: House, erik: Client) -> None:
    """The practitioner's own words about the booking still go out."""
    booking = book(salon)
    tell(salon.tenant)
    [for_bob] = messages(booking, kind="confirmation", recipient="practitioner")
    give(booking, erik)
    assert send(for_bob).status == "sent"


def test_once_the_new_client_was_sent_it_again_it_cannot_be_taken_back(salon: House, erik: Client) -> None:
    """Their link is out: it would open nothing."""
    given = give(book(salon), erik)
    with tenant_tx(salon.tenant):
        kept = Handover.objects.get(booking=given)
        confirm_again(booking=given, actor=SYSTEM)
        with pytest.raises(StaleState):
            change_back(booking=given, handover=kept.pk, actor=SYSTEM, seen=given.sequence)
