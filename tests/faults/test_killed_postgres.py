"""PostgreSQL is killed under the web processes, and comes back."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from booking.demo.postgres import ROLES, Postgres
from tests.faults.workers import ROOT, wait_until
from tests.races.serving import serving

pytestmark = pytest.mark.fault


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[Postgres]:
    """One that nobody else uses."""
    server = Postgres(tmp_path / "database", dict.fromkeys(("postgres", *ROLES), "x"), for_tests=True)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        server.remove()


def test_who_asks_meanwhile_is_told_to_try_again_and_afterwards_all_is_as_before(
    postgres: Postgres, tmp_path: Path
) -> None:
    roles = {"DATABASE_URL": "ledig_app", "DATABASE_OWNER_URL": "ledig_owner", "DATABASE_RELAY_URL": "ledig_relay"}
    addresses = {name: postgres.url(role) for name, role in roles.items()}
    migrate = [sys.executable, "manage.py", "migrate", "--database=owner", "--noinput"]
    subprocess.run(migrate, cwd=ROOT, env=os.environ | addresses, check=True, capture_output=True)
    with serving(tmp_path, **addresses, RATE_LIMITS="on") as url, httpx.Client(base_url=url, timeout=30) as web:
        asked = [("/nobody/", {}), ("/nobody/desk/", {"HX-Request": "true"}), ("/api/v1/nobody/services", {})]
        before = [web.get(path, headers=headers) for path, headers in asked]
        assert [answer.status_code for answer in before] == [404, 404, 404]
        os.kill(postgres.child.pid, signal.SIGKILL)
        postgres.child.stop()
        meanwhile = [web.get(path, headers=headers) for path, headers in asked * 2]
        assert {(answer.status_code, answer.headers["Retry-After"]) for answer in meanwhile} == {(503, "5")}
        assert meanwhile[2].json()["code"] == "unavailable"
        assert web.get("/healthz").status_code == 200
        postgres.start()
        wait_until(lambda: web.get("/nobody/").status_code == 404, 10, "it answers again")
