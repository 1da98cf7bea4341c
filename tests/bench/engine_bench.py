"""(f) The pure cost of a search: 20 practitioners, 31 days, 60 % booked; and when a room out of 10 and one of 5
machines must be free too. Needs no servers: `python -m tests.bench.engine_bench`."""

import random
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from time import perf_counter, process_time

from booking.availability.asking import Busy, Limits, Member, Provider, Query, Requirement
from booking.availability.openings import compile_openings
from booking.availability.rules import Rules, Weekly
from booking.availability.starts import find_starts, offers, search
from booking.availability.wallclock import end_instant, first_instant
from booking.kernel.intervals import Minute
from tests.bench.driving import Run
from tests.bench.measured import Cell
from tests.bench.table import as_text

ZONE = "Europe/Stockholm"
ZONES = {"salon": ZONE}
FIRST_ON, LAST_ON = date(2027, 3, 1), date(2027, 3, 31)
PRACTITIONERS, ROOMS, MACHINES, LENGTH = 20, 10, 5, 45
SLOWER = 3.0  # times, at most, with all three kinds
RULES = Rules(
    weekly=tuple(
        Weekly(f"practitioner-{i}", "salon", weekday, 9 * 60, 17 * 60)
        for i in range(PRACTITIONERS)
        for weekday in range(7)
    )
)


def booked(random_: random.Random) -> Busy:
    """Five bookings a day of 45 to 75 minutes (buffers included), 60 % of eight hours, at random quarters."""
    rows: list[tuple[Minute, Minute]] = []
    for day in range((LAST_ON - FIRST_ON).days + 1):
        at = first_instant(ZONE, FIRST_ON + timedelta(days=day), 9 * 60)
        lengths = random_.sample((3, 3, 4, 4, 5), 5)
        gaps = [0, *sorted(random_.randrange(14) for _ in lengths)]
        for length, gap, before in zip(lengths, gaps[1:], gaps, strict=False):
            at += 15 * (gap - before)
            rows.append((at, at + 15 * length))
            at += 15 * length
    return Busy.of(rows)


def measure(*, rounds: int, times: int) -> list[Cell]:
    """`rounds`: of neighbouring runs; `times`: how often each does it."""
    works = _works()
    cells = {key: Cell(key, name, 1) for key, (name, _work) in works.items()}
    for key in ("room", "both"):
        cells[key].name += ", beside the search alone"
    cells["both"].goals = {"ratio": 1 / SLOWER}
    for _round in range(rounds):
        runs = {key: _run(work, times) for key, (_name, work) in works.items()}
        for key, run in runs.items():
            cells[key].add(run, runs["found"] if key in ("room", "both") else None)
    return list(cells.values())


def _works() -> dict[str, tuple[str, Callable[[], object]]]:
    """By key: its name, and what it does. What is compared stands side by side."""
    random_ = random.Random(7)
    names = [f"practitioner-{i}" for i in range(PRACTITIONERS)]
    rooms, machines = [f"room-{i}" for i in range(ROOMS)], [f"machine-{i}" for i in range(MACHINES)]
    busy = {name: booked(random_) for name in [*names, *rooms, *machines]}
    book = compile_openings(RULES, ZONES, FIRST_ON, LAST_ON)
    query = Query(
        "cut",
        tuple(Provider(name, LENGTH, 50_000) for name in names),
        first_instant(ZONE, FIRST_ON, 0),
        end_instant(ZONE, LAST_ON, 1440),
    )
    a_room, a_machine = (Requirement(tuple(Member(one, "salon") for one in pool)) for pool in (rooms, machines))
    with_room, with_both = replace(query, requirements=(a_room,)), replace(query, requirements=(a_room, a_machine))
    limits = Limits(now=query.first - 1440)
    found = search(query, book, busy)
    return {
        "compile": ("compiling the rules", lambda: compile_openings(RULES, ZONES, FIRST_ON, LAST_ON)),
        "search": ("searching", lambda: search(query, book, busy)),
        "offers": ("what may be offered of it", lambda: offers(found, limits)),
        "found": ("search and offers, any of 20, 31 days", lambda: find_starts(query, book, busy, limits)),
        "both": ("with a room of 10 and a machine of 5", lambda: find_starts(with_both, book, busy, limits)),
        "room": ("with a room of 10", lambda: find_starts(with_room, book, busy, limits)),
    }


def _run(work: Callable[[], object], times: int) -> Run:
    took, cpu = [], process_time()
    for _ in range(times):
        begun = perf_counter()
        work()
        took.append((perf_counter() - begun) * 1e3)
    return Run(sum(took) / 1e3, sorted(took), {"200": times}, process_time() - cpu, 0.0)


if __name__ == "__main__":
    sys.stdout.write(as_text(measure(rounds=20, times=20)) + "\n")
