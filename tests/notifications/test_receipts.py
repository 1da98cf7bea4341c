"""The receipt by e-mail: as it is printed, in the client's language, only for what is paid, once by a click."""

import pytest
from django.utils import translation

from booking.bookings.models import Booking
from booking.bookings.receipt import receipt_lines
from notifications.models import Message
from notifications.selectors import loaded_booking
from tenants.clock import database_now
from tenants.tenancy import tenant_tx
from tests.desk.conftest import alice, book, log_in
from tests.notifications.conftest import mails, messages, send_due

__all__ = ["alice", "book", "log_in"]
pytestmark = pytest.mark.django_db


def url(booking: Booking, rest: str = "receipt/sending/") -> str:
    return f"/salon/desk/bookings/{booking.code}/{rest}"


def money(booking: Booking, paid: int, back: int = 0, **more: object) -> Booking:
    with tenant_tx(booking.tenant_id):
        Booking.objects.filter(pk=booking.pk).update(paid_amount=paid, refunded_amount=back, **more)
    return booking


def test_the_menu_offers_to_print_and_to_send_once_something_is_paid(alice, book):
    booking = book()
    assert url(booking) not in alice.get(url(booking, "")).text
    page = alice.get(url(money(booking, 50000), "")).text
    assert "Print receipt" in page
    assert f'href="{url(booking)}"' in page
    assert f'href="{url(booking)}"' in alice.get(url(booking, "receipt/")).text
    assert "It goes to dana@example.com, as it is printed." in alice.get(url(booking)).text


def test_it_is_sent_with_the_same_lines_as_on_paper_in_the_clients_language(alice, book):
    booking = money(book(), 50000)
    done = alice.post(url(booking), {"seen": 0}, follow=True)
    assert "The receipt is on its way to dana@example.com." in done.text
    send_due(booking.tenant)
    (mail,) = mails()
    assert mail.subject == "Kvitto från Salon CANARY-salon"
    with tenant_tx(booking.tenant_id), translation.override("sv"):
        lines = receipt_lines(loaded_booking(booking.pk), database_now())
    for label, words in lines:
        assert f"{label}: {words}" in mail.text
    for said in ("500\xa0kr", "varav moms 100\xa0kr (25 %)", booking.code, "Storgatan 1", "hello@salon.example"):
        assert said in mail.text, said
        assert said.replace("\xa0", " ") in mail.html.replace("\xa0", " ").replace("&nbsp;", " "), said
    assert booking.manage_token not in mail.text
    assert mail.attachments == []
    assert alice.get(url(booking, "")).context["history"][0].what == "Receipt sent"
    assert "Receipt" in alice.get(url(booking, "messages/")).text
    assert "Receipt sent" in alice.get("/salon/desk/settings/log/").text


def test_what_went_back_is_said_and_the_tax_is_of_what_stayed(alice, book):
    booking = money(book(), 30000, 20000)
    page = alice.get(url(booking, "receipt/")).text
    for said in ("Paid in", "500\xa0kr", "Went back", "200\xa0kr", "300\xa0kr", "of which tax 60\xa0kr (25 %)"):
        assert said in page, said
    alice.post(url(booking), {"seen": 0})
    send_due(booking.tenant)
    for said in ("Inbetalt: 500\xa0kr", "Återbetalt: 200\xa0kr", "Betalt: 300\xa0kr", "varav moms 60\xa0kr (25 %)"):
        assert said in mails()[0].text, said


def test_two_clicks_send_one_and_a_later_wish_another(alice, book):
    booking = money(book(), 50000)
    alice.post(url(booking), {"seen": 0})
    twice = alice.post(url(booking), {"seen": 0}, follow=True)
    assert "The receipt is on its way already." in twice.text
    assert len(messages(booking, kind="receipt")) == 1
    again = alice.get(url(booking)).text
    assert "Send the receipt again?" in again
    alice.post(url(booking), {"seen": 1})
    assert len(messages(booking, kind="receipt")) == 2


def test_nobody_is_flooded(alice, book):
    booking = money(book(), 50000)
    answers = [alice.post(url(booking), {"seen": n}).status_code for n in range(6)]
    assert answers == [303] * 5 + [429]


def test_without_an_e_mail_the_page_says_so(alice, book):
    booking = money(book(), 50000, contact_email="")
    page = alice.get(url(booking)).text
    assert "There is no e-mail on the booking. Print the receipt instead." in page
    assert 'name="seen"' in page
    assert alice.post(url(booking), {"seen": 0}).status_code == 403
    assert messages(booking, kind="receipt") == []


@pytest.mark.parametrize("back", [0, 50000])
def test_when_nothing_is_paid_or_all_went_back_there_is_none(alice, book, back):
    booking = money(book(), 0, back)
    assert "There is a receipt once money has come in." in alice.get(url(booking)).text
    assert alice.post(url(booking), {"seen": 0}).status_code == 409
    assert messages(booking, kind="receipt") == []


def test_one_that_waits_while_the_money_goes_back_is_not_sent(alice, book):
    booking = money(book(), 50000)
    alice.post(url(booking), {"seen": 0})
    money(booking, 0, 50000)
    send_due(booking.tenant)
    assert mails() == []
    with tenant_tx(booking.tenant_id):
        assert Message.objects.get(kind="receipt").status == "dropped"


def test_finance_sends_it_and_a_stranger_to_the_calendar_does_not(book, log_in, cast):
    theirs = money(book(), 50000)
    assert log_in(cast.finance).post(url(theirs), {"seen": 0}).status_code == 303
    assert log_in(cast.bob).post(url(theirs), {"seen": 1}).status_code == 404
    assert len(messages(theirs, kind="receipt")) == 1
