"""(a) Free times: for one practitioner and for any of twenty, a day up to 62, remembered or not, few rows or many."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.bench.driving import Driver, Job, get
from tests.bench.measured import Cell

SPANS = {"a day": 1, "a week": 7, "31 days": 31, "62 days": 62}
STATES = {"cached": "", "uncached": "answers", "cold rules": "rules"}
QUERIES = 6.0
GOALS = {  # (who, span, state, clients) → goals; each on the small set
    ("any of 20", "31 days", "uncached", 8): {"ratio": 0.12},
    ("any of 20", "31 days", "cached", 8): {"ratio": 0.7},
    ("any of 20", "31 days", "uncached", 1): {"p95": 40.0, "slower_on_large": 1.2},
    ("one", "a week", "uncached", 8): {"ratio": 0.4},
}


@dataclass(frozen=True)
class Case:
    who: str
    span: str
    state: str
    clients: int

    def job(self, facts: dict[str, Any]) -> Job:
        """From tomorrow on, so that no time of day changes what is on offer."""
        first = datetime.now(UTC).date() + timedelta(days=1)
        last = first + timedelta(days=SPANS[self.span] - 1)
        path = f"/api/v1/{facts['slug']}/slots?service={facts['service']['code']}&from={first}&to={last}"
        if self.who == "one":
            path += f"&practitioner={facts['practitioners'][7]['code']}"
        headers = {"X-Bench-Forget": STATES[self.state]} if STATES[self.state] else {}
        return get(path, headers)

    def cell(self) -> Cell:
        goals = dict(GOALS.get((self.who, self.span, self.state, self.clients), {}))
        if self.clients == 1 and self.state == "uncached":
            goals |= {"queries": QUERIES}
        name = f"slots, {self.who}, {self.span}, {self.state}"
        return Cell(f"slots/{self.who}/{self.span}/{self.state}/{self.clients}", name, self.clients, goals)


def cases() -> Iterator[Case]:
    for clients in (1, 8):
        for who in ("one", "any of 20"):
            for span in SPANS:
                for state in ("cached", "uncached"):
                    yield Case(who, span, state, clients)
    yield Case("one", "a week", "cold rules", 1)
    yield Case("any of 20", "31 days", "cold rules", 1)


def trivial(facts: dict[str, Any]) -> Job:
    return get(f"/bench/{facts['slug']}/trivial")


def measure(driver: Driver, *, rounds: int, seconds: float) -> list[Cell]:
    facts = driver.servers.facts
    cells = {case: case.cell() for case in cases()}
    floors = {clients: Cell(f"trivial/{clients}", "trivial view, one query", clients) for clients in (1, 8)}
    for case, cell in cells.items():
        cell.queries = queries(driver, case.job(facts))
    for _round in range(rounds):
        for case, cell in cells.items():
            plan: dict[str, Any] = {
                "clients": case.clients,
                "seconds": seconds,
                "warm": 3 * case.clients,
                "cycle": True,
            }
            floor = driver.run("small", [trivial(facts)], **plan)
            floors[case.clients].add(floor)
            small = driver.run("small", [case.job(facts)], **plan)
            cell.add(small, floor, driver.run("large", [case.job(facts)], **plan) if case.clients == 1 else None)
    return [*floors.values(), *cells.values()]


def queries(driver: Driver, job: Job) -> int:
    """When everything that may be remembered is remembered."""
    _method, path, headers, _body = job[0]
    for _ in range(8):  # both processes
        driver.fetch("small", path)
    _answer, told = driver.fetch("small", path, headers | {"X-Bench-Count": "yes"})
    return int(told["X-Bench-Queries"])
