"""What else is done with a booking: it came, it did not, sent again, cancelled by the client, removed, repeated."""

import re
from datetime import UTC, datetime

import pytest

from booking.bookings.attending import ABSENT, ARRIVED, DONE, EXPECTED, may_become
from booking.bookings.cancelling import cancel
from booking.bookings.models import Booking, Status
from booking.bookings.selectors import history
from booking.kernel.errors import Forbidden
from booking.management.commands.check_integrity import find_faults
from tenants.actors import Actor
from tenants.clock import database_now
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.calendar.test_dragging_bookings import PANEL, now_of, undo_note, url
from tests.desk.conftest import at
from tests.notifications.conftest import messages, tell_and_send


def say(browser, booking: Booking, state: str, seen: int | None = None):
    said = {"seen": now_of(booking).sequence if seen is None else seen, "state": state}
    return browser.post(url(booking, "attendance/"), said, headers={"HX-Target": "toasts"})


def types(booking: Booking) -> list[str]:
    with tenant_tx(booking.tenant_id):
        return [event.type for event in history(booking)]


@pytest.mark.parametrize(
    ("when", "may"),
    [
        (at(8, days=-1), set()),
        (at(9), {ARRIVED}),
        (at(10), {ARRIVED, DONE, ABSENT}),
        (at(15, days=3), {ARRIVED, DONE, ABSENT}),
    ],
)
def test_done_and_not_come_are_said_once_it_has_begun(book, clock, when, may):
    booking = book()
    clock.set(when)
    with tenant_tx(booking.tenant_id):
        assert set(may_become(booking, database_now())) == may


def test_before_its_time_it_is_refused_also_to_who_writes_the_form_alone(alice, book):
    booking = book()
    for state in (ARRIVED, DONE, ABSENT):
        assert say(alice, booking, state).status_code == 403
    assert say(alice, booking, "elsewhere").status_code == 422
    assert (now_of(booking).status, now_of(booking).sequence) == (Status.CONFIRMED, 0)


def test_arrived_then_done_each_a_line_and_a_way_back(alice, book, clock):
    booking = book()
    clock.set(at(9, minute=55))
    arrived = say(alice, booking, ARRIVED)
    assert "Dana CANARY-salon has arrived." in arrived.text
    assert now_of(booking).arrived_at == at(9, minute=55)
    clock.set(at(11))
    done = say(alice, booking, DONE)
    assert (now_of(booking).status, now_of(booking).arrived_at) == (Status.COMPLETED, at(9, minute=55))
    alice.post("/salon/desk/undo/", {"undo": undo_note(done.text)})
    assert (now_of(booking).status, now_of(booking).arrived_at) == (Status.CONFIRMED, at(9, minute=55))
    assert alice.post("/salon/desk/undo/", {"undo": undo_note(arrived.text)}).status_code == 409
    assert types(booking)[-3:] == ["booking.arrived", "booking.completed", "booking.arrived"]
    assert [line.what for line in alice.get(url(booking, "")).context["history"]][:3] == [
        "Has arrived", "Visit done", "Has arrived",
    ]  # fmt: skip


def test_not_come_and_back_to_booked(alice, book, clock):
    booking = book()
    clock.set(at(10, minute=20))
    assert "did not come" in say(alice, booking, ABSENT).text
    assert now_of(booking).status == Status.NO_SHOW
    assert "Back to booked" in alice.get(url(booking, "")).text
    assert "Cancel the booking" not in alice.get(url(booking, "")).text
    say(alice, booking, EXPECTED)
    assert now_of(booking).status == Status.CONFIRMED
    assert types(booking)[-2:] == ["booking.no_show", "booking.reopened"]
    with tenant_tx(booking.tenant_id):
        assert {fault.what for fault in find_faults()} <= {"stuck delivery"}  # nobody reads events here


