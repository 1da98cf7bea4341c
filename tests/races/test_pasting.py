"""A paste of many bookings goes in small steps: nobody waits for all of it, and it is found whole when it dies."""

import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from booking.availability.catalogue import current
from booking.availability.models import BlockKind, Shift, TemplateBlock, TemplateWeek
from booking.availability.planning import Stretch
from booking.availability.wishing import Wish
from booking.bookings.calendar.pasting import BOOKED, paste, take_back
from booking.bookings.holding import place_hold
from booking.bookings.models import Booking, Status
from booking.kernel.errors import NotBookable, SlotTaken, StaleState
from tenants.actors import SYSTEM
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.faults.workers import wait_until
from tests.races.test_absences import TEN

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])]
WEEK = timedelta(days=7)
FOUR = Stretch(date(2026, 11, 30), date(2026, 12, 27))
LOCKS = "FOR NO KEY UPDATE"


class Died(BaseException):
    """As though the process were killed: nobody catches it."""


def week_of(houses: Cast) -> TemplateWeek:
    """Working time on Saturday, and a booking from Monday to Friday at eleven that needs a room."""
    salon, who = houses.salon, houses.salon.practitioners[0]
    with tenant_tx(salon.tenant):
        week = TemplateWeek.objects.create(tenant=salon.tenant, name="Usual")
        common: dict[str, Any] = {"tenant": salon.tenant, "week": week, "resource": who, "location": salon.place}
        TemplateBlock.objects.create(**common, kind=BlockKind.HOURS, weekday=5, opens=time(9), closes=time(12))
        for weekday in range(5):
            TemplateBlock.objects.create(
                **common, kind=BlockKind.BOOKING, weekday=weekday, opens=time(11), closes=time(12),
                service=salon.service, client_id=houses.dana.pk, mode="on_site",
            )  # fmt: skip
    return week


def pasting(houses: Cast, week: TemplateWeek) -> Callable[[], Any]:
    people = houses.salon.practitioners[:1]
    return lambda: paste(week=week, stretch=FOUR, people=people, bookings=True, actor=SYSTEM)


def transactions(asked: CaptureQueriesContext) -> Iterator[list[str]]:
    """What was asked, by the transactions that it was asked in."""
    one: list[str] = []
    for query in asked:
        one.append(query["sql"])
        if query["sql"] == "COMMIT":
            yield one
            one = []


def count(one: list[str], start: str) -> int:
    return sum(sql.startswith(start) for sql in one)


def test_no_transaction_of_a_paste_or_of_its_undo_holds_more_than_one_booking(houses: Cast):
    week, tenant = week_of(houses), houses.salon.tenant
    with CaptureQueriesContext(connection) as asked:
        done = pasting(houses, week)()
    made = [count(one, 'INSERT INTO "bookings_booking"') for one in transactions(asked)]
    hours = [count(one, 'INSERT INTO "availability_shift"') for one in transactions(asked)]
    assert (len(done.booked), sum(made), max(made)) == (20, 20, 1)
    assert [n for n, shifts in enumerate(hours) if shifts] < [n for n, bookings in enumerate(made) if bookings]
    with CaptureQueriesContext(connection) as asked:
        taken = take_back(tenant=tenant, batch_id=done.batch_id, actor=SYSTEM)
    freed = [count(one, 'UPDATE "bookings_booking"') for one in transactions(asked)]
    assert (taken.gone, sum(freed), max(freed)) == (24, 20, 1)


def test_each_booking_of_a_paste_asks_the_same_few_questions(houses: Cast):
    week, people = week_of(houses), houses.salon.practitioners[:1]
    asked = []
    for stretch in (Stretch(date(2026, 11, 30), date(2026, 12, 6)), Stretch(date(2026, 12, 14), date(2027, 1, 3))):
        with CaptureQueriesContext(connection) as queries:
            done = paste(week=week, stretch=stretch, people=people, bookings=True, actor=SYSTEM)
        asked.append((len(done.booked), len(queries)))
    (few, cheap), (many, dear) = asked
    assert (few, many) == (5, 15)
    assert (dear - cheap) / (many - few) <= 40, asked  # the rules that staff pass, and the money behind its lock


