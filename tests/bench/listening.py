"""Two hundred browsers that listen to live events while times are booked at a steady pace. Some of them draw the
calendar again, as the page does (calendar-live.js)."""

import asyncio
import json
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx

from tests.bench.driving import Job
from tests.bench.load import filled

HELLO, CHANGED = b"data: hello", b"data: changed"
CALM, APART = 0.25, 1.0  # seconds: what happens in one go is fetched in one, and no more often than this


@dataclass
class Listening:
    """`feeds`: what the first of the listeners fetch again, one each; `fetched`: how long that took, in milliseconds.
    `arrivals`: when each listener was told something, by the clock on the wall. `booked`: how long each booking
    took that was made."""

    host: str
    path: str
    feeds: Sequence[str] = ()
    fetched: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    arrivals: list[list[float]] = field(default_factory=list)
    booked: list[float] = field(default_factory=list)
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
        told = [asyncio.Event() for _cookie in cookies]
        tasks = [
            asyncio.create_task(self._listen(stream, cookie, heard, is_open, changed))
            for stream, cookie, heard, is_open, changed in zip(
                streams, cookies, self.arrivals, open_ones, told, strict=True
            )
        ]
        await asyncio.wait_for(asyncio.gather(*(one.wait() for one in open_ones)), 30)
        await asyncio.sleep(1)
        async with httpx.AsyncClient(base_url=web, timeout=30) as client:
            tasks += [
                asyncio.create_task(self._draw(client, feed, {"Cookie": cookie}, changed))
                for feed, cookie, changed in zip(self.feeds, cookies, told, strict=False)
            ]
            await self._book(client, jobs, a_second)
            await asyncio.sleep(2)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for _reader, writer in streams:
            writer.close()

    async def _listen(
        self, stream: tuple[asyncio.StreamReader, asyncio.StreamWriter], cookie: str, heard: list[float],
        is_open: asyncio.Event, changed: asyncio.Event,
    ) -> None:  # fmt: skip
        reader, writer = stream
        writer.write(f"GET {self.path} HTTP/1.1\r\nHost: {self.host}\r\nCookie: {cookie}\r\n\r\n".encode())
        while data := await reader.read(4096):
            if HELLO in data:
                is_open.set()
            if CHANGED in data:
                heard.append(time.time())
                changed.set()

    async def _draw(
        self, client: httpx.AsyncClient, feed: str, headers: dict[str, str], changed: asyncio.Event
    ) -> None:
        drawn = 0.0
        while await changed.wait():
            await asyncio.sleep(max(CALM, drawn + APART - time.time()))
            changed.clear()
            begun = time.time()
            answer = await client.get(feed, headers=headers)
            drawn = time.time()
            self.fetched.append((drawn - begun) * 1e3)
            self.statuses[str(answer.status_code)] += 1

    async def _book(self, client: httpx.AsyncClient, jobs: Sequence[Job], a_second: float) -> None:
        """Each at its time, whether or not the one before has been answered."""
        self.began = time.time()
        asked = []
        for number, job in enumerate(jobs):
            await asyncio.sleep(max(0.0, self.began + number / a_second - time.time()))
            asked.append(asyncio.create_task(self._book_one(client, job)))
        await asyncio.gather(*asked)
        self.ended = time.time()

    async def _book_one(self, client: httpx.AsyncClient, job: Job) -> bool:
        """One request after the other, each filled with what the one before was answered."""
        said: dict[str, str] = {}
        begun = time.time()
        for _method, path, _headers, body in job:
            answer = await client.post(path, json=filled(body, said))
            if answer.status_code != 201:
                return False
            said = json.loads(answer.text)
        self.booked.append((time.time() - begun) * 1e3)
        return True
