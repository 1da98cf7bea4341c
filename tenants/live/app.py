"""`GET /{tenant}/desk/live`: server-sent events, by a process of its own (`booking.live`).

Plain ASGI: a stream lasts for minutes, and nothing of Django's way of answering a request helps it."""

import asyncio
import json
import random
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import parse_cookie
from django.http.request import split_domain_port, validate_host

from booking.kernel.errors import DomainError, Forbidden, Invalid, NotFound, RateLimited, Unavailable
from tenants.live.admission import Admitted, admit
from tenants.live.hub import Hub, Listener
from tenants.live.watch import Watch

PATH = re.compile(r"/([-a-zA-Z0-9_]{1,60})/desk/live")
BEGIN = b"retry: 2000\n\ndata: hello\n\n"
CHANGED = b"data: changed\n\n"
BEATS = b": still here\n\n"
HEARTBEAT = 15.0  # seconds
PAUSE = 0.25  # seconds between two messages to one listener
LASTS = 300.0  # seconds; then the browser comes again, perhaps to another process
MOST, MOST_EACH = 2000, 20  # streams of this process, and of one member
STREAM = {"content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no"}


class Live:
    """The application."""

    def __init__(self) -> None:
        self.hub = Hub(settings.REDIS_URL)
        self._open: Counter[UUID] = Counter()
        self._asking = ThreadPoolExecutor(4, "admission")
        self._watch = Watch()
        self._always: list[asyncio.Task[None]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            try:
                await self._answer(scope, receive, send)
            except DomainError as refusal:
                await _refuse(scope, send, refusal)

    async def _live(self, receive: Any, send: Any) -> None:
        """From the process's start to its end."""
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._always = [asyncio.create_task(each.run()) for each in (self.hub, self._watch)]
                await send({"type": "lifespan.startup.complete"})
            else:
                for task in self._always:
                    task.cancel()
                self.hub.send_away()
                self._watch.close()
                self._asking.shutdown(wait=False, cancel_futures=True)
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:
        headers = _headers(scope)
        host, _port = split_domain_port(headers.get("host", ""))
        if not validate_host(host, settings.ALLOWED_HOSTS):
            raise Invalid
        if scope["path"] == "/healthz":
            await _say(send, 200, {"content-type": "application/json"}, b'{"status": "ok"}')
            return
        found = PATH.fullmatch(scope["path"])
        if found is None or scope["method"] != "GET":
            raise NotFound
        if headers.get("origin", settings.BASE_URL) != settings.BASE_URL:
            raise Forbidden
        cookie = parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME, "")
        admitted = await self._admitted(found[1], cookie)
        try:
            await self._stream(admitted, scope, receive, send)
        finally:
            self._open -= Counter([admitted.member_id])

    async def _admitted(self, slug: str, cookie: str) -> Admitted:
        """And counted."""
        if not self.hub.connected or self._open.total() >= MOST:
            raise Unavailable
        admitted = await asyncio.get_running_loop().run_in_executor(self._asking, admit, slug, cookie)
        if self._open[admitted.member_id] >= MOST_EACH:
            raise RateLimited(retry_after=60)
        self._open[admitted.member_id] += 1
        return admitted

    async def _stream(self, admitted: Admitted, scope: Any, receive: Any, send: Any) -> None:
        listener = self.hub.add(admitted.tenant_id)
        self._watch.add(listener, admitted)
        gone = asyncio.create_task(_until_gone(receive))
        gone.add_done_callback(lambda _done: listener.end())
        try:
            await _start(send, 200, STREAM | _allowed(scope))
            await send({"type": "http.response.body", "body": BEGIN, "more_body": True})
            await _tell(listener, send)
            if not gone.done():
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            gone.cancel()
            self._watch.remove(listener)
            self.hub.remove(admitted.tenant_id, listener)


async def _tell(listener: Listener, send: Any) -> None:
    """Until the time is over, or nobody hears it any more."""
    clock = asyncio.get_running_loop().time
    ends = clock() + LASTS * random.uniform(0.8, 1)  # noqa: S311 - so that not all come again at once
    while clock() < ends:
        rung = await listener.rung(min(HEARTBEAT, ends - clock()))
        if listener.over:
            return
        await send({"type": "http.response.body", "body": CHANGED if rung else BEATS, "more_body": True})
        if rung:
            await asyncio.sleep(PAUSE)


async def _until_gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(scope: Any, send: Any, refusal: DomainError) -> None:
    again = {"retry-after": str(refusal.extra["retry_after"])} if "retry_after" in refusal.extra else {}
    body = json.dumps({"code": refusal.code, "status": refusal.status}).encode()
    await _say(send, refusal.status, {"content-type": "application/problem+json"} | again | _allowed(scope), body)


async def _say(send: Any, status: int, headers: dict[str, str], body: bytes) -> None:
    await _start(send, status, headers | {"content-length": str(len(body))})
    await send({"type": "http.response.body", "body": body})


async def _start(send: Any, status: int, headers: dict[str, str]) -> None:
    said = {"cache-control": "no-store", "vary": "Origin, Cookie", "x-content-type-options": "nosniff"} | headers
    lines = [(name.encode(), value.encode()) for name, value in said.items()]
    await send({"type": "http.response.start", "status": status, "headers": lines})


def _allowed(scope: Any) -> dict[str, str]:
    """By CORS: our own pages, and nobody else's, when the process has an address of its own."""
    if _headers(scope).get("origin") != settings.BASE_URL:
        return {}
    return {"access-control-allow-origin": settings.BASE_URL, "access-control-allow-credentials": "true"}


def _headers(scope: Any) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
