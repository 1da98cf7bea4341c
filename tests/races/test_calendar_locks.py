"""What is done in the calendar waits for whoever does something to the same people or the same row."""

import threading
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from booking.availability.activities import add_activity, drag_activity
from booking.availability.catalogue import current
from booking.availability.clearing import clear_working_time
from booking.availability.models import Activity, BlockKind, Occupancy, OpenSlot, Shift, TemplateBlock, TemplateWeek
from booking.availability.pasting import paste_week
from booking.availability.planning import Stretch
from booking.availability.wishing import Wish
from booking.bookings.attending import ARRIVED, attend
from booking.bookings.calendar.pasting import paste
from booking.bookings.direct import book_directly
from booking.bookings.models import Booking
from booking.clients.services import Contact
from booking.kernel.errors import StaleState
from notifications.again import confirm_again
from tenants.actors import SYSTEM
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.faults.workers import wait_until
from tests.races.test_absences import ELEVEN, TEN, waits

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])]
NEXT = Stretch(date(2026, 11, 30), date(2026, 12, 6))


def booked(houses: Cast) -> Booking:
    salon = houses.salon
    with tenant_tx(salon.tenant):
        catalogue = current(salon.tenant)
        wish = Wish(catalogue.service(salon.service.code), catalogue.resources[salon.practitioners[0].pk])
        contact = Contact("Dana", "dana@example.com")
        return book_directly(tenant=salon.tenant, wish=wish, start_at=TEN, contact=contact, actor=SYSTEM)


def week_of(houses: Cast) -> TemplateWeek:
    """Working time on Saturday, and a booking on Tuesday that needs a room."""
    salon, who = houses.salon, houses.salon.practitioners[0]
    with tenant_tx(salon.tenant):
        week = TemplateWeek.objects.create(tenant=salon.tenant, name="Usual")
        common: dict[str, Any] = {"tenant": salon.tenant, "week": week, "resource": who, "location": salon.place}
        TemplateBlock.objects.create(**common, kind=BlockKind.HOURS, weekday=5, opens=time(9), closes=time(12))
        TemplateBlock.objects.create(
            **common, kind=BlockKind.BOOKING, weekday=1, opens=time(10), closes=time(11), service=salon.service,
            client_id=houses.dana.pk, mode="on_site",
        )  # fmt: skip
    return week


def test_who_pastes_or_clears_waits_for_the_locks_of_those_it_is_about(houses: Cast):
    salon, (alice, bob), week = houses.salon, houses.salon.practitioners, week_of(houses)
    days = {"first": NEXT.first, "last": NEXT.last}
    acts = [
        lambda: paste_week(week=week, stretch=NEXT, people=[alice], actor=SYSTEM),
        lambda: clear_working_time(tenant=salon.tenant, people=[alice], actor=SYSTEM, **days),
    ]
    for act in acts:
        assert waits(salon.tenant, alice.pk, act)
        assert not waits(salon.tenant, bob.pk, act)


def test_who_clears_waits_for_whoever_changes_what_is_cleared(houses: Cast):
    """Else the undo would bring back what it was before that change."""
    salon, (alice, _bob) = houses.salon, houses.salon.practitioners
    with tenant_tx(salon.tenant):
        shift = Shift.objects.create(
            tenant=salon.tenant, resource=alice, location=salon.place, on=NEXT.first, opens=time(18), closes=time(20)
        )
        slot = OpenSlot.objects.create(
            tenant=salon.tenant, resource=alice, location=salon.place, start_at=TEN + timedelta(days=7),
            end_at=ELEVEN + timedelta(days=7),
        )  # fmt: skip
    days = {"first": NEXT.first, "last": NEXT.last}
    for row in (shift, slot):
        assert waits(
            salon.tenant, row.pk, lambda: clear_working_time(
                tenant=salon.tenant, people=[alice], actor=SYSTEM, **days
            ), row._meta.db_table,
        )  # fmt: skip


def test_who_pastes_bookings_locks_what_they_need_before_anything_is_written(houses: Cast):
    salon, week = houses.salon, week_of(houses)
    for room in salon.rooms:
        with CaptureQueriesContext(connection) as asked:
            assert waits(salon.tenant, room.pk, lambda: paste(
                week=week, stretch=NEXT, people=salon.practitioners[:1], bookings=True, actor=SYSTEM
            ))  # fmt: skip
        assert not [one["sql"] for one in asked if one["sql"].startswith("INSERT")]


def test_whether_somebody_came_and_whether_they_are_told_again_waits_for_what_becomes_of_the_booking(houses: Cast):
    tenant, alice, booking = houses.salon.tenant, houses.salon.practitioners[0], booked(houses)
    assert waits(tenant, alice.pk, lambda: attend(booking=booking, state=ARRIVED, actor=SYSTEM))
    assert waits(tenant, booking.pk, lambda: confirm_again(booking=booking, actor=SYSTEM), "bookings_booking")
    with tenant_tx(tenant):
        assert Occupancy.objects.filter(resource=alice).count() == 1


def test_of_two_who_change_one_entry_the_later_is_told(houses: Cast):
    """And does not write over what the other has just saved."""
    tenant, (alice, bob) = houses.salon.tenant, houses.salon.practitioners
    with tenant_tx(tenant):
        row = add_activity(tenant=tenant, resource=alice, start_at=TEN, end_at=ELEVEN, title="x", actor=SYSTEM)
    began, told = threading.Event(), []

    def to(resource: Any) -> None:
        drag_activity(
            tenant=tenant, activity_id=row.pk, seen=0, resource=resource, start_at=TEN, end_at=ELEVEN, actor=SYSTEM
        )

    def later() -> None:
        try:
            with tenant_tx(tenant):
                began.set()
                to(bob)
        except StaleState as problem:
            told.append(problem)
        finally:
            connections.close_all()

    other = threading.Thread(target=later)
    with tenant_tx(tenant):
        drag_activity(
            tenant=tenant, activity_id=row.pk, seen=0, resource=alice, start_at=TEN, end_at=ELEVEN + (ELEVEN - TEN),
            actor=SYSTEM,
        )  # fmt: skip
        other.start()
        assert began.wait(10)
        wait_until(somebody_waits, 10, "the later one at the lock")
    other.join(20)
    assert len(told) == 1
    with tenant_tx(tenant):
        kept = Activity.objects.get()
        assert (kept.resource_id, kept.version) == (alice.pk, 1)


def somebody_waits() -> bool:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0
