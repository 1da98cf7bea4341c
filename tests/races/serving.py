"""The product as it is served: web processes of their own on a free port, over the test database."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import redis
from django.db import connections

from booking.demo.ports import free_port
from booking.demo.processes import Child

ROOT = Path(__file__).resolve().parents[2]
WORKERS = 2
BROKER = 9  # what is rung here must not reach the workers of other tests


def address_of(alias: str) -> str:
    """Where the test database is, under the role of this alias."""
    known = connections[alias].settings_dict
    return f"postgres://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"


@contextmanager
def serving(logs: Path, application: str = "booking.wsgi:application", **more: str) -> Iterator[str]:
    """Gives the address of API v1; ends the processes afterwards."""
    port = free_port(None)
    broker = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{BROKER}"
    environment = os.environ | {
        "DATABASE_URL": address_of("default"),
        "DATABASE_OWNER_URL": address_of("owner"),
        "DATABASE_RELAY_URL": address_of("relay"),
        "REDIS_URL": broker,
        "RATE_LIMITS": "off",
        "DEMO": "on",
        "EMAIL_URL": "demo://",
        "LOG_LEVEL": "WARNING",
        **more,
    }
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", application, "--host", "127.0.0.1", "--port", str(port),
        "--backlog", "1024", "--http", "1", "--no-ws", "--workers", str(WORKERS), "--blocking-threads", "4",
    ]  # fmt: skip
    child = Child("web", command, logs / f"web-{port}.log", env=environment, cwd=ROOT)
    child.start()
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url, child)
        yield f"{url}"
    finally:
        child.stop()
        redis.Redis.from_url(broker).flushdb()


def _wait(url: str, child: Child) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if child.ended() is not None:
            break
        try:
            httpx.get(f"{url}/healthz", timeout=5)
            return
        except httpx.TransportError:
            time.sleep(0.05)
    raise RuntimeError(f"The web processes do not answer.\n{child.last_words()}")
