"""Runs a plan of requests against one of the webs, and counts what it cost."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any

from booking.demo.processes import Child
from booking.demo.programs import ROOT
from tests.bench.servers import Servers

Request = list[Any]
Job = list[Request]


def get(path: str, headers: Mapping[str, str] | None = None) -> Job:
    return [["GET", path, dict(headers or {}), None]]


def post(path: str, body: Mapping[str, Any]) -> Request:
    return ["POST", path, {}, dict(body)]


@dataclass(frozen=True, slots=True)
class Run:
    """`took` in milliseconds for each job, sorted; `cpu`: seconds that web and database used."""

    elapsed: float
    took: list[float]
    statuses: Mapping[str, int]
    cpu: float
    own_cpu: float

    @property
    def rate(self) -> float:
        """Jobs per second."""
        return len(self.took) / self.elapsed if self.elapsed else 0.0

    @property
    def cpu_each(self) -> float:
        """Milliseconds of web and database for one job."""
        return self.cpu / len(self.took) * 1e3 if self.took else 0.0


@dataclass
class Driver:
    servers: Servers
    process: "subprocess.Popen[str]" = field(init=False)

    def __post_init__(self) -> None:
        command = [sys.executable, "-m", "tests.bench.load"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )  # fmt: skip

    def run(self, kind: str, jobs: Sequence[Job], clients: int, **plan: Any) -> Run:
        """`plan`: seconds, most, warm (uncounted jobs at first), cycle."""
        assert self.process.stdin
        assert self.process.stdout
        children = [self.servers.web[kind], self.servers.postgres.child]
        before = cpu_seconds(children)
        said = {"port": self.servers.port[kind], "clients": clients, "jobs": jobs, **plan}
        self.process.stdin.write(json.dumps(said) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("The load generator ended.")
        told = json.loads(line)
        used = cpu_seconds(children) - before
        done = len(told["took"])
        share = done / (done + plan.get("warm", 0)) if done else 0
        return Run(told["elapsed"], sorted(told["took"]), told["statuses"], used * share, told["own_cpu"])

    def fetch(
        self, kind: str, path: str, headers: Mapping[str, str] | None = None, form: str | None = None
    ) -> tuple[bytes, Message]:  # fmt: skip
        """One answer with its headers, outside any measurement."""
        url = f"http://127.0.0.1:{self.servers.port[kind]}{path}"
        asked = urllib.request.Request(url, data=form.encode() if form else None, headers=dict(headers or {}))
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return answer.read(), answer.headers

    def stop(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(10)


def cpu_seconds(children: Iterable[Child]) -> float:
    """What these processes and those that they started have used so far; 0 where there is no /proc."""
    leaders = {str(child.pid) for child in children}
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            stat = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        # 1 parent, 2 group, 11 user, 12 system; each of PostgreSQL's own has a group for itself
        if stat[1] in leaders or stat[2] in leaders:
            ticks += int(stat[11]) + int(stat[12])
    return ticks / 100


def percentile(took: Sequence[float], share: float) -> float:
    """`took` sorted."""
    return took[min(len(took) - 1, int(len(took) * share))] if took else 0.0
