"""The results as a table, and as Markdown for docs/bench.md."""

from collections.abc import Iterator
from typing import Any

from tests.bench.measured import FROM_BELOW, Cell

NAMES = {
    "ratio": "ratio", "cpu_ratio": "ratio by CPU", "p95": "p95 ms", "slower_on_large": "small ÷ large",
    "queries": "queries", "slowest": "slowest ms", "rate": "a second",
}  # fmt: skip
COLUMNS = ("what", "clients", "a second", "ratio", "by CPU", "p50 ms", "p95 ms", "small ÷ large", "queries", "goals")


def rows(cells: list[Cell]) -> Iterator[list[str]]:
    for cell in cells:
        numbers = cell.numbers()
        own = [numbers[name] for name in ("rate", "ratio", "cpu_ratio", "p50", "p95", "slower_on_large")]
        yield [
            cell.name + (f" (other answers: {cell.others})" if cell.others else ""),
            str(cell.clients),
            *(_written(value, digits) for value, digits in zip(own, (0, 2, 2, 1, 1, 2), strict=True)),
            "" if cell.queries is None else str(cell.queries),
            "; ".join(_judged(cell)),
        ]


def _judged(cell: Cell) -> Iterator[str]:
    numbers, verdicts = cell.numbers(), cell.verdicts()
    for name, goal in cell.goals.items():
        sign = "≥" if name.endswith(FROM_BELOW) else "≤"
        value = _written(numbers[name], 2 if isinstance(numbers[name], float) and (numbers[name] or 0) < 10 else 0)
        yield f"{NAMES[name]} {value} {sign} {round(goal, 2):g}: {'met' if verdicts[name] else 'NOT MET'}"


def _written(value: Any, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def as_text(cells: list[Cell]) -> str:
    table = [list(COLUMNS), *rows(cells)]
    widths = [max(len(row[at]) for row in table) for at in range(len(COLUMNS))]
    lines = []
    for row in table:
        first, *numbers, goals = [
            cell.ljust(width) if at in (0, len(row) - 1) else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join([first, *numbers, goals]).rstrip())
    return "\n".join(lines)


def as_markdown(cells: list[Cell]) -> str:
    table = [list(COLUMNS), ["---", *["--:"] * (len(COLUMNS) - 2), "---"], *rows(cells)]
    return "\n".join("| " + " | ".join(row) + " |" for row in table)