def test_working_time_is_planned_before_anybody_is_locked(houses: Cast):
    week = week_of(houses)
    with CaptureQueriesContext(connection) as asked:
        pasting(houses, week)()
    [one] = [one for one in transactions(asked) if count(one, 'INSERT INTO "availability_shift"')]
    locked = next(n for n, sql in enumerate(one) if sql.rstrip().endswith(LOCKS))
    assert any('FROM "availability_weeklyhours"' in sql for sql in one[:locked])
    assert not any('FROM "availability_weeklyhours"' in sql for sql in one[locked:])


def test_whoever_holds_a_time_while_a_large_paste_runs_gets_it_or_is_refused_truly(houses: Cast):
    """Never told to come again later: `Waited`, a subclass of `SlotTaken`, would be that."""
    week, salon, ended, told = week_of(houses), houses.salon, threading.Event(), []

    def run() -> None:
        try:
            told.append(pasting(houses, week)())
        finally:
            ended.set()
            connections.close_all()

    def hold(start: datetime) -> str:
        with tenant_tx(salon.tenant):
            catalogue = current(salon.tenant)
            wish = Wish(catalogue.service(salon.service.code), catalogue.resources[salon.practitioners[0].pk])
            try:
                place_hold(tenant=salon.tenant, wish=wish, start_at=start)
            except (SlotTaken, NotBookable) as problem:
                return type(problem).__name__
        return "held"

    other, outcomes, at = threading.Thread(target=run), [], TEN + WEEK
    other.start()
    while not ended.is_set():
        outcomes.append(hold(at))
        at += timedelta(hours=1) if at.hour < 11 else timedelta(hours=23)
    other.join(60)
    assert len(told) == 1
    assert len(outcomes) > 3
    assert set(outcomes) <= {"held", "SlotTaken", "NotBookable"}
    assert "held" in outcomes
    assert len(told[0].booked) + len(told[0].refused) == 20


def test_a_paste_that_dies_in_the_middle_is_found_and_taken_back(houses: Cast):
    week, tenant, bookings = week_of(houses), houses.salon.tenant, []

    def dies(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith('INSERT INTO "bookings_booking"'):
            bookings.append(sql)
            if len(bookings) == 8:
                raise Died
        return execute(sql, *rest)

    with pytest.raises(Died), connection.execute_wrapper(dies):
        pasting(houses, week)()
    with tenant_tx(tenant):
        batch_id = Event.objects.get(type="week.pasted").subject_id
        assert Event.objects.filter(type=BOOKED, subject_id=batch_id).count() == 7
        assert (Booking.objects.filter(status=Status.CONFIRMED).count(), Shift.objects.count()) == (7, 4)
    taken = take_back(tenant=tenant, batch_id=batch_id, actor=SYSTEM)
    assert (taken.gone, taken.kept) == (11, 0)
    with tenant_tx(tenant):
        assert (Booking.objects.filter(status=Status.CONFIRMED).count(), Shift.objects.count()) == (0, 0)
    with pytest.raises(StaleState):
        take_back(tenant=tenant, batch_id=batch_id, actor=SYSTEM)


def test_what_is_entered_between_the_plan_and_the_lock_is_not_doubled(houses: Cast):
    week, salon = week_of(houses), houses.salon
    done: list[Any] = []

    def enter() -> None:
        with tenant_tx(salon.tenant):
            Shift.objects.create(
                tenant=salon.tenant, resource=salon.practitioners[0], location=salon.place,
                on=date(2026, 12, 5), opens=time(9), closes=time(12),
            )  # fmt: skip
        connections.close_all()

    def just_before(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.rstrip().endswith(LOCKS) and not done:
            done.append(threading.Thread(target=enter))
            done[0].start()
            done[0].join(20)
        return execute(sql, *rest)

    with connection.execute_wrapper(just_before):
        pasting(houses, week)()
    wait_until(lambda: not done[0].is_alive(), 5, "the other one")
    with tenant_tx(salon.tenant):
        assert Shift.objects.filter(on=date(2026, 12, 5)).count() == 1
        assert Shift.objects.count() == 4
