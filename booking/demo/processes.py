"""Child processes: started so that they do not outlive us, recognised again later, stopped whole."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Account:
    """Another user to run a child as."""

    uid: int
    gid: int


@dataclass
class Child:
    """One process and everything it starts, in a session of its own."""

    name: str
    command: Sequence[str | Path]
    log: Path
    env: Mapping[str, str] | None = None
    cwd: Path | None = None
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def start(self) -> None:
        """Start it; its output is appended to the log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(part) for part in self.command],
                env=self.env,
                cwd=self.cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(self.stop_signal),  # noqa: PLW1509 - we start children from one thread
                **run_as(self.account),
            )

    @property
    def pid(self) -> int:
        assert self.process is not None, f"{self.name} was never started"  # noqa: S101
        return self.process.pid

    def ended(self) -> int | None:
        """The exit code (negative: a signal), or None while it runs."""
        return None if self.process is None else self.process.poll()

    def ask_to_stop(self) -> None:
        """Send the polite signal to the process that we started, and only to it."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.stop_signal)

    def stop(self, seconds: float = 5.0) -> None:
        """Ask, wait, then end the whole group. Returns when nothing of it runs."""
        if self.process is None:
            return
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        end_group(self.pid)
        self.process.wait()

    def last_words(self, lines: int = 15) -> str:
        """The end of its log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def run_as(account: Account | None) -> dict[str, Any]:
    """The arguments of Popen that change the user; none for ourselves."""
    return {} if account is None else {"user": account.uid, "group": account.gid, "extra_groups": []}


def die_with_parent(stop_signal: signal.Signals) -> Callable[[], None]:
    """What a child does before it becomes its program: ask Linux for this signal when we are gone."""
    parent = os.getpid()

    def before_exec() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, int(stop_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return before_exec


def end_group(leader: int, seconds: float = 3.0) -> None:
    """Kill what is left of a child's process group, and wait until it is gone."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.killpg(leader, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):  # macOS says the latter of a group of zombies
            return
        if not members(leader):
            return
        time.sleep(0.02)


def members(leader: int) -> list[int]:
    """Living processes (no zombies) of the group, where /proc tells; elsewhere just the leader."""
    if not Path("/proc/self/stat").exists():
        return [leader] if started_at(leader) else []
    everybody = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [pid for pid in everybody if (stat := _stat(pid)) and stat[2] == str(leader) and stat[0] != "Z"]


def started_at(pid: int) -> str | None:
    """A mark that only this very process has (boot and moment of its start), or None when it is gone."""
    if not Path("/proc/self/stat").exists():
        told = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
        return told.stdout.strip() or None
    stat = _stat(pid)
    if stat is None or stat[0] == "Z":
        return None
    return f"{Path('/proc/sys/kernel/random/boot_id').read_text().strip()}:{stat[19]}"


def _stat(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat after the name: 0 state, 1 parent, 2 group, 3 session, 19 start."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
