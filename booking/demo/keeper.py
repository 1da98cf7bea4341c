"""Keeps children running: starts those again that fall, ever more slowly, and stops all in order."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from booking.demo.ledger import Ledger
from booking.demo.processes import Child, end_group

FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0  # seconds
STEADY = 30.0  # seconds after which a child counts as recovered


@dataclass
class Kept:
    """One child and how it has fared."""

    child: Child
    wait: float = FIRST_WAIT
    started_at: float = 0.0
    start_again_at: float | None = None


class Keeper:
    """All children of one demo. `say` gets a line for every fall."""

    def __init__(self, ledger: Ledger, say: Callable[[str], None]) -> None:
        self.ledger = ledger
        self.say = say
        self.logs = ledger.path.parent / "logs"
        self.kept: list[Kept] = []

    def add(self, child: Child) -> None:
        """Take over a child that runs already."""
        self.kept.append(Kept(child, started_at=time.monotonic()))
        self._write()

    def start(self, children: Iterable[Child]) -> None:
        for child in children:
            child.start()
            self.add(child)

    def fallen(self) -> list[Child]:
        """Those that run no longer, and were not told to stop."""
        return [kept.child for kept in self.kept if kept.child.ended() is not None]

    def tend(self) -> None:
        """Look once at everybody; to be called a few times a second."""
        for kept in self.kept:
            if kept.start_again_at is not None:
                self._start_again_when_due(kept)
            elif kept.child.ended() is not None:
                self._note_fall(kept)

    def stop(self, names: Sequence[str], seconds: float) -> None:
        """Ask all of these at once, give them that long together, then end what is left."""
        chosen = [kept for kept in self.kept if kept.child.name in names]
        deadline = time.monotonic() + seconds
        for kept in chosen:
            kept.child.ask_to_stop()
        for kept in chosen:
            kept.child.stop(max(0.05, deadline - time.monotonic()))
            self.kept.remove(kept)
        self._write()

    def _note_fall(self, kept: Kept) -> None:
        end_group(kept.child.pid)  # its own children may hold the port still
        if time.monotonic() - kept.started_at > STEADY:
            kept.wait = FIRST_WAIT
        kept.start_again_at = time.monotonic() + kept.wait
        name, code = kept.child.name, kept.child.ended()
        how = f"was ended by signal {-code}" if code is not None and code < 0 else f"stopped with code {code}"
        self.say(f"{name} {how}; starting it again in {kept.wait:g} s (see {kept.child.log})")
        kept.wait = min(kept.wait * 2, LONGEST_WAIT)

    def _start_again_when_due(self, kept: Kept) -> None:
        if kept.start_again_at is None or time.monotonic() < kept.start_again_at:
            return
        kept.child.start()
        kept.started_at, kept.start_again_at = time.monotonic(), None
        self._write()

    def _write(self) -> None:
        self.ledger.write(kept.child for kept in self.kept)
