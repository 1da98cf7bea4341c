"""A day of another year says so; the clock is the database's, and the tests' stands in November 2026."""

import pytest
from django.test import Client as Browser

from booking.bookings.models import Booking
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.conftest import Clock
from tests.desk.conftest import Book, LogIn, at

FAR = at(10, days=41)  # Monday 4 January 2027


def test_on_a_bookings_pages(alice: Browser, book: Book):
    booking = book(FAR)
    page = f"/salon/desk/bookings/{booking.code}/"
    for path in ("", "move/", "cancellation/"):
        assert "Mon 4 Jan 2027 10:00" in alice.get(page + path).text, path
    assert "until Sun 3 Jan 2027 10:00" in alice.get(page).text


def test_in_its_history_once_the_year_is_over(alice: Browser, cast: Cast, log_in: LogIn, book: Book, clock: Clock):
    booking = book()
    page = f"/salon/desk/bookings/{booking.code}/"
    assert "Mon 23 Nov 09:00" in alice.get(page).text
    alice.post(f"{page}move/?start=2026-11-25T10:00", {"seen": 0, "tell": ""})
    clock.set(at(10, days=60))
    text = log_in(cast.alice).get(page).text  # the session is over, too
    assert "Moved from Tue 24 Nov 2026 10:00 to Wed 25 Nov 2026 10:00" in text
    assert "Mon 23 Nov 2026 09:00" in text


def test_in_the_calendars_panels_and_in_what_is_said_there(alice: Browser, cast: Cast):
    who = cast.salon.practitioners[0].code
    answer = alice.post("/salon/desk/slots/", {"start": "2027-01-04T18:00", "with": who}, follow=True)
    assert "Opened: Mon 4 Jan 2027 18:00–19:00" in answer.text
    assert "Mon 4 Jan 2027 18:00" in alice.get("/salon/desk/time/", {"start": "2027-01-04T18:00", "with": who}).text
    near = alice.post("/salon/desk/slots/", {"start": "2026-12-28T18:00", "with": who}, follow=True)
    assert "Opened: Mon 28 Dec 18:00–19:00" in near.text


@pytest.mark.parametrize("days", [0, 41])
def test_a_receipt_always_says_it(alice: Browser, cast: Cast, book: Book, days: int):
    booking = book(at(10, days=days))
    with tenant_tx(cast.salon.tenant):
        Booking.objects.filter(pk=booking.pk).update(paid_amount=50000)
    text = alice.get(f"/salon/desk/bookings/{booking.code}/receipt/").text
    assert ("Tue 24 Nov 2026" if days == 0 else "Mon 4 Jan 2027") in text
