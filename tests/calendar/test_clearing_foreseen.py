"""Before working time is cleared one is shown which bookings stand in it, and how many free times go."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from booking.availability.models import OpenSlot, Shift, Version, WeeklyHours
from booking.bookings.models import Booking
from booking.resources.models import Resource, Service
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.calendar.weeks import DAY, MONDAY, SATURDAY, shift
from tests.cast import Cast, make_service
from tests.desk.conftest import at
from tests.setup.pages import foretold
from tests.setup.test_log_undo import lines, undo

CLEAR = "/salon/desk/hours/clear/"
RANGE = "?from=2026-11-23&until=2026-11-30"
PANEL = {"HX-Request": "true", "HX-Target": "panel"}


@pytest.fixture
def now(clock) -> datetime:
    moment = datetime(2026, 11, 20, 8, tzinfo=UTC)
    clock.set(moment)
    return moment


@pytest.fixture
def salon(cast: Cast, now: datetime) -> Cast:
    """Two services, and all that working time can be: a night, a day that is other than usual, single times."""
    with tenant_tx(cast.salon.tenant):
        alice, bob = cast.salon.practitioners
        make_service(cast.salon.tenant, "Talk", [alice, bob], minutes=45)
        night = {"weekday": 6, "opens": time(22), "closes": time(6)}
        WeeklyHours.objects.create(tenant=cast.salon.tenant, resource=bob, location=cast.salon.place, **night)
        shift(cast, on=MONDAY + DAY, opens="12:00", closes="20:00", replaces_weekly=True)
        shift(cast, on=MONDAY + 2 * DAY, opens="18:00", closes="20:00", service_ids=[cast.salon.service.pk])
        for _twice in range(2):
            shift(cast, on=SATURDAY)
        shift(cast, on=SATURDAY + 7 * DAY)
        for moment in (at(6), at(21, days=4), at(6, days=7)):
            OpenSlot.objects.create(
                tenant=cast.salon.tenant, resource=bob, location=cast.salon.place,
                start_at=moment, end_at=moment + timedelta(minutes=90),
            )  # fmt: skip
    return cast


def of(people: list[Resource], first: date = MONDAY, last: date = MONDAY + 6 * DAY) -> dict[str, Any]:
    return {"first": f"{first}", "last": f"{last}", "who": [one.code for one in people]}


def on_offer(browser: Browser, salon: Cast) -> set[tuple[str, ...]]:
    found = set()
    with tenant_tx(salon.salon.tenant):
        services = [one.code for one in Service.objects.all()]
    for service in services:
        for who in salon.salon.practitioners:
            asked = f"service={service}&practitioner={who.code}&from=2026-11-20&to=2027-01-19"
            slots = browser.get(f"/api/v1/salon/slots?{asked}").json()["results"]
            found |= {(service, who.code, slot["start"]) for slot in slots}
    return found


@pytest.mark.parametrize(
    ("who", "first", "last"),
    [([0], 0, 6), ([1], 0, 6), ([0, 1], 0, 6), ([0, 1], 1, 1), ([1], 6, 6), ([1], 7, 7)],
    ids=["hers", "his", "theirs", "one day", "the night before", "the night after"],
)
def test_the_free_times_that_go_are_those_that_were_foreseen(alice, salon, book, who, first, last):
    book(at(14))
    book(at(10, days=1), who=1)
    typed = of([salon.salon.practitioners[n] for n in who], MONDAY + first * DAY, MONDAY + last * DAY)
    before = on_offer(alice, salon)
    told = foretold(alice.post(CLEAR + RANGE, typed))
    assert told.gone
    assert on_offer(alice, salon) == before
    assert alice.post(CLEAR + RANGE, typed | {"known": told.mark}).status_code == 302
    after = on_offer(alice, salon)
    assert (told.gone, told.come) == (len(before - after), len(after - before))
    [line] = [one for one in lines(alice) if one.undo]
    back = foretold(undo(alice, line))
    assert (back.gone, back.come) == (told.come, told.gone)
    assert on_offer(alice, salon) == after
    assert undo(alice, line, known=back.mark).status_code == 303
    assert on_offer(alice, salon) == before


def test_the_bookings_that_stand_in_it_are_named_and_stay(alice, salon, book):
    inside = [book(at(14)), book(at(10, days=1)), book(at(10, days=3), who=1)]
    book(at(10, days=9))
    everybody = alice.get(CLEAR + RANGE)
    assert [one.code for one in foretold(everybody).shown] == [one.code for one in inside]
    assert f"/salon/desk/bookings/{inside[0].code}/move/" in everybody.text
    hers = alice.get(f"{CLEAR}{RANGE}&people={salon.salon.practitioners[0].code}", headers=PANEL)
    assert [one.code for one in foretold(hers).shown] == [one.code for one in inside[:2]]
    alice.post(CLEAR + RANGE, of(salon.salon.practitioners) | {"known": foretold(everybody).mark})
    with tenant_tx(salon.salon.tenant):
        assert not Shift.objects.filter(on=MONDAY + DAY).exclude(service_ids=[]).exists()
        assert set(Booking.objects.values_list("status", flat=True)) == {"confirmed"}


def test_who_has_not_seen_the_newest_booking_is_shown_it(alice, salon, book):
    first = alice.get(CLEAR + RANGE)
    known = foretold(first).mark
    assert 'role="alert" aria-labelledby="foretold"' not in first.text
    late = book(at(14))
    asked = alice.post(CLEAR + RANGE, of(salon.salon.practitioners) | {"known": known})
    assert [one.code for one in foretold(asked).shown] == [late.code]
    assert 'role="alert" aria-labelledby="foretold"' in asked.text
    for other in (of(salon.salon.practitioners[:1]), of(salon.salon.practitioners, last=MONDAY)):
        assert foretold(alice.post(CLEAR + RANGE, other | {"known": foretold(asked).mark})) is not None


def test_clients_that_a_colleague_keeps_are_not_named(salon, book, log_in):
    with tenant_tx(salon.salon.tenant):
        Resource.objects.filter(pk=salon.salon.practitioners[1].pk).update(clients_shown_to="own")
    kept, known = book(at(14), who=1), book(at(14))
    page = log_in(salon.front_desk).get(CLEAR + RANGE)
    said = {one.code: one.who for one in foretold(page).shown}
    assert said == {kept.code: "A client", known.code: "Dana CANARY-salon"}
    assert page.text.count("Dana CANARY-salon</a>") == 1


def test_no_colleague_more_costs_a_query_more_and_nothing_is_written(alice, salon, book):
    book(at(14))
    book(at(14), who=1)

    def trace() -> list[Any]:
        with tenant_tx(salon.salon.tenant):
            return [list(one.objects.order_by("pk").values()) for one in (Version, Event, Shift, OpenSlot, Booking)]

    def cost(people: list[Resource]) -> int:
        where = f"{CLEAR}{RANGE}&people={','.join(one.code for one in people)}"
        alice.get(where)
        with CaptureQueriesContext(connection) as queries:
            assert len(foretold(alice.get(where)).shown) == len(people)
        return len(queries)

    before = trace()
    assert cost(salon.salon.practitioners[:1]) == cost(salon.salon.practitioners)
    assert trace() == before
