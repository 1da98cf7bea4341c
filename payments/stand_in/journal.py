"""Keeps the stand-in's state over a restart: one JSON line for each change, folded at the next start."""

import json
import threading
from pathlib import Path
from typing import Any, TextIO

Entry = tuple[str, str, Any]  # (kind, key, value)


class Journal:
    """Append-only; without a path it keeps nothing."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._file: TextIO | None = None

    def load(self) -> list[Entry]:
        """The last value of each key, oldest key first; the file is rewritten without the older ones."""
        if self._path is None:
            return []
        latest: dict[tuple[str, str], Any] = {}
        for line in self._lines():
            latest[line[0], line[1]] = line[2]
        entries = [(kind, key, value) for (kind, key), value in latest.items()]
        self._rewrite(entries)
        return entries

    def write(self, kind: str, key: str, value: Any) -> None:
        """Notes one change."""
        if self._file is None:
            return
        with self._lock:
            self._file.write(json.dumps([kind, key, value]) + "\n")
            self._file.flush()

    def clear(self) -> None:
        """Forgets everything."""
        if self._path is not None:
            self._rewrite([])

    def _lines(self) -> list[Entry]:
        if self._path is None or not self._path.exists():
            return []
        entries: list[Entry] = []
        for line in self._path.read_text(encoding="utf-8").splitlines():
            try:
                kind, key, value = json.loads(line)
            except ValueError:
                continue  # the process was killed in the middle of this line
            entries.append((kind, key, value))
        return entries

    def _rewrite(self, entries: list[Entry]) -> None:
        if self._path is None:
            return
        with self._lock:
            if self._file is not None:
                self._file.close()
            fresh = self._path.with_suffix(".new")
            fresh.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
            fresh.replace(self._path)
            self._file = self._path.open("a", encoding="utf-8")
