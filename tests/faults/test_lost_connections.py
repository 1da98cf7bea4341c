"""PostgreSQL drops its connections, as it does when it is restarted: the workers open new ones by themselves."""

import os
from pathlib import Path

import psycopg
import pytest
import redis
from django.conf import settings
from django.db import connections

from tests.cast import make_cast
from tests.faults import workers
from tests.faults.test_real_workers import booked, each_mail_once, on, sent
from tests.payments.money import real_database

pytestmark = [real_database, pytest.mark.fault]

OURS = "SELECT pid FROM pg_stat_activity WHERE datname = %s AND usename IN ('ledig_app', 'ledig_relay')"
DROPPED = f"SELECT count(pg_terminate_backend(pid)) FROM ({OURS}) AS connected"


def drop_all_connections() -> int:
    """As the superuser, in the test's own database. Returns how many there were."""
    name = connections["default"].settings_dict["NAME"]
    connections.close_all()
    with psycopg.connect(os.environ["LEDIG_TEST_SUPERUSER_URL"], autocommit=True) as superuser:
        row = superuser.execute(DROPPED, [name]).fetchone()
    assert row is not None
    return row[0]


def test_workers_whose_connections_are_dropped_again_and_again_go_on_with_the_next_task(
    transactional_db: None, tmp_path: Path
) -> None:
    """Both processes of the worker and both roles: the sweeps read as the relay, letters are written as the app."""
    people = make_cast()
    with redis.Redis.from_url(settings.REDIS_URL) as broker, workers.worker(tmp_path), workers.scheduler(tmp_path):
        for n in range(3):
            booking = booked(people.salon, on(n))
            broker.flushall()  # nobody is rung: only a sweep that reads the database finds it
            workers.wait_until(lambda booking=booking: sent(booking), 30, f"told after {n} losses")
            assert drop_all_connections() >= 2
    each_mail_once()
