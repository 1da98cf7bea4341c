"""A reminder follows its booking: never when cancelled, for the old time, or twice (NO8, J09, J10)."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.bookings import cancelling, moving
from booking.bookings.models import Booking
from booking.bookings.reminding import remind_at
from booking.clients.services import Contact
from notifications import tasks
from notifications.models import Message
from notifications.rules import superseded, too_late, wait_before
from tenants.models import Delivery, Event
from tenants.tenancy import tenant_tx
from tests.cast import House
from tests.conftest import Clock
from tests.notifications.conftest import FRIDAY, book, changed, mails, messages, send_due, tell, tell_and_send

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def booking(salon: House) -> Booking:
    """On Friday at ten, told of; the reminder is planned for Thursday at ten."""
    booking = book(salon)
    tell_and_send(salon.tenant)
    return booking


def reminders(booking: Booking, **fields: object) -> list[Message]:
    return messages(booking, kind="reminder", **fields)


def reminded() -> list[str]:
    return [mail.subject for mail in mails() if mail.subject.startswith("Påminnelse")]


def move(booking: Booking, start_at: datetime) -> None:
    with changed(booking) as fresh:
        moving.move(booking=fresh, start_at=start_at, by_staff=True)
        fresh.refresh_from_db()


def cancel(booking: Booking) -> None:
    with changed(booking) as fresh:
        cancelling.cancel(booking=fresh, by="staff")
        fresh.refresh_from_db()


def test_it_is_planned_for_a_day_before_and_sent_then(booking: Booking, salon: House, clock: Clock) -> None:
    [planned] = reminders(booking)
    assert (planned.due_at, planned.about_start_at, planned.status) == (FRIDAY - DAY, FRIDAY, "planned")
    clock.set(FRIDAY - DAY - timedelta(seconds=1))
    send_due(salon.tenant)
    assert reminded() == []
    clock.forward(seconds=1)
    send_due(salon.tenant)
    assert reminded() == ["Påminnelse: fre 27 nov 10:00–11:00"]


def test_the_lead_is_the_services_own(salon: House) -> None:
    with tenant_tx(salon.tenant):
        salon.service.reminder_hours = 48
        salon.service.save()
    booking = book(salon)
    tell(salon.tenant)
    assert reminders(booking)[0].due_at == FRIDAY - 2 * DAY


def test_a_service_without_lead_reminds_nobody(salon: House) -> None:
    with tenant_tx(salon.tenant):
        salon.service.reminder_hours = 0
        salon.service.save()
    booking = book(salon)
    tell(salon.tenant)
    assert reminders(booking) == []


def test_a_client_with_a_phone_alone_is_reminded_by_text_message(salon: House, clock: Clock) -> None:
    book(salon, contact=Contact("Dana Ek", "", "+46701234567", "sv"))
    tell_and_send(salon.tenant)
    clock.set(FRIDAY - DAY)
    send_due(salon.tenant)
    assert "vi ses fre 27 nov 10:00-11:00" in mails("+46701234567")[1].text


def test_reading_the_event_twice_plans_and_sends_once(booking: Booking, salon: House, clock: Clock) -> None:
    with tenant_tx(salon.tenant):
        Delivery.objects.update(done_at=None, leased_until=None)
    tell_and_send(salon.tenant)
    clock.set(FRIDAY - DAY)
    send_due(salon.tenant)
    send_due(salon.tenant)
    tasks.send_message(str(salon.tenant.pk), str(reminders(booking)[0].pk))
    assert len(messages(booking)) == 3
    assert len(reminded()) == 1


def test_a_move_drops_the_old_time_and_plans_the_new_one(booking: Booking, salon: House, clock: Clock) -> None:
    move(booking, FRIDAY + timedelta(hours=3))
    tell_and_send(salon.tenant)
    assert [(m.about_start_at, m.status) for m in reminders(booking)] == [
        (FRIDAY, "dropped"),
        (FRIDAY + timedelta(hours=3), "planned"),
    ]
    clock.set(FRIDAY - DAY)
    send_due(salon.tenant)
    assert reminded() == []
    clock.forward(hours=3)
    send_due(salon.tenant)
    assert reminded() == ["Påminnelse: fre 27 nov 13:00–14:00"]


def test_moved_away_and_back_is_still_one_reminder(booking: Booking, salon: House, clock: Clock) -> None:
    move(booking, FRIDAY + timedelta(hours=3))
    tell_and_send(salon.tenant)
    move(booking, FRIDAY)
    tell_and_send(salon.tenant)
    clock.set(FRIDAY - DAY + timedelta(hours=4))
    send_due(salon.tenant)
    assert reminded() == ["Påminnelse: fre 27 nov 10:00–11:00"]


def test_events_read_in_the_wrong_order_end_the_same(salon: House) -> None:
    booking = book(salon)
    move(booking, FRIDAY + timedelta(hours=3))
    with tenant_tx(salon.tenant):
        ids = list(Delivery.objects.filter(consumer="notifications").order_by("-id").values_list("pk", flat=True))
    for delivery_id in ids:
        tasks.read_event(str(salon.tenant.pk), str(delivery_id))
    assert [m.about_start_at for m in reminders(booking)] == [FRIDAY + timedelta(hours=3)]


def test_a_cancelled_booking_reminds_nobody(booking: Booking, salon: House, clock: Clock) -> None:
    cancel(booking)
    tell_and_send(salon.tenant)
    clock.set(FRIDAY - DAY)
    send_due(salon.tenant)
    assert [m.status for m in reminders(booking)] == ["dropped"]
    assert reminded() == []


def test_cancelled_a_second_before_and_not_read_yet_it_is_not_sent(
    booking: Booking, salon: House, clock: Clock
) -> None:
    clock.set(FRIDAY - DAY - timedelta(seconds=1))
    cancel(booking)
    clock.forward(seconds=1)
    send_due(salon.tenant)
    assert [m.status for m in reminders(booking)] == ["dropped"]
    assert reminded() == []


def test_moved_a_second_before_and_not_read_yet_it_is_sent_for_the_new_time_only(
    booking: Booking, salon: House, clock: Clock
) -> None:
    clock.set(FRIDAY - DAY - timedelta(seconds=1))
    monday = FRIDAY + 3 * DAY
    move(booking, monday)
    clock.forward(seconds=1)
    send_due(salon.tenant)
    assert reminded() == []
    tell_and_send(salon.tenant)
    clock.set(monday - DAY)
    send_due(salon.tenant)
    assert reminded() == ["Påminnelse: mån 30 nov 10:00–11:00"]


def test_a_scheduler_that_was_down_for_three_hours_still_reminds(booking: Booking, salon: House, clock: Clock) -> None:
    clock.set(FRIDAY - DAY + timedelta(hours=3))
    send_due(salon.tenant)
    assert len(reminded()) == 1


def test_after_the_beginning_it_is_missed_and_staff_can_see_it(booking: Booking, salon: House, clock: Clock) -> None:
    clock.set(FRIDAY)
    send_due(salon.tenant)
    assert reminded() == []
    [missed] = reminders(booking)
    assert missed.status == "missed"
    with tenant_tx(salon.tenant):
        assert Event.objects.filter(type="message.missed", subject_id=booking.pk).count() == 1


def test_a_worker_that_reads_the_event_late_plans_as_if_in_time(salon: House, clock: Clock) -> None:
    book(salon)
    clock.set(FRIDAY - timedelta(hours=20))
    tell_and_send(salon.tenant)
    assert len(reminded()) == 1


def test_whoever_books_shortly_before_is_not_reminded(salon: House, clock: Clock) -> None:
    clock.set(FRIDAY - DAY - timedelta(hours=1, minutes=59))
    booking = book(salon)
    tell_and_send(salon.tenant)
    assert reminders(booking) == []


def test_an_unpaid_booking_reminds_nobody(salon: House) -> None:
    booking = book(salon, paying="online")
    tell_and_send(salon.tenant)
    assert messages(booking) == []


@pytest.mark.parametrize("start_at", [datetime(2027, 3, 28, 10, tzinfo=UTC), datetime(2027, 10, 31, 10, tzinfo=UTC)])
def test_over_the_change_of_clock_it_comes_once_and_names_the_right_hour(start_at: datetime) -> None:
    assert remind_at(start_at, 24, start_at - 9 * DAY) == start_at - DAY


@pytest.mark.parametrize(
    ("lead", "agreed_before", "reminds"),
    [
        (24, 72, True),
        (24, 26, True),
        (24, 25.9, False),
        (24, 24, False),
        (24, 1, False),
        (0, 72, False),
        (48, 49, False),
    ],
)
def test_when_a_reminder_is_worth_while(lead: int, agreed_before: float, reminds: bool) -> None:
    due_at = remind_at(FRIDAY, lead, FRIDAY - timedelta(hours=agreed_before))
    assert due_at == (FRIDAY - timedelta(hours=lead) if reminds else None)


@pytest.mark.parametrize(
    ("kind", "about", "status", "pointless"),
    [
        ("reminder", FRIDAY, "confirmed", False), ("reminder", FRIDAY - DAY, "confirmed", True),
        ("reminder", FRIDAY, "cancelled", True), ("reminder", FRIDAY, "completed", True),
        ("moved", FRIDAY, "confirmed", False), ("moved", FRIDAY - DAY, "confirmed", True),
        ("confirmation", FRIDAY - DAY, "confirmed", False), ("confirmation", FRIDAY, "cancelled", True),
        ("cancelled", FRIDAY, "cancelled", False), ("refunded", FRIDAY, "cancelled", False),
        ("payment_failed", FRIDAY, "awaiting_payment", False), ("payment_failed", FRIDAY, "confirmed", True),
        ("late_refunded", FRIDAY, "expired", False), ("mismatch", FRIDAY, "expired", False),
    ],
)  # fmt: skip
def test_what_is_no_longer_so_is_not_told(kind: str, about: datetime, status: str, pointless: bool) -> None:
    assert superseded(kind, about, FRIDAY, status) is pointless


def test_what_helps_nobody_any_more_is_too_late() -> None:
    end_at = FRIDAY + timedelta(hours=1)
    assert not too_late("reminder", FRIDAY, end_at, FRIDAY - timedelta(seconds=1))
    assert too_late("reminder", FRIDAY, end_at, FRIDAY)
    assert not too_late("confirmation", FRIDAY, end_at, FRIDAY)
    assert too_late("confirmation", FRIDAY, end_at, end_at)
    assert not too_late("refunded", FRIDAY, end_at, end_at + 30 * DAY)


def test_tries_are_further_and_further_apart_and_never_all_at_once() -> None:
    waits = [wait_before(attempt, 0.5) for attempt in range(1, 13)]
    assert waits[0] == timedelta(seconds=30)
    assert waits == sorted(waits)
    assert sum(waits, timedelta()) > timedelta(hours=4)
    assert len({wait_before(3) for _ in range(20)}) > 10
    assert all(timedelta(seconds=90) <= wait_before(3) <= timedelta(seconds=150) for _ in range(100))
