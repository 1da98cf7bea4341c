"""What all tests share: the clock that can be stopped, and the cast."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import hypothesis
import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections
from django.test.utils import setup_databases, teardown_databases

from tests.cast import Cast, make_cast

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # nine in the morning in Stockholm

STOPPABLE = """
    CREATE TABLE test_clock (now timestamptz NOT NULL);
    GRANT SELECT ON test_clock TO PUBLIC;
    CREATE OR REPLACE FUNCTION ledig_now() RETURNS timestamptz LANGUAGE sql VOLATILE
    AS $$ SELECT coalesce((SELECT now FROM test_clock), clock_timestamp()) $$;
"""


def pytest_configure() -> None:
    """A password in the cast need not take a tenth of a second; `tests/accounts` sets the real hasher back. No example
    of Hypothesis is timed: machines are slow now and then."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    hypothesis.settings.register_profile("untimed", deadline=None)
    hypothesis.settings.load_profile("untimed")


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, django_db_modify_db_settings: None
) -> Iterator[None]:
    """The owner makes the database; the app and the relay see the same one under their own roles. Each worker of
    xdist has its own. The database's clock may be stopped."""
    with django_db_blocker.unblock():
        made = setup_databases(0, interactive=False, aliases={"default", "owner", "relay"}, serialized_aliases=set())
        with connections["owner"].cursor() as cursor:
            cursor.execute(STOPPABLE)
        connections["owner"].close()
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        teardown_databases(made, 0)


class Clock:
    """Both clocks, Python's and the database's, stand still until they are set or moved on."""

    def __init__(self, traveller: time_machine.Traveller, now: datetime) -> None:
        self._traveller = traveller
        self.set(now)

    def set(self, moment: datetime) -> None:
        self.now = moment
        self._traveller.move_to(moment, tick=False)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM test_clock")
            cursor.execute("INSERT INTO test_clock VALUES (%s)", [moment])

    def forward(self, **span: float) -> None:
        self.set(self.now + timedelta(**span))


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> Iterator[Clock]:
    """It is Monday 23 November 2026, 09:00 in Stockholm."""
    request.getfixturevalue("transactional_db" if _is_transactional(request) else "db")
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield Clock(traveller, MONDAY)
        if _is_transactional(request):
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM test_clock")


@pytest.fixture
def cast(clock: Clock) -> Cast:
    """Alice owns Salon, Bob works there, Charlie owns Gym, Dana is a client of both. On a frozen Monday."""
    return make_cast()


@pytest.fixture(autouse=True)
def nothing_remembered(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test that really committed has counted is forgotten; the others roll it back."""
    yield
    if _is_transactional(request):
        cache.clear()


def _is_transactional(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction"))
