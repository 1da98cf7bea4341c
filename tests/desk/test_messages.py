"""What staff see of messages: about one booking, and what reached nobody."""

import pytest
from django.test import Client as Browser

from booking.availability.catalogue import current
from booking.availability.wishing import Wish
from booking.bookings.holding import place_hold
from notifications.models import Message, MessageStatus
from tenants.tenancy import tenant_tx
from tests.desk.conftest import at
from tests.notifications.conftest import tell

HTMX = {"HX-Request": "true"}
UNDELIVERED = "/salon/desk/undelivered/"


def url(booking):
    return f"/{booking.tenant.slug}/desk/bookings/{booking.code}/messages/"


def become(booking, status, **fields):
    """Dana's confirmation ends like that."""
    with tenant_tx(booking.tenant):
        Message.objects.filter(booking=booking, kind="confirmation", recipient="client").update(status=status, **fields)


@pytest.fixture
def told(book):
    """A booking of Dana's with Alice, that messages are planned for."""
    booking = book(at(10, days=2))
    tell(booking.tenant)
    return booking


def test_a_bookings_page_fetches_its_messages_and_links_to_them_without_a_script(alice, told):
    page = alice.get(f"/salon/desk/bookings/{told.code}/").text
    assert f'hx-get="{url(told)}" hx-trigger="load"' in page
    assert f'<a href="{url(told)}">' in page


def test_each_message_says_what_it_is_to_whom_when_and_what_became_of_it(alice, told, clock):
    become(told, MessageStatus.SENT, sent_at=clock.now)
    text = alice.get(url(told)).text
    for said in ("Confirmation", "sent", "Mon 23 Nov 09:00", "client, dana@example.com", "Reminder", "planned"):
        assert said in text
    assert "<html" in text


def test_the_booking_page_gets_the_list_alone(alice, told):
    part = alice.get(url(told), headers=HTMX).text
    assert "dana@example.com" in part
    assert "<html" not in part


def test_a_booking_that_nobody_was_told_of_says_so(alice, book):
    assert "Nothing was sent about this booking" in alice.get(url(book())).text


def test_only_those_who_may_open_the_booking_see_its_messages(told, alice, bob, log_in, cast):
    assert log_in(cast.front_desk).get(url(told)).status_code == 200
    assert log_in(cast.finance).get(url(told)).status_code == 200
    assert log_in(cast.charlie).get(url(told)).status_code == 404
    assert bob.get(url(told)).status_code == 404
    assert Browser().get(url(told))["Location"].startswith("/account/login/")
    assert alice.post(url(told)).status_code == 405


def test_what_is_only_held_has_no_messages_to_see(alice, cast):
    with tenant_tx(cast.salon.tenant):
        service = current(cast.salon.tenant).service(cast.salon.service.code)
        held = place_hold(tenant=cast.salon.tenant, wish=Wish(service=service), start_at=at(10))
    assert alice.get(url(held)).status_code == 404


@pytest.mark.parametrize(("status", "said"), [(MessageStatus.FAILED, "failed"), (MessageStatus.MISSED, "too late")])
def test_what_reached_nobody_is_listed_with_its_booking_and_reason(alice, told, status, said):
    assert "Everything has arrived" in alice.get(UNDELIVERED).text
    become(told, status, last_error="550")
    text = alice.get(UNDELIVERED).text
    for part in ("Confirmation", "dana@example.com", said, "550", f"/salon/desk/bookings/{told.code}/"):
        assert part in text


def test_what_did_not_arrive_at_the_gym_is_nothing_to_the_salon(alice, book, cast):
    theirs = book(house=cast.gym)
    tell(cast.gym.tenant)
    become(theirs, MessageStatus.FAILED)
    assert "Everything has arrived" in alice.get(UNDELIVERED).text


def test_the_rail_leads_owners_to_messages_and_nobody_else(alice, bob):
    assert UNDELIVERED in alice.get("/salon/desk/").text
    assert UNDELIVERED not in bob.get("/salon/desk/").text
