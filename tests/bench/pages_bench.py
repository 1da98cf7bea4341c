"""(c) The public pages: the business, and a service with its month."""

from typing import Any

from tests.bench.driving import Driver, get
from tests.bench.measured import Cell
from tests.bench.slots_bench import queries, trivial

FLOOR = 0.4


def measure(driver: Driver, *, rounds: int, seconds: float) -> list[Cell]:
    facts = driver.servers.facts
    month = f"/{facts['slug']}/s/{facts['service']['code']}/?practitioner=any"
    pages = {
        "business page": (f"/{facts['slug']}/", {}),
        "service page with its month": (month, {}),
        "service page, month uncached": (month, {"X-Bench-Forget": "answers"}),
    }
    cells: list[Cell] = []
    for clients in (1, 8):
        floor = Cell(f"trivial for pages/{clients}", "trivial view, one query", clients)
        cells.append(floor)
        for name, (path, headers) in pages.items():
            goals = {"ratio": FLOOR} if clients == 8 and not headers else {}
            cells.append(Cell(f"{name}/{clients}", name, clients, goals, queries(driver, get(path, headers))))
    for _round in range(rounds):
        for cell in cells:
            plan: dict[str, Any] = {
                "clients": cell.clients,
                "seconds": seconds,
                "warm": 4 * cell.clients,
                "cycle": True,
            }
            if cell.name not in pages:
                ground = driver.run("small", [trivial(facts)], **plan)
                cell.add(ground)
            else:
                path, headers = pages[cell.name]
                cell.add(driver.run("small", [get(path, headers)], **plan), ground)
    return cells
