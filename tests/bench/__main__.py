"""`python -m tests.bench`: measures the product against the floor of this machine.

Ratios are of two neighbours in time on the same servers, so that a busy machine hits both. It ends with 0 whatever
comes out, for it measures; the table says which goals were met. Everything goes to bench/latest.json."""

import argparse
import json
import os
import platform
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

from booking.demo.programs import ROOT
from tests.bench import calendar_bench, engine_bench, foresight_bench, holds_bench, pages_bench, slots_bench
from tests.bench.driving import Driver
from tests.bench.measured import Cell
from tests.bench.servers import Servers
from tests.bench.table import as_markdown, as_text

TITLES = {
    "a": "Free times",
    "b": "Holding and booking",
    "c": "Public pages",
    "d": "The staff calendar",
    "e": "Foresight",
    "f": "The engine alone",
}
WHOLE = {
    "others": 199,
    "slots": (3, 0.4),
    "holds": (3, 200),
    "pages": (5, 0.8),
    "calendar": (5, 1.0),
    "foresight": (5, 2.0),
    "engine": (20, 20),
}
QUICK = {
    "others": 10,
    "slots": (1, 0.15),
    "holds": (1, 60),
    "pages": (1, 0.3),
    "calendar": (1, 0.3),
    "foresight": (1, 1.0),
    "engine": (3, 5),
}


def main() -> int:
    asked = _asked()
    signal.signal(signal.SIGTERM, _stop)
    sizes: dict[str, Any] = QUICK if asked.quick else WHOLE
    servers = Servers()
    driver = None
    try:
        begun = time.monotonic()
        say("Filling two sets of data …")
        servers.start(sizes["others"] if "a" in asked.only else 0)  # the other parts look at the small set only
        say(f"{_data(servers.facts)} ({time.monotonic() - begun:.0f} s).\n")
        driver = Driver(servers)
        cells = {part: _measure(part, driver, sizes) for part in asked.only}
    finally:
        if driver:
            driver.stop()
        servers.stop()
    _write(asked.out, servers.facts, cells, quick=asked.quick)
    if asked.markdown:
        asked.markdown.write_text(
            "\n\n".join(f"## {TITLES[part]}\n\n{as_markdown(cells[part])}" for part in cells) + "\n"
        )
    return 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rounds, ten other businesses: to see that it runs")
    parser.add_argument(
        "--only",
        choices=list(TITLES),
        action="append",
        help="a: free times, b: holds, c: pages, d: calendar, e: foresight, f: engine",
    )
    parser.add_argument("--out", type=Path, default=ROOT / "bench" / "latest.json")
    parser.add_argument("--markdown", type=Path, help="the tables as Markdown, too")
    asked = parser.parse_args()
    asked.only = asked.only or list(TITLES)
    return asked


def _measure(part: str, driver: Driver, sizes: dict[str, Any]) -> list[Cell]:
    begun = time.monotonic()
    if part == "b":
        rounds, jobs = sizes["holds"]
        cells = holds_bench.measure(driver, rounds=rounds, jobs=jobs)
    elif part == "f":
        rounds, times = sizes["engine"]
        cells = engine_bench.measure(rounds=rounds, times=times)
    else:
        measure, (rounds, seconds) = {
            "a": (slots_bench.measure, sizes["slots"]), "c": (pages_bench.measure, sizes["pages"]),
            "d": (calendar_bench.measure, sizes["calendar"]),
            "e": (foresight_bench.measure, sizes["foresight"]),
        }[part]  # fmt: skip
        cells = measure(driver, rounds=rounds, seconds=seconds)
    say(f"({part}) {TITLES[part]}, {time.monotonic() - begun:.0f} s\n{as_text(cells)}\n")
    return cells


def _data(facts: dict[str, Any]) -> str:
    return (
        f"Small: one business of {len(facts['practitioners'])} with {facts['occupancies']:,} occupancies; "
        f"large: {facts['businesses']} businesses with {facts['occupancies_large']:,}"
    )


def _write(out: Path, facts: dict[str, Any], cells: dict[str, list[Cell]], *, quick: bool) -> None:
    told = {
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()},
        "quick": quick,
        "data": {name: facts[name] for name in ("occupancies", "businesses", "occupancies_large")},
        "results": {part: {cell.key: cell.as_json() for cell in found} for part, found in cells.items()},
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    goals = [met for found in cells.values() for cell in found for met in cell.verdicts().values()]
    say(f"{sum(goals)} of {len(goals)} goals met. Everything: {out}")


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _stop(_number: int, _frame: FrameType | None) -> None:
    sys.exit(143)


if __name__ == "__main__":
    sys.exit(main())
