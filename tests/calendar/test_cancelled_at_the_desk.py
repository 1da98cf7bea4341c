"""Cancelled at the desk: staff say whether the client is told, and for half a minute it can be taken back, in which
nobody hears of it."""

import re

import pytest

from booking.bookings.models import Booking, Status
from booking.bookings.selectors import history
from booking.management.commands.check_integrity import find_faults
from tenants.tenancy import tenant_tx
from tests.calendar.test_back_where_it_stood import undo
from tests.calendar.test_dragging_bookings import PANEL, now_of, undo_note, url
from tests.desk.conftest import at
from tests.notifications.conftest import messages, send_due, tell_and_send

BY = ("", "?by=client")


@pytest.fixture
def cancelled(alice, book):
    """A booking with Bob that everybody was told of, and the answer to Alice cancelling it."""

    def made(by: str = "", *, tell: bool = True, paid: int = 0, headers=PANEL):
        booking = book(at(10, days=3), who=1)
        tell_and_send(booking.tenant)
        with tenant_tx(booking.tenant_id):
            Booking.objects.filter(pk=booking.pk).update(paid_amount=paid)
        said = {"seen": 0, "reason": "", **({"tell": "on"} if tell else {})}
        return booking, alice.post(url(booking, f"cancellation/{by}"), said, headers=headers)

    return made


def told_of_it(booking: Booking) -> list[tuple[str, str]]:
    return sorted((one.recipient, one.status) for one in messages(booking, kind="cancelled"))


@pytest.mark.parametrize("by", BY)
def test_the_page_asks_whether_to_tell_and_has_ticked_yes(alice, book, by):
    page = alice.get(url(book(), f"cancellation/{by}")).text
    assert re.search(r'type="checkbox" name="tell"[^>]*checked', page)


def test_whoever_cannot_be_told_is_not_asked_about(alice, book):
    booking = book()
    with tenant_tx(booking.tenant_id):
        Booking.objects.filter(pk=booking.pk).update(contact_email="", contact_phone="")
    page = alice.get(url(booking, "cancellation/")).text
    assert 'name="tell"' not in page
    assert "The client cannot be told" in page


def test_a_visit_that_has_been_is_cancelled_without_telling_unless_asked_for(alice, book, clock):
    booking = book()
    clock.set(at(12))
    page = alice.get(url(booking, "cancellation/")).text
    assert 'name="tell"' in page
    assert not re.search(r'name="tell"[^>]*checked', page)


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("tell", [True, False])
def test_the_client_is_told_only_when_it_is_ticked(cancelled, alice, clock, by, tell):
    booking, _done = cancelled(by, tell=tell)
    clock.forward(seconds=41)
    tell_and_send(booking.tenant)
    clock.forward(seconds=41)
    tell_and_send(booking.tenant)
    assert told_of_it(booking) == ([("client", "sent")] if tell else []) + [("practitioner", "sent")]
    lines = [line.what for line in alice.get(url(booking, "")).context["history"]]
    assert ("the client was not told" in lines[0]) == (not tell)


@pytest.mark.parametrize("by", BY)
def test_undo_puts_it_back_and_nobody_has_heard_of_it(cancelled, alice, by):
    booking, done = cancelled(by)
    assert "Cancelled: Dana CANARY-salon" in done.text
    assert done["HX-Retarget"] == "#toasts"
    tell_and_send(booking.tenant)
    assert told_of_it(booking) == [("client", "planned"), ("practitioner", "planned")]
    assert undo(alice, done).status_code == 200
    tell_and_send(booking.tenant)
    assert told_of_it(booking) == [("client", "dropped"), ("practitioner", "dropped")]
    assert (now_of(booking).status, now_of(booking).cancelled_by) == (Status.CONFIRMED, "")
    assert len(messages(booking, kind="reminder", status="planned")) == 1
    with tenant_tx(booking.tenant_id):
        assert find_faults() == []
        assert [one.type for one in history(booking)][-2:] == ["booking.cancelled", "booking.restored"]


def test_cancelled_again_after_an_undo_it_is_told_once(cancelled, alice, clock):
    booking, done = cancelled()
    tell_and_send(booking.tenant)
    undo(alice, done)
    alice.post(url(booking, "cancellation/"), {"seen": now_of(booking).sequence, "reason": "", "tell": "on"})
    tell_and_send(booking.tenant)
    clock.forward(seconds=41)
    tell_and_send(booking.tenant)
    assert [one.status for one in messages(booking, kind="cancelled", recipient="client")].count("sent") == 1


def test_a_message_that_comes_due_after_the_undo_is_dropped(cancelled, alice, clock):
    """Also when the workers have not read yet that it was taken back."""
    booking, done = cancelled()
    tell_and_send(booking.tenant)
    undo(alice, done)
    clock.forward(seconds=41)
    send_due(booking.tenant)
    assert {status for _who, status in told_of_it(booking)} == {"dropped"}


def test_when_the_half_minute_is_over_it_cannot_be_taken_back(cancelled, alice, clock):
    booking, done = cancelled()
    clock.forward(seconds=31)
    late = undo(alice, done)
    assert late.status_code == 409
    assert "It is too late to undo" in late.text
    assert now_of(booking).status == Status.CANCELLED


def test_when_somebody_has_the_time_the_undo_says_so(cancelled, alice, book):
    booking, done = cancelled()
    book(at(10, days=3), who=1)
    late = undo(alice, done)
    assert late.status_code == 409
    assert "Somebody has taken the time meanwhile, so the booking stays cancelled." in late.text
    assert now_of(booking).status == Status.CANCELLED


def test_where_money_goes_back_there_is_no_undo_and_no_waiting(cancelled, alice):
    booking, done = cancelled(paid=50000, headers={})
    page = alice.get(done["Location"]).text
    assert "Cancelled: Dana CANARY-salon" in page
    assert 'name="undo"' not in page
    tell_and_send(booking.tenant)
    assert told_of_it(booking) == [("client", "sent"), ("practitioner", "sent")]


def test_on_a_page_of_its_own_the_way_back_stands_there_too(cancelled, alice):
    booking, done = cancelled(headers={})
    page = alice.get(done["Location"])
    assert alice.post("/salon/desk/undo/", {"undo": undo_note(page.text)}).status_code == 303
    assert now_of(booking).status == Status.CONFIRMED


def test_what_the_client_cancels_alone_is_told_at_once_and_cannot_be_undone_at_the_desk(book, client):
    booking = book(at(10, days=3))
    tell_and_send(booking.tenant)
    client.post(f"/salon/b/{booking.manage_token}/cancellation/", {"seen": 0})
    tell_and_send(booking.tenant)
    assert ("client", "sent") in told_of_it(booking)
    with tenant_tx(booking.tenant_id):
        assert "undoable" not in history(booking)[-1].data


@pytest.mark.parametrize("by", [*BY, "?by=mistake"])
def test_what_lay_over_something_else_has_no_undo(alice, book, by):
    """It could not be put back: the other still has the time."""
    booking = book(at(10, days=3))
    with tenant_tx(booking.tenant_id):
        Booking.objects.filter(pk=booking.pk).update(forced_reason="She insisted")
    answer = alice.post(url(booking, f"cancellation/{by}"), {"seen": 0, "reason": "", "tell": "on"}, headers=PANEL)
    assert answer.status_code in (200, 302, 303)
    assert 'name="undo"' not in alice.get("/salon/desk/?view=list").text
