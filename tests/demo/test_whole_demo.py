"""The demo as a whole: from nothing, killed, started again on the same data, stopped."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from booking.demo.ports import free_port
from booking.demo.postgres import Postgres
from booking.demo.processes import members

pytestmark = pytest.mark.fault
Start = Callable[[], tuple["subprocess.Popen[str]", dict[str, Any]]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start the demo on one port and one directory, and wait until it says that it runs."""
    chosen = {"PORT": str(free_port()), "DATA": str(tmp_path / "data")}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STRIPE_")} | chosen
    started: list[subprocess.Popen[str]] = []

    def start_it() -> tuple["subprocess.Popen[str]", dict[str, Any]]:
        demo = subprocess.Popen(
            [sys.executable, "-m", "booking.demo"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(demo)
        told = []
        for line in demo.stdout or []:
            told.append(line)
            if line.startswith("Ledig is running at"):
                return demo, json.loads((tmp_path / "data" / "demo.json").read_text())
        pytest.fail("".join(told))

    yield start_it
    for demo in started:
        demo.terminate()
        demo.wait(15)
    Postgres(tmp_path / "data", {}).remove()  # for root it lies outside, where `nobody` can reach it


def running(tmp_path: Path) -> dict[str, int]:
    return {row["name"]: row["pid"] for row in json.loads((tmp_path / "data" / "processes.json").read_text())}


def status(address: str) -> int:
    with urllib.request.urlopen(address, timeout=5) as answer:
        return answer.status


def test_it_survives_a_kill_of_its_parent_and_stops_without_a_trace(start: Start, tmp_path: Path):
    demo, first = start()
    assert {"lindgren", "fjord", "salong"} <= {tenant["slug"] for tenant in first["tenants"]}
    before = running(tmp_path)
    assert set(before) == {"postgres", "valkey", "stripe", "web", "live", "worker", "beat"}
    demo.kill()
    demo.wait()

    asked_at = time.monotonic()
    demo, second = start()
    assert time.monotonic() - asked_at < 60
    assert second["tenants"] == first["tenants"]
    assert status(f"{second['url']}/readyz") == 200
    assert status(f"{second['url']}/lindgren/") == 200
    after = running(tmp_path)
    assert not set(before.values()) & set(after.values())
    assert not any(members(pid) for pid in before.values())

    demo.send_signal(signal.SIGINT)
    assert demo.wait(8) == 0
    assert not any(members(pid) for pid in after.values())
    assert not (tmp_path / "data" / "demo.json").exists()
