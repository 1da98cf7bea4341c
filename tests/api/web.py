"""A web process of the product on the test database, that a test may kill."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


class Web:
    def __init__(self, process: "subprocess.Popen[bytes]", url: str) -> None:
        self.process = process
        self.url = url

    def kill(self) -> None:
        """As a crash does it: nothing is tidied up, in the parent or in its workers."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)


@contextmanager
def web_process() -> Iterator[Web]:
    """One worker with a few threads, under the role of the app. It talks to the Stripe that the settings name."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "booking.wsgi:application",
        "--host",
        "127.0.0.1",
    ]
    process = subprocess.Popen(
        [*command, "--port", str(port), "--workers", "1", "--blocking-threads", "4", "--no-ws"],
        cwd=ROOT, env=os.environ | _environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    web = Web(process, f"http://127.0.0.1:{port}")
    try:
        _wait(web)
        yield web
    finally:
        if process.poll() is None:
            web.kill()


def _environment() -> dict[str, str]:
    database = connection.settings_dict["NAME"]
    names = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_RELAY_URL")
    urls = {name: urlunsplit(urlsplit(os.environ[name])._replace(path=f"/{database}")) for name in names}
    given = ("STRIPE_API_BASE", "STRIPE_SECRET_KEY", "STRIPE_PUBLISHABLE_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_JS_URL")
    return urls | {name: str(getattr(settings, name)) for name in given} | {"RATE_LIMITS": "off", "LOG_LEVEL": "ERROR"}


def _wait(web: Web) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            with urlopen(f"{web.url}/healthz", timeout=2):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError("The web process did not start.")
