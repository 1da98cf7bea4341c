"""A crowd of programs that all ask at the same moment, over real HTTP."""

import asyncio
import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.cast import House

DANA = {"name": "Dana Ek", "email": "dana@example.com"}


@dataclass(frozen=True)
class Ask:
    method: str
    path: str
    body: dict[str, Any] | None = None
    token: str = ""
    key: str = ""


@dataclass(frozen=True)
class Told:
    """What came back. `seconds` is printed, never judged."""

    status: int
    body: Any
    seconds: float

    @property
    def code(self) -> str:
        return self.body.get("code", "") if isinstance(self.body, dict) and self.status >= 400 else ""


class Crowd:
    """Speaks to one business's API."""

    def __init__(self, url: str, house: House) -> None:
        self.url = url
        self.base = f"{url}/api/v1/{house.tenant.slug}/"
        self.house = house

    def all_at_once(self, asks: Sequence[Ask]) -> list[Told]:
        """Every request is on its way before any answer is read."""
        return asyncio.run(self._all(asks))

    def one(self, ask: Ask) -> Told:
        return self.all_at_once([ask])[0]

    def hold(self, start: str, **wish: Any) -> Ask:
        return Ask("POST", "holds", {"service": self.house.service.code, "start": start, **wish})

    def book(self, start: str, **wish: Any) -> dict[str, Any]:
        """A booking to be paid on site."""
        held = self.one(self.hold(start, **wish))
        assert held.status == 201, held
        made = self.one(Ask("POST", "bookings", {"hold": held.body["hold"], "client": DANA, "payment": "on_site"}))
        assert made.status == 201, made
        made.body["token"] = made.body["manage_url"].rstrip("/").rpartition("/")[2]
        return made.body

    def slots(self, first: str, last: str | None = None, **wish: Any) -> list[dict[str, Any]]:
        query = {"service": self.house.service.code, "from": first, "to": last or first, **wish}
        answer = httpx.get(f"{self.base}slots", params=query, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()["results"]

    async def _all(self, asks: Sequence[Ask]) -> list[Told]:
        return await asyncio.gather(*(self._ask(ask) for ask in asks))

    async def _ask(self, ask: Ask) -> Told:
        """HTTP by hand: two hundred requests of a full client would be the slowest thing in the race."""
        parts = urlsplit(self.base)
        body = json.dumps(ask.body).encode() if ask.body is not None else b""
        bearer = f"Authorization: Bearer {ask.token}\r\n" if ask.token else ""
        key = f"Idempotency-Key: {ask.key}\r\n" if ask.key else ""
        head = (
            f"{ask.method} {parts.path}{ask.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n"
            f"{bearer}{key}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        began = time.perf_counter()
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(head.encode() + body)
        answer = await asyncio.wait_for(reader.read(), 60)
        writer.close()
        headers, _, content = answer.partition(b"\r\n\r\n")
        is_json = b"json" in headers.lower()
        told = json.loads(content) if is_json and content else content.decode()
        return Told(int(headers.split()[1]), told, time.perf_counter() - began)


def tally(told: Sequence[Told]) -> Counter[tuple[int, str]]:
    return Counter((one.status, one.code) for one in told)


def report(what: object, told: Sequence[Told]) -> None:
    """For whoever reads the log (`pytest -s`)."""
    seconds = sorted(one.seconds for one in told)
    p95 = seconds[int(len(seconds) * 0.95)]
    times = f"median {statistics.median(seconds):.2f} s, p95 {p95:.2f} s, worst {seconds[-1]:.2f} s"
    sys.stdout.write(f"{what}: {dict(tally(told))}, {times}\n")
