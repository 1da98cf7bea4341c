"""A visit that took place at another time than it was booked for is moved there afterwards: on purpose, after a plain
warning, and nobody gets a message of it."""

import re

import pytest

from booking.bookings.models import Booking
from booking.bookings.selectors import history
from booking.management.commands.check_integrity import find_faults
from tenants.tenancy import tenant_tx
from tests.calendar.test_dragging_bookings import PANEL, dragged, now_of, undo_note, url
from tests.desk.conftest import at
from tests.notifications.conftest import messages, tell_and_send

FRIDAY = "2026-11-20T10:00"  # the cast lives on Monday 23 November


def test_dropped_on_what_has_been_it_is_asked_about_first(alice, book):
    booking = book()
    for answer in (alice.get(dragged(booking, FRIDAY)), alice.post(dragged(booking, FRIDAY), {"seen": 0})):
        assert answer.status_code == 409
        assert "This time has been." in answer.text
        assert "Move it there afterwards" in answer.text
        assert "Nearest free times" not in answer.text
    assert now_of(booking).start_at == at(10)


def test_the_warning_is_that_of_entering_a_visit_and_nobody_is_asked_to_be_told(alice, book):
    page = alice.get(dragged(book(), FRIDAY, force="hours"), headers=PANEL)
    assert page.status_code == 200
    assert "This time has been. The visit is entered afterwards, and nobody gets a message of it." in page.text
    assert "Tell the client" not in page.text
    assert "cannot be told" not in page.text
    assert "Fri 20 Nov 10:00" in page.text


@pytest.mark.parametrize("ticked", [{}, {"tell": "on"}])
def test_moved_there_nobody_hears_of_it_and_no_reminder_is_left(alice, book, ticked):
    booking = book(at(10, days=3), who=1)
    tell_and_send(booking.tenant)
    assert len(messages(booking, kind="reminder", status="planned")) == 1
    before = len(messages(booking))
    assert alice.post(dragged(booking, FRIDAY, force="hours"), {"seen": 0, **ticked}).status_code == 302
    assert now_of(booking).start_at == at(10, days=-4)
    tell_and_send(booking.tenant)
    assert len(messages(booking)) == before
    assert messages(booking, kind="reminder", status="planned") == []
    with tenant_tx(booking.tenant_id):
        assert find_faults() == []
        assert "message.missed" not in [one.type for one in history(booking)]
    lines = [line.what for line in alice.get(url(booking, "")).context["history"]]
    assert "Entered afterwards" in lines
    assert any(line.startswith("Moved from") and line.endswith("the client was not told") for line in lines)


def test_one_button_puts_it_back_where_it_stood(alice, book):
    booking = book()
    done = alice.post(dragged(booking, FRIDAY, force="hours"), {"seen": 0}, headers=PANEL)
    undone = alice.post("/salon/desk/undo/", {"undo": undo_note(done.text)}, headers={"HX-Target": "toasts"})
    assert "Undone." in undone.text
    assert now_of(booking).start_at == at(10)


def test_over_another_visit_of_the_past_it_needs_a_reason(alice, book):
    first, booking = book(), book(at(14))
    alice.post(dragged(first, FRIDAY, force="hours"), {"seen": 0})
    refused = alice.get(dragged(booking, FRIDAY, force="hours"))
    assert refused.status_code == 409
    assert re.search(r'href="\?[^"]*force=taken', refused.text)
    over = dragged(booking, FRIDAY, force="taken")
    assert alice.post(over, {"seen": 0, "reason": ""}).status_code == 422
    assert alice.post(over, {"seen": 0, "reason": "Both came"}).status_code == 302
    assert now_of(booking).forced_reason == "Both came"


def test_bob_moves_his_own_there_and_no_colleagues(bob, book):
    his, theirs = book(who=1), book()
    assert bob.post(dragged(his, FRIDAY, force="hours"), {"seen": 0}).status_code == 302
    assert bob.post(dragged(theirs, FRIDAY, force="hours"), {"seen": 0}).status_code == 404


def test_no_client_and_no_program_moves_to_the_past(client, book, cast):
    booking = book(at(10, days=7))
    start = at(10, days=-4).isoformat()
    client.post(f"/salon/b/{booking.manage_token}/move/", {"start": start, "seen": 0, "force": "hours"})
    answer = client.post(
        f"/api/v1/salon/bookings/{booking.code}/move", {"start": start}, content_type="application/json",
        headers={"Authorization": f"Bearer {cast.salon.key}", "Idempotency-Key": "move-1"},
    )  # fmt: skip
    assert answer.status_code in (409, 422)
    assert now_of(booking).start_at == at(10, days=7)
    with tenant_tx(booking.tenant_id):
        assert Booking.objects.count() == 1
