"""Answers that go wrong on request: late, refused, never, or lost after the work was done."""

import threading
from dataclasses import dataclass

MODES = ("delay", "late", "error", "rate_limit", "hang", "lost", "lost_error")


@dataclass
class Fault:
    """One planned misbehaviour.

    delay: works after `seconds`. late: works at once and answers after `seconds`, so that webhooks come first.
    error, rate_limit: refuses with 500 or 429 and does nothing. hang: does nothing for `seconds`, then closes.
    lost: does the work, then closes without an answer. lost_error: does the work and answers 500; in both the
    answer kept under the idempotency key is the true one.
    """

    mode: str
    times: int = 1
    seconds: float = 0.0
    match: str = ""  # beginning of "POST /v1/refunds"; empty: every call to the API


class Faults:
    """The planned misbehaviours, first come first used."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._planned: list[Fault] = []

    def plan(self, fault: Fault) -> None:
        """Adds one."""
        if fault.mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}")
        with self._lock:
            self._planned.append(fault)

    def take(self, method: str, path: str) -> Fault | None:
        """What shall go wrong with this request, if anything."""
        with self._lock:
            for fault in self._planned:
                if f"{method} {path}".startswith(fault.match):
                    fault.times -= 1
                    if fault.times <= 0:
                        self._planned.remove(fault)
                    return fault
        return None

    def clear(self) -> None:
        """All is well again."""
        with self._lock:
            self._planned.clear()
