"""B02: many want times that overlap, or the same things in opposite orders. Nobody waits in a circle."""

import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from booking.resources.models import Requirement, Service, ServiceLength, ServiceProvider
from tenants.tenancy import tenant_tx
from tests.cast import Cast, House
from tests.races.crowd import Ask, Crowd, report, tally
from tests.tenants.rows import ask

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])]
NINE = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Europe/Stockholm"))
CROWD = 200


def deadlocks() -> int:
    return ask("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")[0][0]


def taken(house: House) -> int:
    with tenant_tx(house.tenant):
        return ask("SELECT count(*) FROM availability_occupancy")[0][0]


def test_starts_ten_minutes_apart_never_overlap_and_nothing_free_is_refused(crowd: Crowd, houses: Cast):
    """(a) half an hour each, with buffers on both sides."""
    with tenant_tx(houses.salon.tenant):
        Service.objects.update(step=10, buffer_before=5, buffer_after=10)
        ServiceLength.objects.update(minutes=30)
    alice = houses.salon.practitioners[0].code
    starts = [(NINE + timedelta(minutes=10 * n)).isoformat() for n in range(46)]
    wanted = [starts[(n * 17) % len(starts)] for n in range(CROWD)]
    before = deadlocks()
    told = crowd.all_at_once([crowd.hold(start, practitioner=alice) for start in wanted])
    report("10 minutes apart", told)
    # `find_faults` looks for overlaps afterwards; here: whoever was refused, was refused for good reason.
    assert set(tally(told)) <= {(201, ""), (409, "slot_taken")}
    assert not {slot["start"] for slot in crowd.slots("2026-11-24", practitioner=alice)} & set(starts)
    assert taken(houses.salon) == 2 * tally(told)[201, ""]
    time.sleep(1.1)  # PostgreSQL tells of deadlocks with a delay of up to a second
    assert deadlocks() == before


def test_things_wanted_in_opposite_orders_make_no_deadlock(crowd: Crowd, houses: Cast):
    """(b) Massage looks for a practitioner and then a room; Rent looks for a room and then a practitioner."""
    salon = houses.salon
    with tenant_tx(salon.tenant):
        rent = Service.objects.create(tenant=salon.tenant, name="Rent", modes=["on_site"], step=30, buffer_after=15)
        ServiceLength.objects.create(tenant=salon.tenant, service=rent, minutes=60, price=100)
        for room in salon.rooms:
            ServiceProvider.objects.create(tenant=salon.tenant, service=rent, resource=room)
        Requirement.objects.create(tenant=salon.tenant, service=rent, kind="practitioner")
        _open_rooms(salon)
    before = deadlocks()
    for n in range(4):
        start = (NINE + timedelta(days=n)).isoformat()
        told = crowd.all_at_once(
            [crowd.hold(start, service=code) for code in [salon.service.code, rent.code] * (CROWD // 2)]
        )
        report(f"opposite orders, day {n}", told)
        # Two practitioners and two rooms: two of them, of either kind, and no more.
        assert tally(told) == {(201, ""): 2, (409, "slot_taken"): CROWD - 2}
    assert taken(salon) == 4 * 4
    time.sleep(1.1)
    assert deadlocks() == before


def test_holds_that_run_out_are_taken_over_by_one(crowd: Crowd, houses: Cast):
    """B07's other half: the moment a hold has ended, a crowd wants its time, while the sweep ends it as well."""
    alice = houses.salon.practitioners[0].code
    for n in range(5):
        start = (NINE + timedelta(days=n % 4, hours=2 * (n // 4))).isoformat()
        first = crowd.one(crowd.hold(start, practitioner=alice))
        assert first.status == 201
        ask("UPDATE test_clock SET now = now + interval '10 minutes' RETURNING 1")
        asks = [crowd.hold(start, practitioner=alice)] * 40
        late = Ask("POST", "bookings", {"hold": first.body["hold"], "client": {"name": "D", "email": "d@example.com"}})
        told = crowd.all_at_once([*asks[:20], late, *asks[20:], Ask("DELETE", f"holds/{first.body['hold']}")])
        report("after the end of a hold", told)
        *_rest, given_up = told
        held = [one for one in told if (one.status, "hold" in one.body) == (201, True)]
        assert len(held) == 1
        assert {one.code for one in told if one.status != 201} == {"slot_taken", "hold_expired", "not_found"}
        assert given_up.status == 404
    # Back before the sweep would have had to come by.
    ask("UPDATE test_clock SET now = now - interval '50 minutes' RETURNING 1")


def _open_rooms(salon: House) -> None:
    """As long as the practitioners: who can be chosen needs hours of their own."""
    ask(
        "INSERT INTO availability_weeklyhours "
        "(id, tenant_id, resource_id, location_id, weekday, opens, closes, weeks, audience) "
        "SELECT gen_random_uuid(), r.tenant_id, r.id, r.location_id, d, '09:00', '17:00', 'every', 'everyone' "
        "FROM resources_resource r, generate_series(0, 4) d WHERE r.kind = 'room' RETURNING 1"
    )
