"""B08: page, API, mail, reminder and calendar file agree on the moment: when the clock is put back, and when a
business moves to another zone with bookings present."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from icalendar import Calendar

from booking.availability.models import Shift
from booking.bookings.models import Booking
from booking.resources.models import Service
from tenants.tenancy import tenant_tx
from tests.api.program import Program
from tests.cast import House
from tests.conftest import Clock
from tests.notifications.conftest import FRIDAY, book, mails, messages, send_due, tell_and_send
from tests.pages.visitor import Visitor, text

pytestmark = pytest.mark.django_db
HALF_PAST_TWICE = [(datetime(2027, 10, 31, 0, 30, tzinfo=UTC), "+2"), (datetime(2027, 10, 31, 1, 30, tzinfo=UTC), "+1")]


def everywhere(salon: House, booking: Booking) -> tuple[str, str, datetime]:
    """What the client's page says, how the API writes the start, and when the calendar file begins."""
    page = Visitor(salon).get(f"b/{booking.manage_token}/")
    told = Program(salon, booking.manage_token).get(f"bookings/{booking.code}").json()
    file = Visitor(salon).get(f"b/{booking.manage_token}/calendar.ics")
    [event] = Calendar.from_ical(file.content).walk("VEVENT")
    return text(page), told["start"], event.decoded("DTSTART").astimezone(UTC)


def move_the_business(salon: House, zone: str) -> None:
    with tenant_tx(salon.tenant):
        salon.place.timezone = salon.tenant.timezone = zone
        salon.place.save()
        salon.tenant.save()


def test_a_business_that_changes_its_zone_keeps_what_was_agreed(salon: House, clock: Clock) -> None:
    booking = book(salon)
    tell_and_send(salon.tenant)
    move_the_business(salon, "Europe/Helsinki")
    page, api, file = everywhere(salon, booking)
    assert "11:00–12:00" in page
    assert "10:00" not in page.replace("Thu 26 Nov 11:00", "")
    assert api == "2026-11-27T11:00:00+02:00"
    assert datetime.fromisoformat(api) == file == FRIDAY
    bob = salon.practitioners[1].code
    free = {
        slot["start"] for slot in Program(salon).slots("2026-11-27", "2026-11-27", practitioner=bob).json()["results"]
    }
    assert "2026-11-27T09:00:00+02:00" in free
    assert api not in free
    clock.set(FRIDAY - timedelta(days=1))
    for _ in range(2):
        send_due(salon.tenant)
    [reminder] = [mail for mail in mails() if mail.subject.startswith("Påminnelse")]
    assert reminder.subject == "Påminnelse: fre 27 nov 11:00–12:00"


@pytest.mark.parametrize(("start_at", "offset"), HALF_PAST_TWICE, ids=["first", "second"])
def test_everything_says_which_half_past_two_it_is(salon: House, clock: Clock, start_at: datetime, offset: str) -> None:
    with tenant_tx(salon.tenant):
        Service.objects.update(horizon_days=400, step=30, buffer_after=0)
        Shift.objects.create(
            tenant=salon.tenant, resource=salon.practitioners[1], location=salon.place,
            on=date(2027, 10, 31), opens=time(0), closes=time(6),
        )  # fmt: skip
    booking = book(salon, start_at)
    tell_and_send(salon.tenant)
    page, api, file = everywhere(salon, booking)
    assert f"02:30 (UTC{offset})" in page
    assert api == f"2027-10-31T02:30:00+0{offset[1]}:00"
    assert datetime.fromisoformat(api) == file == start_at
    [confirmed] = mails()
    assert f"02:30 (UTC{offset})" in confirmed.text
    [reminder] = messages(booking, kind="reminder")
    assert reminder.due_at == start_at - timedelta(days=1)
    clock.set(reminder.due_at)
    send_due(salon.tenant)
    assert f"02:30 (UTC{offset})" in mails()[-1].text