def test_said_twice_is_as_once_and_who_saw_an_older_state_is_told(alice, book, clock):
    booking = book()
    clock.set(at(10))
    say(alice, booking, ARRIVED, seen=0)
    assert say(alice, booking, ABSENT, seen=0).status_code == 409
    assert say(alice, booking, ARRIVED).status_code == 200
    assert types(booking).count("booking.arrived") == 1


def test_a_cancelled_booking_is_neither_done_nor_missed(alice, book, clock):
    booking = book()
    with tenant_tx(booking.tenant_id):
        cancel(booking=booking, by="staff", actor=Actor("member"))
    clock.set(at(10))
    for state in (ARRIVED, DONE, ABSENT, EXPECTED):
        assert say(alice, booking, state).status_code == 409
    assert now_of(booking).status == Status.CANCELLED


def test_without_a_script_the_same_stands_on_a_page(alice, book, clock):
    booking = book()
    assert "once the time has begun" in alice.get(url(booking, "attendance/")).text
    clock.set(at(10))
    page = alice.get(url(booking, "attendance/"))
    assert re.findall(r'name="state" value="(\w+)"', page.text) == [ARRIVED, DONE, ABSENT]


@pytest.mark.parametrize(
    ("hour", "back", "words"), [(-48, 50000, "500\xa0kr is paid back"), (-1, 0, "keeps 500\xa0kr")]
)
def test_cancelled_by_the_client_costs_what_the_policy_says_and_says_so_before(alice, book, clock, hour, back, words):
    booking = book(at(10, days=3))
    with tenant_tx(booking.tenant_id):
        Booking.objects.filter(pk=booking.pk).update(paid_amount=50000)
    clock.set(at(10, days=3))
    clock.forward(hours=hour)
    page = alice.get(url(booking, "cancellation/?by=client"))
    assert words in page.text
    assert alice.post(url(booking, "cancellation/?by=client"), {"seen": 0, "reason": ""}).status_code == 302
    with tenant_tx(booking.tenant_id):
        last = history(booking)[-1]
    assert (last.data["by"], last.data["refund_due"], last.actor_kind) == ("client", back, "member")
    assert "Cancelled by the client" in alice.get(url(booking, "")).text


def test_removed_as_a_mistake_nobody_is_told_and_one_click_puts_it_back(alice, book):
    booking = book(at(10, days=3), who=1)
    tell_and_send(booking.tenant)
    before = len(messages(booking))
    assert "Nobody is told" in alice.get(url(booking, "cancellation/?by=mistake")).text
    removed = alice.post(url(booking, "cancellation/?by=mistake"), {"seen": 0, "reason": ""}, headers=PANEL)
    assert "Removed: Dana CANARY-salon" in removed.text
    tell_and_send(booking.tenant)
    assert now_of(booking).status == Status.CANCELLED
    assert len(messages(booking)) == before
    assert messages(booking, kind="reminder", status="planned") == []
    assert alice.post("/salon/desk/undo/", {"undo": undo_note(removed.text)}).status_code == 303
    tell_and_send(booking.tenant)
    assert now_of(booking).status == Status.CONFIRMED
    assert len(messages(booking, kind="reminder", status="planned")) == 1
    assert len(messages(booking)) == before
    with tenant_tx(booking.tenant_id):
        assert find_faults() == []


def test_what_was_removed_stays_away_when_somebody_has_its_time(alice, book):
    booking = book()
    removed = alice.post(url(booking, "cancellation/?by=mistake"), {"seen": 0, "reason": ""}, headers=PANEL)
    book()
    assert alice.post("/salon/desk/undo/", {"undo": undo_note(removed.text)}).status_code == 409
    assert now_of(booking).status == Status.CANCELLED


def test_what_is_paid_is_cancelled_not_removed(alice, book):
    booking = book()
    with tenant_tx(booking.tenant_id):
        Booking.objects.filter(pk=booking.pk).update(paid_amount=50000)
        with pytest.raises(Forbidden):
            cancel(booking=booking, by="mistake", actor=Actor("member"))
    assert "it was a mistake" not in alice.get(url(booking, "")).text
    assert alice.post(url(booking, "cancellation/?by=mistake"), {"seen": 0, "reason": ""}).status_code == 403
    assert now_of(booking).status == Status.CONFIRMED


