"""B01: two hundred want the same time at the same moment. One gets it; the others are told at once."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connections

from tenants.tenancy import tenant_tx
from tests.cast import Cast, make_cast
from tests.races.crowd import Crowd, Told, report, tally
from tests.races.serving import serving
from tests.tenants.rows import ask

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])]
CROWD, ROUNDS = 200, 20
STOCKHOLM = ZoneInfo("Europe/Stockholm")
ONE_WINNER = Counter({(201, ""): 1, (409, "slot_taken"): CROWD - 1})


def start(n: int) -> str:
    """Ten o'clock on the n-th Tuesday to Friday from tomorrow."""
    week, day = divmod(n, 4)
    return (datetime(2026, 11, 24, 10, tzinfo=STOCKHOLM) + timedelta(weeks=week, days=day)).isoformat()


def rush(crowd: Crowd, n: int, **wish: str) -> list[Told]:
    return crowd.all_at_once([crowd.hold(start(n), **wish)] * CROWD)


def sold(cast: Cast) -> int:
    """The most often that one practitioner is taken at one time."""
    with tenant_tx(cast.salon.tenant):
        rows = ask("SELECT count(*) FROM availability_occupancy GROUP BY resource_id, start_at ORDER BY 1 DESC LIMIT 1")
    return rows[0][0]


def test_of_two_hundred_one_gets_the_time_and_the_others_hear_of_three_more(crowd: Crowd, houses: Cast):
    alice = houses.salon.practitioners[0].code
    for n in range(ROUNDS):
        told = rush(crowd, n, practitioner=alice)
        report(f"round {n}", told)
        assert tally(told) == ONE_WINNER
        assert all(len(one.body["alternatives"]) == 3 for one in told if one.status == 409)
        assert start(n) not in {slot["start"] for one in told if one.code for slot in one.body["alternatives"]}
    assert sold(houses) == 1


def test_when_anybody_will_do_there_are_as_many_winners_as_practitioners(crowd: Crowd, houses: Cast):
    for n in range(3):
        told = rush(crowd, n)
        report(f"round {n}", told)
        assert tally(told) == Counter({(201, ""): 2, (409, "slot_taken"): CROWD - 2})
        winners = {one.body["practitioner"]["code"] for one in told if one.status == 201}
        assert winners == {practitioner.code for practitioner in houses.salon.practitioners}


@pytest.fixture
def no_constraint(django_db_setup: None, transactional_db: None) -> Iterator[None]:
    """The exclusion constraint is gone, and back when all rows are."""
    rows = ask("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'no_double_booking'", alias="owner")
    table = "availability_occupancy"
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT no_double_booking")
        yield
        cursor.execute(f"TRUNCATE {table}")
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT no_double_booking {rows[0][0]}")


@pytest.fixture(scope="module")
def web_without_locks(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("unguarded"), "tests.races.unguarded:application", UNGUARDED="locks") as url:
        yield url


def test_without_locks_the_constraint_alone_still_sells_once(web_without_locks: str, houses: Cast):
    crowd = Crowd(web_without_locks, houses.salon)
    told = rush(crowd, 0, practitioner=houses.salon.practitioners[0].code)
    report("one guard", told)
    assert tally(told) == ONE_WINNER


def test_without_the_constraint_the_locks_alone_still_sell_once(no_constraint: None, crowd: Crowd, houses: Cast):
    told = rush(crowd, 0, practitioner=houses.salon.practitioners[0].code)
    report("one guard", told)
    assert tally(told) == ONE_WINNER


def test_control_without_locks_and_constraint_the_same_crowd_oversells(
    no_constraint: None, web_without_locks: str, monday: None
):
    """If this ever fails, the races above have stopped being races."""
    houses = make_cast()
    crowd = Crowd(web_without_locks, houses.salon)
    for n in range(ROUNDS):
        told = rush(crowd, n, practitioner=houses.salon.practitioners[0].code)
        report(f"no guard, round {n}", told)
        if sold(houses) > 1:
            break
    assert sold(houses) > 1
    assert tally(told)[201, ""] > 1
