"""Somebody else's transaction keeps the rows locked for longer than anybody waits."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection, connections

from tests.api.program import ALL, DANA, Program, assert_problem, token_in
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True, databases=ALL)
AT_ELEVEN = "2026-11-24T11:00:00+01:00"
AT_TWO = "2026-11-24T14:00:00+01:00"


@contextmanager
def all_locked() -> Iterator[None]:
    """Nobody gets at a practitioner or a room meanwhile; and we wait for a tenth of a second only."""
    address = psycopg.conninfo.make_conninfo(
        os.environ["LEDIG_TEST_SUPERUSER_URL"], dbname=connections["default"].settings_dict["NAME"]
    )
    with connection.cursor() as cursor, psycopg.connect(address) as elsewhere:
        cursor.execute("SET lock_timeout = 100")
        elsewhere.execute("SELECT 1 FROM resources_resource FOR UPDATE")
        yield
        elsewhere.rollback()
        cursor.execute("RESET lock_timeout")


@pytest.fixture
def program(cast: Cast) -> Program:
    return Program(cast.salon)


def hers(program: Program) -> tuple[Program, str]:
    """Dana's program, with the token of a booking of hers, and the booking's address."""
    booking = program.book()
    return Program(program.house, token_in(booking)), f"bookings/{booking['code']}"


def test_completing_ones_own_hold_is_not_told_that_the_time_is_taken(program: Program):
    """The hold is as good as before, so whoever tries again gets the booking."""
    held = program.hold().json()
    body = {"hold": held["hold"], "client": DANA, "payment": "on_site"}
    with all_locked():
        answer = program.post("bookings", body)
    assert_problem(answer, 503, "unavailable")
    assert int(answer["Retry-After"]) > 0
    assert program.post("bookings", body).status_code == 201


def test_cancelling_is_told_to_try_again(program: Program):
    dana, path = hers(program)
    with all_locked():
        assert_problem(dana.post(f"{path}/cancellation"), 503, "unavailable")
    assert dana.post(f"{path}/cancellation").status_code == 200


def test_who_wants_a_time_is_shown_other_times(program: Program):
    dana, path = hers(program)
    with all_locked():
        held = assert_problem(program.hold(AT_ELEVEN), 409, "slot_taken")
        moved = assert_problem(dana.post(f"{path}/move", {"start": AT_TWO}), 409, "slot_taken")
    assert held["alternatives"]
    assert moved["alternatives"]
