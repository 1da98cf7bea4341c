"""Real processes beside the tests: a Celery worker with its scheduler, and a web process that is killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connections

ROOT = Path(__file__).resolve().parents[2]
CELERY = [sys.executable, "-m", "celery", "--app", "booking", "--quiet"]
ALONE = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"]


def environment() -> dict[str, str]:
    """The test's own database, broker and stand-in; mail goes to the mailbox in the database."""
    addresses = {}
    for name, alias in [("DATABASE_URL", "default"), ("DATABASE_OWNER_URL", "owner"), ("DATABASE_RELAY_URL", "relay")]:
        to = connections[alias].settings_dict
        addresses[name] = f"postgres://{to['USER']}:{to['PASSWORD']}@{to['HOST']}:{to['PORT']}/{to['NAME']}"
    chosen = {name: getattr(settings, name) for name in ("REDIS_URL", "STRIPE_SECRET_KEY", "STRIPE_API_BASE")}
    return {**os.environ, **addresses, **chosen, "EMAIL_URL": "demo://", "SMS_URL": "demo://"}


@contextmanager
def process(*command: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """In a group of its own, so that all of it can be ended."""
    with log.open("ab") as out:
        child = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=out, stderr=out, start_new_session=True)
    try:
        yield child
    finally:
        end(child)


def end(child: subprocess.Popen[bytes], how: signal.Signals = signal.SIGKILL) -> None:
    if child.poll() is None:
        os.killpg(child.pid, how)
    child.wait(15)


@contextmanager
def worker(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Two processes that work."""
    with process(*CELERY, "worker", "--concurrency", "2", *ALONE, log=folder / "worker.log") as child:
        yield child


@contextmanager
def scheduler(folder: Path, name: str = "beat") -> Iterator[subprocess.Popen[bytes]]:
    schedule = ["--schedule", str(folder / name), "--pidfile", ""]
    with process(*CELERY, "beat", *schedule, log=folder / f"{name}.log") as child:
        yield child


def run(code: str, *args: str) -> int:
    """A web process that lives for one change. The code of its end: negative for a signal."""
    start = "import django, sys; django.setup()\n"
    done = subprocess.run(
        [sys.executable, "-c", start + code, *args], cwd=ROOT, check=False, timeout=60, stderr=subprocess.DEVNULL,
        env=environment() | {"DJANGO_SETTINGS_MODULE": "booking.settings"},
    )  # fmt: skip
    return done.returncode


def wait_until(true: Callable[[], bool], seconds: float, what: str) -> float:
    """How long it took. Fails when it did not come."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, f"not within {seconds} s: {what}"
        time.sleep(0.1)
    return time.monotonic() - began
