"""The process of live events as it is served, and people who listen to it."""

import http.client
import os
import queue
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from django.test import Client as Browser

from booking.demo.ports import free_port
from booking.demo.processes import Child
from booking.demo.programs import ROOT, live
from tenants.models import Membership
from tests.races.serving import address_of

PAGE = "http://127.0.0.1:8000"  # where the pages are; the stream has an address of its own


@contextmanager
def living(logs: Path, redis_url: str = "") -> Iterator[str]:
    """Gives its address; ends it afterwards."""
    port = free_port(None)
    environment = os.environ | {
        "DATABASE_URL": address_of("default"),
        "DATABASE_OWNER_URL": address_of("owner"),
        "DATABASE_RELAY_URL": address_of("relay"),
        "REDIS_URL": redis_url or os.environ["REDIS_URL"],
        "BASE_URL": PAGE,
        "DEMO": "on",
        "EMAIL_URL": "demo://",
        "LOG_LEVEL": "WARNING",
    }
    child = Child("live", [sys.executable, "-m", *live(port)], logs / f"live-{port}.log", env=environment, cwd=ROOT)
    child.start()
    try:
        url = f"http://127.0.0.1:{port}"
        _await(url, child)
        yield url
    finally:
        child.stop()


def _await(url: str, child: Child) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and child.ended() is None:
        try:
            if httpx.get(f"{url}/healthz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise RuntimeError(f"The live process does not answer.\n{child.last_words()}")


def session_of(member: Membership) -> dict[str, str]:
    """The cookie of a browser in which they have logged in."""
    browser = Browser()
    browser.force_login(member.user)
    return {"sessionid": browser.cookies["sessionid"].value}


@dataclass
class Heard:
    """What comes in one stream, with the moment at which it came; None when it is over."""

    answer: http.client.HTTPResponse
    lines: "queue.Queue[tuple[float, str] | None]" = field(default_factory=queue.Queue)

    def next(self, seconds: float = 2.0) -> str:
        """The next message. Raises `queue.Empty` when none comes in time; "" when the stream is over."""
        until = time.monotonic() + seconds
        while True:
            got = self.lines.get(timeout=max(0.001, until - time.monotonic()))
            if got is None:
                return ""
            if got[1].startswith("data: "):
                return got[1].removeprefix("data: ")

    def nothing(self, seconds: float) -> bool:
        """Whether nothing comes for so long."""
        try:
            self.next(seconds)
        except queue.Empty:
            return True
        return False

    def read(self) -> None:
        try:
            for line in self.answer:
                self.lines.put((time.monotonic(), line.decode().rstrip()))
        except (OSError, http.client.HTTPException):
            pass
        self.lines.put(None)


@contextmanager
def listening(url: str, slug: str, cookies: dict[str, str], **headers: str) -> Iterator[Heard]:
    """The stream, past its first word, read by a thread of its own."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=30)
    connection.connect()
    sock = connection.sock
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    try:
        connection.request("GET", f"/{slug}/desk/live", headers={"Cookie": cookie, **headers})
        heard = Heard(connection.getresponse())
        if heard.answer.status == 200:
            threading.Thread(target=heard.read, daemon=True).start()
            assert heard.next(5) == "hello"
        yield heard
    finally:
        sock.shutdown(socket.SHUT_RDWR)  # wakes the thread
        sock.close()
