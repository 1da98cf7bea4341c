"""What comes of the rounds: for each cell its runs, beside the floor that was measured just before each of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from tests.bench.driving import Run, percentile

FROM_BELOW = ("ratio", "rate")  # the goals that are reached by being more


@dataclass
class Cell:
    """One thing that is measured. `goals` names what the numbers must reach: at_least of ratio, at_most of p95, ….
    `key` sorts it into the JSON."""

    key: str
    name: str
    clients: int
    goals: dict[str, float] = field(default_factory=dict)
    queries: int | None = None
    runs: list[Run] = field(default_factory=list)
    floors: list[Run] = field(default_factory=list)
    beside: list[Run] = field(default_factory=list)  # the same thing under other circumstances
    count_as_done: frozenset[str] = frozenset({"200", "201"})

    def add(self, run: Run, floor: Run | None = None, beside: Run | None = None) -> None:
        self.runs.append(run)
        if floor:
            self.floors.append(floor)
        if beside:
            self.beside.append(beside)

    @property
    def took(self) -> list[float]:
        return sorted(ms for run in self.runs for ms in run.took)

    @property
    def others(self) -> dict[str, int]:
        """Answers that were not what was asked for."""
        told: dict[str, int] = {}
        for run in self.runs:
            for status, count in run.statuses.items():
                if status not in self.count_as_done:
                    told[status] = told.get(status, 0) + count
        return told

    def numbers(self) -> dict[str, float | None]:
        took = self.took
        return {
            "rate": _median(self.runs, lambda run: run.rate),
            "ratio": _against(self.runs, self.floors, lambda run: run.rate),
            "cpu_ratio": _against(self.floors, self.runs, lambda run: run.cpu_each),
            "cpu_ms": _median(self.runs, lambda run: run.cpu_each),
            "slower_on_large": _against(self.runs, self.beside, lambda run: run.rate),
            "p50": percentile(took, 0.5),
            "p95": percentile(took, 0.95),
            "slowest": took[-1] if took else None,
            "queries": self.queries,
        }

    def verdicts(self) -> dict[str, bool]:
        """Whether each goal was met: `ratio`, `cpu_ratio` and `rate` from below, all others from above."""
        numbers = self.numbers()
        return {name: _met(name, numbers[name], goal) for name, goal in self.goals.items()}

    def as_json(self) -> dict[str, Any]:
        numbers = {name: round(value, 3) for name, value in self.numbers().items() if value is not None}
        told = {"name": self.name, "clients": self.clients, **numbers}
        if self.goals:
            told |= {"goals": self.goals, "met": self.verdicts()}
        return told | ({"other_answers": self.others} if self.others else {})


def _met(name: str, value: float | None, goal: float) -> bool:
    if value is None:
        return False
    return value >= goal if name.endswith(FROM_BELOW) else value <= goal


def _median(runs: list[Run], of: Callable[[Run], float]) -> float | None:
    return median(of(run) for run in runs) if runs else None


def _against(runs: list[Run], floors: list[Run], of: Callable[[Run], float]) -> float | None:
    """The median of the ratios, each of two neighbours in time."""
    pairs = [(of(run), of(floor)) for run, floor in zip(runs, floors, strict=False)]
    ratios = [value / floor for value, floor in pairs if floor]
    return median(ratios) if ratios else None