def test_nobody_cancels_in_a_way_that_is_not_known(alice, book):
    assert alice.get(url(book(), "cancellation/?by=nobody")).status_code == 409


def test_the_confirmation_is_sent_again_five_times_an_hour(alice, book, clock):
    booking = book(at(10, days=3))
    tell_and_send(booking.tenant)
    assert "It goes to dana@example.com" in alice.get(url(booking, "confirmation/")).text
    for _time in range(5):
        assert alice.post(url(booking, "confirmation/")).status_code == 303
    assert alice.post(url(booking, "confirmation/")).status_code == 429
    tell_and_send(booking.tenant)
    sent = messages(booking, recipient="client", kind="confirmation", status="sent")
    assert len(sent) == 6
    assert len({message.effect_key for message in sent}) == 6
    clock.forward(minutes=61)
    assert alice.post(url(booking, "confirmation/")).status_code == 303
    assert types(booking).count("message.again") == 6
    assert "Confirmation sent again" in alice.get(url(booking, "")).text


def test_there_is_nothing_to_confirm_once_it_is_over_or_cancelled(alice, book, clock):
    over, cancelled = book(at(10)), book(at(14))
    alice.post(url(cancelled, "cancellation/"), {"seen": 0, "reason": ""})
    clock.set(at(12))
    for booking in (over, cancelled):
        assert "nothing to confirm" in alice.get(url(booking, "confirmation/")).text
        assert alice.post(url(booking, "confirmation/")).status_code == 409


def test_the_receipt_shows_what_was_paid_with_its_tax(alice, book):
    booking = book()
    assert "Nothing has been paid yet" in alice.get(url(booking, "receipt/")).text
    with tenant_tx(booking.tenant_id):
        Booking.objects.filter(pk=booking.pk).update(paid_amount=50000)
    page = alice.get(url(booking, "receipt/"))
    when = "Tue 24 Nov 2026 10:00"
    for said in ("500\xa0kr", "of which tax 100\xa0kr (25 %)", booking.code, "Salon CANARY-salon", when):
        assert said in page.text, said
    assert page["Cache-Control"] == "no-store"
    assert "receipt/" in alice.get(url(booking, "")).text


def test_again_a_week_later_is_the_same_time_on_the_clock(alice, book, clock):
    clock.set(at(9, days=-33))  # the last week of summer time
    booking = book(at(10, days=-32))
    again = re.search(r'action="(/salon/desk/book/\?[^"]+)"', alice.get(url(booking, "")).text)[1]
    page = alice.post(again.replace("&amp;", "&"), follow=True)
    assert page.status_code == 200
    assert "Book Dana CANARY-salon?" in page.text
    assert "Fri 30 Oct 10:00" in page.text
    assert "Alice CANARY-salon" in page.text


def test_the_receipt_is_dated_by_the_clock_of_the_business(alice, book, clock):
    booking = book()
    with tenant_tx(booking.tenant_id):
        Booking.objects.filter(pk=booking.pk).update(paid_amount=50000)
    clock.set(datetime(2026, 11, 24, 23, 30, tzinfo=UTC))
    assert "Wednesday 25 November 2026" in alice.get(url(booking, "receipt/")).text


@pytest.mark.parametrize("rest", ["attendance/", "confirmation/", "receipt/"])
def test_a_colleagues_booking_does_not_exist_for_bob(bob, book, cast, rest):
    theirs, mine = book(at(10), who=0), book(at(14), who=1)
    assert bob.get(url(theirs, rest)).status_code == 404
    assert bob.get(url(mine, rest)).status_code == 200
    with tenant_tx(cast.salon.tenant):
        assert Event.objects.filter(type="access.denied", actor_id=cast.bob.user_id).exists()
