"""The pure cost of a search: 20 practitioners, 31 days, 60 % booked. `python -m tests.bench.engine_bench`.

Last line: how many times that when a room out of 10 and one of 5 machines must be free too (goal: at most 3)."""

import random
import sys
from dataclasses import replace
from datetime import date, timedelta
from statistics import median
from time import perf_counter

from booking.availability.asking import Busy, Limits, Member, Provider, Query, Requirement
from booking.availability.openings import compile_openings
from booking.availability.rules import Rules, Weekly
from booking.availability.starts import find_starts, offers, search
from booking.availability.wallclock import end_instant, first_instant
from booking.kernel.intervals import Minute

ZONE = "Europe/Stockholm"
FIRST_ON, LAST_ON = date(2027, 3, 1), date(2027, 3, 31)
PRACTITIONERS, ROOMS, MACHINES, LENGTH = 20, 10, 5, 45
GOAL = 3.0
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


def time_of(work, rounds: int = 200) -> str:
    taken = []
    for _ in range(rounds):
        begun = perf_counter()
        work()
        taken.append(perf_counter() - begun)
    return f"median {median(taken) * 1e3:.2f} ms, best {min(taken) * 1e3:.2f} ms"


def ratio_of(work, floor, rounds: int = 100) -> float:
    """The median of the ratios of two neighbours in time, so that a busy machine hits both."""
    ratios = []
    for _ in range(rounds):
        begun = perf_counter()
        floor()
        between = perf_counter()
        work()
        ratios.append((perf_counter() - between) / (between - begun))
    return median(ratios)


def main() -> None:
    random_ = random.Random(7)
    names = [f"practitioner-{i}" for i in range(PRACTITIONERS)]
    rooms, machines = [f"room-{i}" for i in range(ROOMS)], [f"machine-{i}" for i in range(MACHINES)]
    zones = {"salon": ZONE}
    busy = {name: booked(random_) for name in [*names, *rooms, *machines]}
    book = compile_openings(RULES, zones, FIRST_ON, LAST_ON)
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
    out = sys.stdout.write
    out(f"occupancies {sum(len(busy[name].starts) for name in names)}, offers {len(offers(found, limits))}\n")
    out(f"compile      {time_of(lambda: compile_openings(RULES, zones, FIRST_ON, LAST_ON), 20)}\n")
    out(f"search       {time_of(lambda: search(query, book, busy))}\n")
    out(f"offers       {time_of(lambda: offers(found, limits))}\n")
    out(f"both         {time_of(lambda: find_starts(query, book, busy, limits))}\n")
    out(f"with a room  {time_of(lambda: find_starts(with_room, book, busy, limits), 50)}\n")
    out(f"with both    {time_of(lambda: find_starts(with_both, book, busy, limits), 50)}\n")
    ratio = ratio_of(lambda: find_starts(with_both, book, busy, limits), lambda: find_starts(query, book, busy, limits))
    out(f"20 × 10 × 5 ÷ the 20 alone: {ratio:.2f} (goal ≤ {GOAL:g}: {'met' if ratio <= GOAL else 'NOT MET'})\n")


if __name__ == "__main__":
    main()
