"""B13 and B08: every process tells the same, at once, also in the two nights when the clock is changed."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest
from icalendar import Calendar

from booking.availability.absences import add_absence
from booking.availability.catalogue import current
from booking.availability.models import Shift, WeeklyHours
from booking.availability.wishing import Wish
from booking.bookings.direct import book_directly
from booking.clients.services import Contact
from booking.resources.models import Service
from tenants.actors import Actor
from tenants.tenancy import tenant_tx
from tests.cast import Cast, House
from tests.races.crowd import Crowd
from tests.tenants.rows import ask

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])]
STOCKHOLM = ZoneInfo("Europe/Stockholm")
TUESDAY = "2026-11-24"
TEN = datetime(2026, 11, 24, 10, tzinfo=STOCKHOLM)
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
BOTH_WORKERS = 12  # connections: enough that each process is asked several times


def starts(crowd: Crowd, first: str = TUESDAY, **wish: str) -> set[str]:
    return {slot["start"] for slot in crowd.slots(first, **wish)}


def test_a_time_taken_by_another_path_is_gone_at_once_in_every_process(crowd: Crowd, houses: Cast):
    salon, alice = houses.salon, houses.salon.practitioners[0]
    for n in range(6):
        start = TEN + timedelta(days=n % 3, hours=3 * (n // 3))
        day = start.date().isoformat()
        for _ in range(BOTH_WORKERS):
            assert start.isoformat() in starts(crowd, day, practitioner=alice.code)
        with tenant_tx(salon.tenant):
            if n % 2:
                add_absence(resource=alice, start_at=start, end_at=start + timedelta(hours=1))
            else:
                catalogue = current(salon.tenant)
                book_directly(
                    tenant=salon.tenant, start_at=start, contact=Contact("Dana"), actor=Actor("member"),
                    wish=Wish(catalogue.service(salon.service.code), catalogue.resources[alice.pk]),
                )  # fmt: skip
        for _ in range(BOTH_WORKERS):
            assert start.isoformat() not in starts(crowd, day, practitioner=alice.code)
        for told in crowd.all_at_once([crowd.hold(start.isoformat(), practitioner=alice.code)] * 4):
            assert (told.status, told.code) == (409, "slot_taken")
            assert len(told.body["alternatives"]) == 3


def test_a_change_of_rules_is_seen_at_once_in_every_process(crowd: Crowd, houses: Cast):
    alice = houses.salon.practitioners[0]
    for opens in (time(10), time(9), time(12)):
        with tenant_tx(houses.salon.tenant):
            WeeklyHours.objects.filter(resource=alice).update(opens=opens)
        for _ in range(BOTH_WORKERS):
            assert min(starts(crowd, practitioner=alice.code))[11:16] == f"{opens:%H:%M}"


def test_a_hold_that_runs_out_is_seen_at_once_in_every_process(crowd: Crowd, houses: Cast):
    alice = houses.salon.practitioners[0].code
    held = crowd.one(crowd.hold(TEN.isoformat(), practitioner=alice))
    assert held.status == 201
    for shift, there in (("0", False), ("599 seconds", False), ("1 second", True)):
        ask(f"UPDATE test_clock SET now = now + interval '{shift}' RETURNING 1")
        for _ in range(BOTH_WORKERS):
            assert (TEN.isoformat() in starts(crowd, practitioner=alice)) is there
    assert crowd.one(crowd.hold(TEN.isoformat(), practitioner=alice)).status == 201


def open_at_night(salon: House, day: date, opens: time, closes: time) -> str:
    """Alice alone works this night. Gives her code."""
    alice = salon.practitioners[0]
    with tenant_tx(salon.tenant):
        Service.objects.update(horizon_days=400, step=30, buffer_after=0)
        Shift.objects.create(
            tenant=salon.tenant, resource=alice, location=salon.place, on=day, opens=opens, closes=closes
        )
    return alice.code


def test_half_past_two_is_not_offered_in_the_night_when_it_does_not_exist(crowd: Crowd, houses: Cast):
    alice = open_at_night(houses.salon, SPRING, time(0), time(6))
    offered = sorted(starts(crowd, SPRING.isoformat(), practitioner=alice))
    assert [start for start in offered if start[11:13] == "02"] == []
    assert "2027-03-28T01:30:00+01:00" in offered
    assert "2027-03-28T03:00:00+02:00" in offered
    assert offered[-1] == "2027-03-28T05:00:00+02:00"
    page = httpx.get(f"{crowd.url}/salon/s/{houses.salon.service.code}/", params={"practitioner": alice, "day": SPRING})
    assert page.status_code == 200


def test_half_past_two_is_offered_twice_in_the_night_when_it_comes_twice(crowd: Crowd, houses: Cast):
    alice = open_at_night(houses.salon, AUTUMN, time(0), time(6))
    both = ["2027-10-31T02:30:00+02:00", "2027-10-31T02:30:00+01:00"]
    assert set(both) <= starts(crowd, AUTUMN.isoformat(), practitioner=alice)
    first = crowd.book(both[0], practitioner=alice)
    # The hour that is taken is over when the second half past two begins.
    assert both[0] not in starts(crowd, AUTUMN.isoformat(), practitioner=alice)
    second = crowd.book(both[1], practitioner=alice)
    assert [first["start"], second["start"]] == both
    for booking, instant in ((first, "00:30"), (second, "01:30")):
        begins, ends = calendar_of(crowd, booking)
        assert begins.astimezone(UTC).isoformat() == f"2027-10-31T{instant}:00+00:00"
        assert ends - begins == timedelta(hours=1)


def test_a_visit_over_midnight_is_one_visit_everywhere(crowd: Crowd, houses: Cast):
    alice = open_at_night(houses.salon, date(2026, 11, 28), time(22), time(2))
    offered = starts(crowd, "2026-11-28", practitioner=alice)
    assert "2026-11-28T23:30:00+01:00" in offered
    booking = crowd.book("2026-11-28T23:30:00+01:00", practitioner=alice)
    assert (booking["start"], booking["end"]) == ("2026-11-28T23:30:00+01:00", "2026-11-29T00:30:00+01:00")
    # The night belongs to two days, and is taken on both.
    left = starts(crowd, "2026-11-28", practitioner=alice) | starts(crowd, "2026-11-29", practitioner=alice)
    assert left == {"2026-11-28T22:00:00+01:00", "2026-11-28T22:30:00+01:00",
                    "2026-11-29T00:30:00+01:00", "2026-11-29T01:00:00+01:00"}  # fmt: skip
    begins, ends = calendar_of(crowd, booking)
    assert begins.astimezone(STOCKHOLM).isoformat() == booking["start"]
    assert ends.astimezone(STOCKHOLM).isoformat() == booking["end"]


def calendar_of(crowd: Crowd, booking: dict) -> tuple[datetime, datetime]:
    """When the booking's own calendar file says that it begins and ends."""
    answer = httpx.get(f"{crowd.url}/salon/b/{booking['token']}/calendar.ics")
    assert answer.status_code == 200
    (event,) = Calendar.from_ical(answer.text).walk("VEVENT")
    return event["DTSTART"].dt, event["DTEND"].dt
