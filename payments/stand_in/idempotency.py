"""The first answer under an Idempotency-Key is the only one, for 24 hours."""

import threading
import time
from dataclasses import asdict, dataclass, field

from .errors import ApiError
from .journal import Entry, Journal

KEPT_SECONDS = 24 * 3600


@dataclass
class Kept:
    """What was asked under a key, and the answer once there is one."""

    fingerprint: str
    status: int = 0  # 0: still being worked on
    body: str = ""
    at: float = field(default_factory=time.time)


class Keys:
    """Remembers answers by key; one account's keys are not another's."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._lock = threading.Lock()
        self._kept: dict[str, Kept] = {}

    def restore(self, entries: list[Entry]) -> None:
        """Takes in what the journal kept."""
        for kind, key, value in entries:
            if kind == "answer" and value["at"] > time.time() - KEPT_SECONDS:
                self._kept[key] = Kept(**value)

    def begin(self, key: str, fingerprint: str) -> Kept | None:
        """The kept answer, or None when the caller shall do the work and call `finish` or `forget`."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is None or kept.at < time.time() - KEPT_SECONDS:
                self._kept[key] = Kept(fingerprint)
                return None
        if kept.fingerprint != fingerprint:
            text = (
                "Keys for idempotent requests can only be used with the same parameters they were first used "
                "with. Try using a new key if you meant to execute a different request."
            )
            raise ApiError(400, text, kind="idempotency_error")
        if not kept.status:
            text = "There is currently another in-progress request using this Idempotency-Key."
            raise ApiError(409, text, kind="idempotency_error", code="idempotency_key_in_use")
        return kept

    def finish(self, key: str, status: int, body: str) -> None:
        """Keeps the answer."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is None:
                return  # forgotten by a reset in the meantime
            kept.status, kept.body = status, body
        self._journal.write("answer", key, asdict(kept))

    def forget(self, key: str) -> None:
        """Nothing was done under this key: it may be used again."""
        with self._lock:
            self._kept.pop(key, None)

    def clear(self) -> None:
        """Forgets everything."""
        with self._lock:
            self._kept.clear()
