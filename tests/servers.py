"""Pytest plugin: real PostgreSQL and Valkey for one test run, started before Django reads its settings.

With LEDIG_TEST_SERVERS=external nothing is started: DATABASE_URL, DATABASE_OWNER_URL, DATABASE_RELAY_URL, REDIS_URL
and LEDIG_TEST_SUPERUSER_URL are taken as they are (the owner needs CREATEDB). Workers of xdist use their run's servers.
"""

import atexit
import os
import secrets
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path
from types import FrameType

from booking.demo.folder import Folder
from booking.demo.postgres import ROLES, Postgres
from booking.demo.valkey import Valkey

pytest_plugins = ["tests.browsers"]

PREFIX = "ledig-tests-"
SWITCH = "LEDIG_TEST_SERVERS"
ASKS_ONLY = {"-h", "--help", "-V", "--version", "--markers", "--fixtures"}


class TestServers:
    """Both servers in a directory of their own, which is gone afterwards."""

    __test__ = False

    def __init__(self) -> None:
        self.folder = Folder(Path(tempfile.mkdtemp(prefix=PREFIX)))
        self.folder.claim()
        passwords = {role: secrets.token_hex(16) for role in ("postgres", *ROLES)}
        self.postgres = Postgres(self.folder.path, passwords, for_tests=True)
        self.valkey = Valkey(self.folder.path, secrets.token_hex(16), for_tests=True)
        self.owner = os.getpid()

    def start(self) -> None:
        """Start them and tell the settings, through the environment, where they are."""
        atexit.register(self.stop)
        self.valkey.start()
        self.postgres.start()
        self.folder.ledger.write([self.valkey.child, self.postgres.child])
        (self.folder.path / "static").mkdir()
        os.environ.update(
            {
                "DATABASE_URL": self.postgres.url("ledig_app"),
                "DATABASE_OWNER_URL": self.postgres.url("ledig_owner"),
                "DATABASE_RELAY_URL": self.postgres.url("ledig_relay"),
                "REDIS_URL": self.valkey.url(),
                "LEDIG_TEST_SUPERUSER_URL": self.postgres.url("postgres"),
                "STATIC_ROOT": str(self.folder.path / "static"),
                SWITCH: f"started by {self.owner}",
            }
        )

    def stop(self) -> None:
        """End both and remove everything. A forked child of ours that gets here leaves them alone."""
        if os.getpid() != self.owner or not self.folder.path.exists():
            return
        self.valkey.stop()
        self.postgres.stop()
        self.postgres.remove()
        self.folder.release()
        shutil.rmtree(self.folder.path, ignore_errors=True)


def sweep() -> None:
    """Remove what earlier runs left that were killed; not a folder so young that its run may not hold it yet."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        folder = Folder(path)
        found = path.stat()
        old = time.time() - found.st_ctime > 60
        if old and found.st_uid == os.geteuid() and folder.claim():
            folder.ledger.end_leftovers()
            folder.release()
            shutil.rmtree(path, ignore_errors=True)


def stop_on_terminate(_number: int, _frame: FrameType | None) -> None:
    """SIGTERM ends Python without its exit handlers unless it becomes an exception."""
    sys.exit(143)


def needed() -> bool:
    """Not when pytest only answers a question, nor when servers are there already."""
    return SWITCH not in os.environ and not ASKS_ONLY & set(sys.argv)


def use_own_redis_database(worker: str) -> None:
    """Workers of xdist (gw0, gw1 …) have a database of PostgreSQL each; and so of Redis, 0 being the whole run's."""
    server, _, _ = os.environ["REDIS_URL"].rpartition("/")
    os.environ["REDIS_URL"] = f"{server}/{int(worker.removeprefix('gw')) + 1}"


# At import: pytest-django reads the settings before any hook of ours would be called.
if needed():
    sweep()
    signal.signal(signal.SIGTERM, stop_on_terminate)
    TestServers().start()
elif "PYTEST_XDIST_WORKER" in os.environ and "REDIS_URL" in os.environ:
    use_own_redis_database(os.environ["PYTEST_XDIST_WORKER"])
