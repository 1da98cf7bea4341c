"""What the demo starts never outlives it, comes back when it falls, and is found again after a kill -9."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from booking.demo.ledger import Ledger
from booking.demo.processes import members, started_at

Parent = subprocess.Popen[str]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Parent]]:
    """Start a parent over sleeping children, and wait until all run."""
    started: list[Parent] = []

    def start_one() -> Parent:
        parent = subprocess.Popen(
            [sys.executable, "-m", "tests.demo.parent", str(tmp_path), "run"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(parent)
        line_with(parent, "ready")
        return parent

    yield start_one
    for parent in started:
        parent.kill()
        parent.wait()
    look(tmp_path)


def line_with(parent: Parent, text: str) -> str:
    assert parent.stdout is not None
    return next(line for line in parent.stdout if text in line)


def children(tmp_path: Path) -> dict[str, int]:
    return {row["name"]: row["pid"] for row in json.loads((tmp_path / "processes.json").read_text())}


def look(tmp_path: Path) -> str:
    """What the next start finds running."""
    asked = [sys.executable, "-m", "tests.demo.parent", str(tmp_path), "look"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


def gone(pids: list[int], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while any(members(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_sigterm_and_a_closed_terminal_stop_everything_with_code_0(start, tmp_path, how):
    parent = start()
    pids = list(children(tmp_path).values())
    assert len(pids) == 3
    assert all(members(pid) for pid in pids)
    parent.send_signal(how)
    assert parent.wait(30) == 0
    assert gone(pids)


def test_children_get_the_signal_when_their_parent_is_killed(start, tmp_path):
    parent = start()
    sleeper = children(tmp_path)["sleeper"]
    parent.kill()
    assert gone([sleeper])


def test_what_survived_a_killed_parent_is_ended_by_the_next_start(start, tmp_path):
    parent = start()
    pids = list(children(tmp_path).values())
    parent.kill()
    parent.wait()
    told = look(tmp_path)
    assert "stubborn" in told
    assert "family" in told
    assert gone(pids)
    assert look(tmp_path) == "left:"


def test_a_fallen_child_is_started_again_and_the_fall_is_told(start, tmp_path):
    parent = start()
    before = children(tmp_path)
    os.kill(before["sleeper"], signal.SIGKILL)
    assert re.match(r"sleeper was ended by signal 9; starting it again in 0.5 s", line_with(parent, "sleeper"))
    deadline = time.monotonic() + 30
    while children(tmp_path).get("sleeper") in (None, before["sleeper"]) and time.monotonic() < deadline:
        time.sleep(0.02)
    after = children(tmp_path)
    assert started_at(after["sleeper"])
    assert after["stubborn"] == before["stubborn"]


def test_two_parents_never_use_one_directory(start, tmp_path):
    start()
    asked = [sys.executable, "-m", "tests.demo.parent", str(tmp_path), "look"]
    second = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert second.stdout.strip() == "taken"
    assert all(members(pid) for pid in children(tmp_path).values())


def test_a_stranger_who_got_the_pid_of_a_dead_child_is_left_alone(tmp_path):
    stranger = subprocess.Popen(["sleep", "60"], start_new_session=True)
    try:
        row = {"name": "web", "pid": stranger.pid, "started": "another boot:1", "signal": 15}
        (tmp_path / "processes.json").write_text(json.dumps([row]))
        assert Ledger(tmp_path / "processes.json").end_leftovers() == []
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()
