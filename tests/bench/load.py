"""`python -m tests.bench.load`: clients that keep their connections, in a process of its own. Each line on stdin is a
plan, each line on stdout what came of it. Only 127.0.0.1; every plan ends by itself.

Cheap on purpose, for it shares the machine with the server: one asyncio protocol, no HTTP library."""

import asyncio
import json
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
SLOWEST = 30.0  # seconds, for one plan beyond its time


class Client(asyncio.Protocol):
    """Takes one job after another. A job is a list of requests; `$name` in a body is what the answer before said."""

    def __init__(self, run: "Run") -> None:
        self.run = run
        self.received = bytearray()
        self.awaited = -1
        self.status = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.next_job()

    def connection_lost(self, problem: Exception | None) -> None:
        self.run.client_done(None if self.job is None else "connection lost")

    def next_job(self) -> None:
        self.job = self.run.take()
        if self.job is None:
            self.transport.close()
            return
        self.step = 0
        self.begun = time.perf_counter()
        self.transport.write(encoded(self.job[0], self.run.port))

    def data_received(self, data: bytes) -> None:
        self.received += data
        if self.awaited < 0:
            head = self.received.find(b"\r\n\r\n")
            if head < 0:
                return
            found = LENGTH.search(self.received, 0, head + 2)
            assert found, "every answer of ours says its length"
            self.awaited = head + 4 + int(found[1])
            self.body_at = head + 4
        if len(self.received) >= self.awaited:
            self.answered(int(self.received[9:12]), self.received[self.body_at : self.awaited])

    def answered(self, status: int, body: bytearray) -> None:
        self.received, self.awaited = bytearray(), -1
        assert self.job is not None
        self.step += 1
        if self.step < len(self.job) and status < 400:
            self.transport.write(encoded(self.job[self.step], self.run.port, json.loads(body)))
            return
        self.run.note(time.perf_counter() - self.begun, status)
        self.next_job()


class Run:
    def __init__(self, plan: dict[str, Any]) -> None:
        self.port = int(plan["port"])
        self.clients = int(plan["clients"])
        self.seconds = float(plan.get("seconds", 60))
        self.warm = int(plan.get("warm", 0))
        jobs: Iterator[Any] = cycle(plan["jobs"]) if plan.get("cycle") else iter(plan["jobs"])
        self.jobs = islice(jobs, int(plan.get("most", 100_000)) + self.warm)
        self.took: list[float] = []
        self.statuses: Counter[str] = Counter()
        self.open = 0
        self.done = asyncio.Event()

    async def drive(self) -> dict[str, Any]:
        loop = asyncio.get_running_loop()
        self.restart()
        self.open = self.clients
        for _ in range(self.clients):
            await loop.create_connection(lambda: Client(self), "127.0.0.1", self.port)
        await asyncio.wait_for(self.done.wait(), self.seconds + SLOWEST)
        return {
            "elapsed": self.last - self.begun,
            "took": [round(seconds * 1e3, 3) for seconds in self.took],
            "statuses": self.statuses,
            "own_cpu": _cpu() - self.cpu,
        }

    def restart(self) -> None:
        self.begun = self.last = time.perf_counter()
        self.cpu = _cpu()

    def take(self) -> Any:
        """None when the time or the jobs are over. Warming up may take its time."""
        if time.perf_counter() - self.begun > (SLOWEST if self.warm else self.seconds):
            return None
        return next(self.jobs, None)

    def note(self, seconds: float, status: int) -> None:
        if self.warm:
            self.warm -= 1
            if not self.warm:
                self.restart()
            return
        self.took.append(seconds)
        self.statuses[str(status)] += 1
        self.last = time.perf_counter()

    def client_done(self, problem: str | None) -> None:
        if problem:
            self.statuses[problem] += 1
        self.open -= 1
        if not self.open:
            self.done.set()


def encoded(request: list[Any], port: int, said: dict[str, Any] | None = None) -> bytes:
    """`request`: method, path, headers, body or None. A text is a form as it stands; anything else is sent as JSON."""
    method, path, headers, body = request
    if body is None:
        payload = b""
    else:
        kind = "application/x-www-form-urlencoded" if isinstance(body, str) else "application/json"
        payload = (body if isinstance(body, str) else json.dumps(filled(body, said or {}))).encode()
        headers = {**headers, "Content-Type": kind, "Content-Length": str(len(payload))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{lines}\r\n".encode() + payload


def filled(value: Any, said: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        return {name: filled(inner, said) for name, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, said) for inner in value]
    return said[value[1:]] if isinstance(value, str) and value.startswith("$") else value


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    for line in sys.stdin:
        told = asyncio.run(Run(json.loads(line)).drive())
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
