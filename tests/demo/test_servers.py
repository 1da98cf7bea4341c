"""PostgreSQL and Valkey keep what they were told through a stop and through a kill."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
import redis

from booking.demo.postgres import ROLES, Postgres
from booking.demo.processes import started_at
from booking.demo.reach import public_folder
from booking.demo.valkey import Valkey

PASSWORDS = {role: f"secret-of-{role}" for role in ("postgres", *ROLES)}


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Iterator[Path]:
    """A data directory; pytest's own are closed to the account that runs PostgreSQL for root."""
    path = tmp_path_factory.mktemp("home")
    yield path
    Postgres(path, PASSWORDS).remove()


def value(postgres: Postgres, role: str, query: str) -> object:
    with psycopg.connect(postgres.url(role), autocommit=True) as connection:
        row = connection.execute(query).fetchone()
    return row and row[0]


def test_postgres_starts_twice_on_the_same_data_and_survives_a_kill(home):
    first = Postgres(home, PASSWORDS)
    first.start()
    with psycopg.connect(first.url("ledig_owner")) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS n")
    first.stop()
    second = Postgres(home, PASSWORDS)
    second.start()
    try:
        assert value(second, "ledig_owner", "SELECT n FROM kept") == 1
        os.kill(second.child.pid, signal.SIGKILL)
        third = Postgres(home, PASSWORDS)
        third.start()
        try:
            assert value(third, "ledig_owner", "SELECT n FROM kept") == 1
        finally:
            third.stop()
    finally:
        second.stop()


def test_a_server_that_a_killed_run_left_is_ended_before_the_next_one_starts(home):
    left = Postgres(home, PASSWORDS)
    left.start()
    was = started_at(left.child.pid)
    after = Postgres(home, PASSWORDS)
    after.start()
    try:
        assert after.child.pid != left.child.pid
        assert was is not None
        assert left.child.ended() is not None
        assert value(after, "ledig_app", "SELECT 1") == 1
    finally:
        after.stop()
        left.stop()
        after.remove()


def test_no_role_but_the_backup_sees_past_row_security_and_none_is_superuser(home):
    postgres = Postgres(home, PASSWORDS)
    postgres.start()
    try:
        facts = "SELECT string_agg(rolname, ' ' ORDER BY rolname) FROM pg_roles WHERE rolname LIKE 'ledig%' AND "
        assert value(postgres, "ledig_app", f"{facts} rolbypassrls") == "ledig_backup"
        assert value(postgres, "ledig_app", f"{facts} (rolsuper OR rolcreaterole OR rolcreatedb)") is None
        assert value(postgres, "ledig_backup", "SHOW default_transaction_read_only") == "on"
        with pytest.raises(psycopg.OperationalError, match="authentication failed"):
            psycopg.connect(postgres.url("ledig_app").replace("secret-of", "guess-of"))
    finally:
        postgres.stop()
        postgres.remove()


def test_the_log_says_what_failed_and_not_whose_row_it_was(home):
    postgres = Postgres(home, PASSWORDS)
    postgres.start()
    try:
        with psycopg.connect(postgres.url("ledig_owner"), autocommit=True) as connection:
            connection.execute("CREATE TABLE person (name text UNIQUE)")
            for name in ("Dana Ek", "dana@example.com", "dana@example.com"):
                with suppress(psycopg.errors.UniqueViolation):
                    connection.execute("INSERT INTO person VALUES (%s)", [name])
            with pytest.raises(psycopg.errors.UndefinedColumn):
                connection.execute("SELECT nothing FROM person WHERE name = '0701234567'")
    finally:
        postgres.stop()
        postgres.remove()
    said = postgres.child.log.read_text()
    assert "duplicate key value" in said
    assert 'column "nothing" does not exist' in said
    assert "dana" not in said
    assert "0701234567" not in said


def test_valkey_keeps_its_data_through_a_stop_and_wants_its_password(tmp_path):
    first = Valkey(tmp_path, "secret")
    first.start()
    with redis.Redis.from_url(first.url()) as client:
        client.set("kept", "1")
    first.stop()
    second = Valkey(tmp_path, "secret")
    second.start()
    try:
        with redis.Redis.from_url(second.url()) as client:
            assert client.get("kept") == b"1"
        stranger = redis.Redis.from_url(second.url().replace("secret", "guess"))
        with pytest.raises(redis.AuthenticationError):
            stranger.get("kept")
    finally:
        second.stop()


def test_a_public_folder_that_belongs_to_somebody_else_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr("booking.demo.reach.PUBLIC", tmp_path)
    folder = public_folder("data")
    assert public_folder("data") == folder
    folder.chmod(0o777)
    with pytest.raises(PermissionError, match="somebody else"):
        public_folder("data")


def test_a_stop_takes_little_time(tmp_path):
    valkey = Valkey(tmp_path, "secret", for_tests=True)
    valkey.start()
    asked_at = time.monotonic()
    valkey.stop()
    assert time.monotonic() - asked_at < 10
