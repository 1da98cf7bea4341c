"""PostgreSQL as in production (nothing is faster than the disk), Valkey, and the product's web processes on each of
the two sets of data. In a directory of its own, which is gone afterwards."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

import psycopg

from booking.demo.environment import fernet_key
from booking.demo.folder import Folder
from booking.demo.ledger import MARK
from booking.demo.ports import free_port
from booking.demo.postgres import DATABASE, ROLES, Postgres
from booking.demo.processes import Child
from booking.demo.programs import ROOT, live, web
from booking.demo.valkey import Valkey

PREFIX = "ledig-bench-"
DATABASES = {"small": DATABASE, "large": f"{DATABASE}_large"}
GRANTS = "GRANT CONNECT ON DATABASE {0} TO ledig_app, ledig_relay, ledig_backup"


class Servers:
    """`web[kind]` and `port[kind]` for kind small and large, `live` for the small one; `facts` is what `fill_bench
    small` told."""

    def __init__(self) -> None:
        sweep()
        self.folder = Folder(Path(tempfile.mkdtemp(prefix=PREFIX)))
        self.folder.path.chmod(0o711)
        self.folder.claim()
        self.postgres = Postgres(self.folder.path, {role: secrets.token_hex(16) for role in ("postgres", *ROLES)})
        self.valkey = Valkey(self.folder.path, secrets.token_hex(16))
        self.port = {kind: free_port() for kind in DATABASES}
        self.live_port = free_port()
        self.web = {kind: self._web(kind) for kind in DATABASES}
        self.live = self._child("live", live(self.live_port), "small")
        self.facts: dict[str, Any] = {}

    @property
    def children(self) -> list[Child]:
        return [self.valkey.child, self.postgres.child, *self.web.values(), self.live]

    def start(self, others: int) -> None:
        """Start everything, fill both sets; returns when both webs answer."""
        self.valkey.start()
        self.postgres.start()
        self._remember()
        self.manage("small", "migrate", "--database", "owner", "--verbosity", "0")
        self.manage("small", "collectstatic", "--no-input", "--verbosity", "0")
        self.facts = json.loads(self.manage("small", "fill_bench", "small"))
        self._copy()
        self.facts["occupancies_large"] = self.facts["occupancies"] + self._fill_large(others)
        self.facts["businesses"] = others + 1
        for kind in DATABASES:
            self.manage(kind, "fill_bench", "tidy")
            self.web[kind].start()
        self.live.start()
        self._remember()
        for kind in DATABASES:
            self._await(self.web[kind], self.port[kind])
        self._await(self.live, self.live_port)

    def stop(self) -> None:
        for child in (*self.web.values(), self.live):
            child.stop()
        self.valkey.stop()
        self.postgres.stop()
        self.postgres.remove()
        self.folder.release()
        shutil.rmtree(self.folder.path, ignore_errors=True)

    def owner(self, kind: str) -> "psycopg.Connection[tuple]":
        return psycopg.connect(self.postgres.url("ledig_owner", DATABASES[kind]), autocommit=True)

    def environment(self, kind: str) -> dict[str, str]:
        """The product as it runs in production, but for the limits."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
            MARK: str(self.folder.path),
            "DEBUG": "off",
            "DEMO": "on",
            "RATE_LIMITS": "off",
            "SECRET_KEY": self.folder.key("SECRET_KEY", lambda: secrets.token_urlsafe(48)),
            "FIELD_ENCRYPTION_KEYS": self.folder.key("FIELD_ENCRYPTION_KEYS", fernet_key),
            "DATABASE_URL": self.postgres.url("ledig_app", DATABASES[kind]),
            "DATABASE_OWNER_URL": self.postgres.url("ledig_owner", DATABASES[kind]),
            "DATABASE_RELAY_URL": self.postgres.url("ledig_relay", DATABASES[kind]),
            "REDIS_URL": self.valkey.url(),
            "BASE_URL": f"http://127.0.0.1:{self.port[kind]}",
            "LIVE_URL": f"http://127.0.0.1:{self.live_port}",
            "STATIC_ROOT": str(self.folder.path / "static"),
            "STRIPE_SECRET_KEY": "sk_test_bench",
            "STRIPE_PUBLISHABLE_KEY": "pk_test_bench",
            "STRIPE_WEBHOOK_SECRET": "whsec_bench",
            "EMAIL_URL": "demo://",
            "SMS_URL": "demo://",
        }

    def start_command(self, kind: str, *arguments: str) -> "subprocess.Popen[str]":
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        return subprocess.Popen(
            command, env=self.environment(kind), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def manage(self, kind: str, *arguments: str) -> str:
        return _finished(self.start_command(kind, *arguments))

    def _copy(self) -> None:
        """The same business, row by row, in the large set."""
        copy = DATABASES["large"]
        with psycopg.connect(self.postgres.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {copy} TEMPLATE {DATABASE} OWNER ledig_owner")
            connection.execute(f"REVOKE ALL ON DATABASE {copy} FROM PUBLIC")
            connection.execute(GRANTS.format(copy))

    def _fill_large(self, others: int) -> int:
        """By two at once: a core each."""
        filling = ["fill_bench", "large", "--others", str(others), "--part"]
        both = [self.start_command("large", *filling, str(n), "2") for n in range(2)]
        return sum(json.loads(_finished(one)) for one in both)

    def _web(self, kind: str) -> Child:
        command = [part.replace("booking.wsgi", "tests.bench.wsgi") for part in web(self.port[kind])]
        return self._child(f"web-{kind}", command, kind)

    def _child(self, name: str, command: list[str], kind: str) -> Child:
        log = self.folder.path / "logs" / f"{name}.log"
        return Child(name, [sys.executable, "-m", *command], log, env=self.environment(kind), cwd=ROOT)

    def _await(self, child: Child, port: int, seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                    return
            except OSError:
                if child.ended() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{child.name} did not start:\n{child.last_words()}") from None
                time.sleep(0.1)

    def _remember(self) -> None:
        """For the next run, should this one be killed."""
        self.folder.ledger.write(self.children)


def sweep() -> None:
    """End and remove what an earlier run left that was killed."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        folder = Folder(path)
        if path.stat().st_uid == os.geteuid() and folder.claim():
            folder.ledger.end_leftovers()
            folder.release()
            shutil.rmtree(path, ignore_errors=True)


def _finished(process: "subprocess.Popen[str]") -> str:
    told, _nothing = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{process.args} ended with {process.returncode}")
    return told
