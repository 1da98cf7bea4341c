"""A booking that is open somewhere changes elsewhere: its page says so and takes nothing away that was typed."""

import re

import pytest

from booking.bookings.models import Booking
from tenants.tenancy import tenant_tx
from tests.calendar.test_dragging_bookings import PANEL, now_of, url
from tests.desk.conftest import at, written

LIVE = {"HX-Request": "true", "HX-Target": "booking-live"}


def asked(page: str) -> str:
    """What the page asks again and again."""
    return re.search(r'id="booking-live" hx-get="([^"]+)"', page)[1].replace("&amp;", "&")


@pytest.mark.parametrize(
    "rest", ["", "move/", "move/?start=2026-11-24T13:00Z", "move/?start=2026-11-25T20:00Z", "cancellation/"]
)
def test_every_page_of_a_booking_asks_and_hears_nothing_as_long_as_it_stands(alice, book, rest):
    booking = book()
    answer = alice.get(asked(alice.get(url(booking, rest), headers=PANEL).text), headers=LIVE)
    assert (answer.status_code, answer.content) == (204, b"")


def test_moved_elsewhere_it_says_where_it_is_and_asks_on_from_there(alice, bob, book):
    booking = book(who=1)
    question = asked(alice.get(url(booking, "cancellation/"), headers=PANEL).text)
    bob.post(f"{url(booking)}?start={written(at(14))}", {"seen": 0, "tell": "on"})
    told = alice.get(question, headers=LIVE)
    assert told.status_code == 200
    assert "This booking has changed since you opened it. Now: Tue 24 Nov 14:00–15:00, Booked." in told.text
    assert 'hx-target="#panel"' in told.text
    assert "<html" not in told.text
    assert "<form" not in told.text
    assert alice.get(asked(told.text), headers=LIVE).status_code == 204


def test_on_a_page_of_its_own_the_link_is_a_plain_one(alice, bob, book):
    booking = book(who=1)
    question = asked(alice.get(url(booking, "")).text)
    bob.post(url(booking, "cancellation/"), {"seen": 0, "reason": ""})
    told = alice.get(question, headers=LIVE).text
    assert "Cancelled" in told
    assert 'hx-target="#panel"' not in told


def test_money_that_comes_is_a_change_too(alice, book):
    booking = book()
    question = asked(alice.get(url(booking, "")).text)
    with tenant_tx(booking.tenant_id):
        Booking.objects.filter(pk=booking.pk).update(paid_amount=50000)
    assert alice.get(question, headers=LIVE).status_code == 200
    assert now_of(booking).sequence == booking.sequence


def test_nobody_is_told_of_a_booking_that_is_not_theirs_to_see(bob, book):
    booking = book(who=0)
    assert bob.get(url(booking, ""), {"since": "0"}, headers=LIVE).status_code == 404
