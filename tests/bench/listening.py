"""Two hundred browsers that listen to live events while times are booked at a steady pace."""

import asyncio
import time
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx

from tests.bench.driving import Job

HELLO, CHANGED = b"data: hello", b"data: changed"


@dataclass
class Listening:
    """`arrivals`: when each listener was told something, by the clock on the wall. `made`: times that were booked."""

    host: str
    path: str
    arrivals: list[list[float]] = field(default_factory=list)
    made: int = 0
    began: float = 0.0
    ended: float = 0.0

    def run(self, cookies: Sequence[str], web: str, jobs: Sequence[Job], a_second: float) -> None:
        asyncio.run(self._run(cookies, web, jobs, a_second))

    def delays(self, moments: Sequence[float]) -> tuple[list[float], int]:
        """For each moment and listener, milliseconds until they were next told; and how many never were."""
        found, lost = [], 0
        for heard in self.arrivals:
            for moment in moments:
                at = bisect_right(heard, moment)
                if at < len(heard):
                    found.append((heard[at] - moment) * 1e3)
                else:
                    lost += 1
        return sorted(found), lost

    async def _run(self, cookies: Sequence[str], web: str, jobs: Sequence[Job], a_second: float) -> None:
        self.arrivals = [[] for _cookie in cookies]
        streams = [await asyncio.open_connection(*self.host.split(":")) for _cookie in cookies]
        open_ones = [asyncio.Event() for _cookie in cookies]
        listeners = [
            asyncio.create_task(self._listen(stream, cookie, heard, is_open))
            for stream, cookie, heard, is_open in zip(streams, cookies, self.arrivals, open_ones, strict=True)
        ]
        await asyncio.wait_for(asyncio.gather(*(one.wait() for one in open_ones)), 30)
        await asyncio.sleep(1)
        async with httpx.AsyncClient(base_url=web, timeout=30) as client:
            await self._book(client, jobs, a_second)
        await asyncio.sleep(2)
        for listener in listeners:
            listener.cancel()
        for _reader, writer in streams:
            writer.close()

    async def _listen(
        self, stream: tuple[asyncio.StreamReader, asyncio.StreamWriter], cookie: str, heard: list[float],
        is_open: asyncio.Event,
    ) -> None:  # fmt: skip
        reader, writer = stream
        writer.write(f"GET {self.path} HTTP/1.1\r\nHost: {self.host}\r\nCookie: {cookie}\r\n\r\n".encode())
        while data := await reader.read(4096):
            if HELLO in data:
                is_open.set()
            if CHANGED in data:
                heard.append(time.time())

    async def _book(self, client: httpx.AsyncClient, jobs: Sequence[Job], a_second: float) -> None:
        """Each at its time, whether or not the one before has been answered."""
        self.began = time.time()
        asked = []
        for number, ((_method, path, _headers, body),) in enumerate(jobs):
            await asyncio.sleep(max(0.0, self.began + number / a_second - time.time()))
            asked.append(asyncio.create_task(client.post(path, json=body)))
        answers = await asyncio.gather(*asked)
        self.ended = time.time()
        self.made = sum(answer.status_code == 201 for answer in answers)
