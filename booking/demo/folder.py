"""The directory that holds all of one demo: databases, logs, keys, and who uses it now."""

import fcntl
import json
import os
import secrets
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from booking.demo.ledger import Ledger

OURS = ("postgres", "postgres.new", "valkey", "logs", "static", "beat")
OUR_FILES = ("keys.json", "ports.json", "demo.json", "tenants.json", "prepared.json", "stripe.jsonl")


class Folder:
    """One data directory. Only the process that holds its claim may start servers on it."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.ledger = Ledger(self.path / "processes.json")
        self._claim: IO[str] | None = None

    def claim(self, seconds: float = 0) -> bool:
        """Take it for this process until it ends, however it ends. Waits for a holder that is stopping."""
        self.path.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0 and not any(self.path.iterdir()):
            self.path.chmod(0o711)  # the account that runs PostgreSQL must come through; keys have their own 0600
        file = (self.path / "claim").open("a+")
        deadline = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline or self.holder().get("state") != "stopping":
                    file.close()
                    return False
                time.sleep(0.1)
            else:
                self._claim = file
                return True

    @property
    def claimed(self) -> bool:
        return self._claim is not None

    def say_state(self, state: str, url: str = "") -> None:
        """Tell who else looks at the claim how far we are: starting, running, stopping."""
        assert self._claim is not None, "only the holder tells the state"  # noqa: S101
        self._claim.truncate(0)
        self._claim.write(json.dumps({"pid": os.getpid(), "state": state, "url": url}))
        self._claim.flush()

    def holder(self) -> dict[str, Any]:
        """What the present or last holder said."""
        return _read(self.path / "claim")

    def release(self) -> None:
        if self._claim is not None:
            self._claim.close()
            self._claim = None

    def key(self, name: str, make: Callable[[], str] = lambda: secrets.token_urlsafe(32)) -> str:
        """A secret that is made once and then stays, readable by us alone."""
        return str(self._once("keys.json", name, make))

    def remember(self, file: str, values: dict[str, Any]) -> None:
        """Write a small JSON file, readable by us alone, in one step."""
        draft = self.path / f"{file}.new"
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(values, indent=2, ensure_ascii=False) + "\n")
        draft.replace(self.path / file)

    def recall(self, file: str) -> dict[str, Any]:
        """A small JSON file, or {} when there is none that can be read."""
        return _read(self.path / file)

    def tidy(self, *, everything: bool) -> None:
        """Remove what says that the demo runs, or everything that we made; never what others keep there."""
        for name in (*OURS, *OUR_FILES) if everything else ("demo.json",):
            found = self.path / name
            if found.is_dir() and not found.is_symlink():
                shutil.rmtree(found)
            else:
                found.unlink(missing_ok=True)

    def _once(self, file: str, name: str, make: Callable[[], str]) -> str:
        known = self.recall(file)
        if name not in known:
            known[name] = make()
            self.remember(file, known)
        return str(known[name])


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
