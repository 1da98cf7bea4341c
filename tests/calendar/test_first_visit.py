"""Who has never been here before is yellow (CA9); a test client shows the client's side and counts nowhere (CL10)."""

from datetime import datetime, timedelta
from typing import NamedTuple

import pytest

from booking.bookings.models import UNFINISHED, Booking, Status
from booking.clients.models import Client
from tenants.clock import database_now
from tenants.tenancy import tenant_tx
from tests.calendar.test_dragging_bookings import dragged
from tests.desk.conftest import at
from tests.desk.giving import erik, said, url

__all__ = ["erik"]


class Earlier(NamedTuple):
    start_at: datetime
    status: str = Status.CONFIRMED
    who: int = 0


HISTORIES = {
    "never been": ([], True),
    "been before": ([Earlier(at(9), Status.COMPLETED)], False),
    "booked before, not yet been": ([Earlier(at(9))], False),
    "been with another": ([Earlier(at(9), Status.COMPLETED, who=1)], False),
    "cancelled only": ([Earlier(at(9), Status.CANCELLED)], True),
    "did not come": ([Earlier(at(9), Status.NO_SHOW)], True),
    "did not come, then came": ([Earlier(at(9), Status.NO_SHOW), Earlier(at(11), Status.COMPLETED)], False),
    "only reserved": ([Earlier(at(9), Status.HELD)], True),
    "waits for payment": ([Earlier(at(9), Status.AWAITING_PAYMENT)], True),
    "ran out": ([Earlier(at(9), Status.EXPIRED)], True),
    "asked for, not answered": ([Earlier(at(9), Status.REQUESTED)], True),
    "did not come, then booked again": ([Earlier(at(9), Status.NO_SHOW), Earlier(at(11))], False),
    "cancelled, with another": ([Earlier(at(9), Status.CANCELLED, who=1)], True),
    "only later": ([Earlier(at(9, days=2), Status.CONFIRMED)], True),
    "earlier on the same day": ([Earlier(at(9, days=1))], False),
    "later on the same day": ([Earlier(at(15, days=1))], True),
}


@pytest.mark.parametrize(("earlier", "first"), HISTORIES.values(), ids=list(HISTORIES))
def test_a_first_visit_by_what_was_before(alice, book, cast, earlier, first):
    for one in earlier:
        made = book(one.start_at, who=one.who)
        with tenant_tx(made.tenant_id):
            until = database_now() if one.status in UNFINISHED else None
            Booking.objects.filter(pk=made.pk).update(status=one.status, held_until=until)
    booking = book(at(12, days=1))
    assert shown(alice, booking)["kind"] == ("first" if first else "booked")
    assert (f'entry--first" id="booking-{booking.code}"' in listed(alice)) == first


def test_the_second_of_two_on_one_day_is_no_first_visit(alice, book):
    first, second = book(at(9)), book(at(13), who=1)
    assert [shown(alice, one)["kind"] for one in (first, second)] == ["first", "booked"]
    assert "First visit" in shown(alice, first)["said"]
    assert "star" in shown(alice, first)["signs"]


def test_somebody_elses_history_is_not_mine(alice, book, cast):
    book(at(9))
    with tenant_tx(cast.salon.tenant):
        twin = Client.objects.create(tenant=cast.salon.tenant, name="Twin", email="dana@example.com")
    assert shown(alice, book(at(13), client=twin))["kind"] == "first"


def test_a_booking_whose_client_was_removed_is_nobodys_first(alice, book):
    booking = book()
    with tenant_tx(booking.tenant_id):
        Booking.objects.filter(pk=booking.pk).update(client=None)
    assert shown(alice, booking)["kind"] == "booked"


def test_who_did_not_come_is_not_shown_as_a_first_visit(alice, book):
    booking = book()
    with tenant_tx(booking.tenant_id):
        Booking.objects.filter(pk=booking.pk).update(status=Status.NO_SHOW)
    assert shown(alice, booking)["kind"] == "booked"
    assert f'entry--booked" id="booking-{booking.code}"' in listed(alice)


def test_the_first_moved_behind_the_second_is_the_second_then(alice, book):
    one, other = book(at(9)), book(at(13))
    assert kinds(alice, one, other) == ["first", "booked"]
    assert alice.post(dragged(one, "2026-11-25T09:00"), {"seen": 0}).status_code == 302
    assert kinds(alice, one, other) == ["booked", "first"]


def test_a_visit_given_to_another_client_is_theirs(alice, book, erik):
    """What was Dana's second is her first then, and what was Erik's first is his second."""
    given, danas, eriks = book(at(9)), book(at(13)), book(at(15), client=erik)
    assert kinds(alice, given, danas, eriks) == ["first", "booked", "first"]
    assert alice.post(url(given, client=erik), said()).status_code == 303
    assert kinds(alice, given, danas, eriks) == ["first", "first", "booked"]


def test_what_is_asked_for_is_shown_as_that_and_marked_as_a_first_visit(alice, book):
    booking = book()
    with tenant_tx(booking.tenant_id):
        until = database_now() + timedelta(hours=1)
        Booking.objects.filter(pk=booking.pk).update(status=Status.REQUESTED, held_until=until)
    entry = shown(alice, booking)
    assert (entry["kind"], "star" in entry["signs"]) == ("requested", True)


def test_who_plays_a_client_has_no_first_visit_and_takes_none(alice, book, cast):
    """Neither the test client's own, nor that of the member whose address it has."""
    alice.post("/salon/desk/clients/test/", {"name": "Test"})
    with tenant_tx(cast.salon.tenant):
        tester = Client.objects.get(test=True)
        herself = Client.objects.create(tenant=cast.salon.tenant, name="Alice", email=tester.email)
    tests, hers = [book(at(hour), client=tester) for hour in (9, 11)], book(at(13), client=herself)
    assert kinds(alice, *tests, hers) == ["booked", "booked", "first"]
    assert "star" not in shown(alice, tests[0])["signs"]


def test_a_test_client_is_marked_and_counts_nowhere(alice, book, cast):
    with tenant_tx(cast.salon.tenant):
        tester = Client.objects.create(tenant=cast.salon.tenant, name="Test", email="t@example.com", test=True)
    real, test = book(at(9)), book(at(13), client=tester)
    assert "test" in shown(alice, test)["said"]
    assert "test" in shown(alice, test)["note"]
    assert "test" not in shown(alice, real)["said"]
    days = alice.get("/salon/desk/?view=list&day=2026-11-24").context["days"]
    assert (len(days[0]["rows"]), days[0]["booked"]) == (2, 1)
    assert "Test" in alice.get(f"/salon/desk/bookings/{test.code}/").text


def kinds(browser, *bookings: Booking) -> list[str]:
    return [shown(browser, one)["kind"] for one in bookings]


def shown(browser, booking: Booking) -> dict:
    entries = browser.get("/salon/desk/calendar.json?from=2026-11-23&until=2026-11-30").json()["entries"]
    return next(entry for entry in entries if entry["id"] == booking.code)


def listed(browser) -> str:
    return browser.get("/salon/desk/?view=list&day=2026-11-23").text
