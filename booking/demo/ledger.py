"""Which processes a data directory has running, so that the next start can end what a killed one left."""

import contextlib
import json
import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

from booking.demo.processes import Child, end_group, members, started_at

MARK = "LEDIG_DATA"  # in the environment of every child: the directory it belongs to


class Ledger:
    """`processes.json` of one data directory."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, children: Iterable[Child]) -> None:
        """Put down who runs now; replaces the file in one step."""
        rows = [
            {"name": child.name, "pid": child.pid, "started": started, "signal": int(child.stop_signal)}
            for child in children
            if child.process is not None and (started := started_at(child.pid))
        ]
        draft = self.path.with_suffix(".new")
        draft.write_text(json.dumps(rows, indent=1))
        draft.replace(self.path)

    def clear(self) -> None:
        self.path.unlink(missing_ok=True)

    def end_leftovers(self, seconds: float = 5.0) -> list[str]:
        """Stop what an earlier run left behind, and only that. Returns the names of what still ran."""
        left = [row for row in self._rows() if self._is_ours(row["pid"], row["started"])]
        for row in left:
            leader_lives = started_at(row["pid"]) is not None
            with contextlib.suppress(ProcessLookupError):
                (os.kill if leader_lives else os.killpg)(row["pid"], row["signal"])
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and any(members(row["pid"]) for row in left):
            time.sleep(0.05)
        for row in left:
            if self._is_ours(row["pid"], row["started"]):
                end_group(row["pid"])
        self.clear()
        return [row["name"] for row in left]

    def _rows(self) -> list[dict]:
        try:
            return json.loads(self.path.read_text())
        except (OSError, ValueError):
            return []

    def _is_ours(self, pid: int, started: str) -> bool:
        """The leader is the one we started; or it is gone, and what lives in its group carries our mark."""
        now = started_at(pid)
        if now is not None:
            return now == started
        mark = f"{MARK}={self.path.parent}\0".encode()
        return any(mark in _environment(member) for member in members(pid))


def end_quietly(pid: int, how: signal.Signals, seconds: float) -> None:
    """Signal a process that is not our child and wait until it is gone; kill it when it does not go."""
    started = started_at(pid)
    if started is None:
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, how)
    deadline = time.monotonic() + seconds
    while started_at(pid) == started:
        if time.monotonic() > deadline:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)


def _environment(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return b""
