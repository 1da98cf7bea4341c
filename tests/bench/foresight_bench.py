"""(e) Foresight: what it costs to show which of two thousand coming bookings other hours of one practitioner would
touch, and which free times would come and go."""

import json
import re
from typing import Any
from urllib.parse import urlencode

from tests.bench.driving import Driver, Job
from tests.bench.measured import Cell
from tests.bench.slots_bench import trivial

SEEN = re.compile(r'name="seen" value="([^"]+)"')
TOUCHED = re.compile(r"([\d,]+) bookings are touched")
CSRF = "a" * 32


def measure(driver: Driver, *, rounds: int, seconds: float) -> list[Cell]:
    facts = json.loads(driver.servers.manage("small", "fill_bench", "busy"))
    (cookie,) = json.loads(driver.servers.manage("small", "bench_login", "1", "--slug", facts["slug"]))
    job = _closing_at_noon(driver, facts, cookie)
    answer, told = driver.fetch("small", job[0][1], job[0][2] | {"X-Bench-Count": "yes"}, job[0][3])
    assert int(TOUCHED.findall(answer.decode())[0].replace(",", "")) > facts["coming"] / 3
    floor = Cell("trivial for foresight", "trivial view, one query", 1)
    name = f"other hours of one with {facts['coming']:,} coming bookings, shown first"
    cell = Cell("foresight", name, 1, {"p95": 1000.0}, queries=int(told["X-Bench-Queries"]))
    needs = _another_pair_of_hands(driver, facts, cookie)
    answer, told = driver.fetch("small", needs[0][1], needs[0][2] | {"X-Bench-Count": "yes"}, needs[0][3])
    lying = int(TOUCHED.findall(answer.decode())[0].replace(",", ""))
    name = f"another need of a service with {lying:,} coming bookings, shown first"
    more = Cell("foresight", name, 1, queries=int(told["X-Bench-Queries"]))
    plan: dict[str, Any] = {"clients": 1, "seconds": seconds, "warm": 4, "cycle": True}
    for _round in range(rounds):
        ground = driver.run("small", [trivial(driver.servers.facts)], **plan)
        floor.add(ground)
        cell.add(driver.run("small", [job], **plan), ground)
        more.add(driver.run("small", [needs], **plan), ground)
    return [floor, cell, more]


def _closing_at_noon(driver: Driver, facts: dict[str, Any], cookie: str) -> Job:
    """Every day from nine to twelve, instead of to seventeen."""
    week = {f"d{day}r0_{part}": at for day in range(7) for part, at in (("opens", "09:00"), ("closes", "12:00"))}
    return _posted(driver, facts, cookie, f"hours/{facts['practitioners'][0]['code']}/", week)


def _another_pair_of_hands(driver: Driver, facts: dict[str, Any], cookie: str) -> Job:
    """None of the bookings of the service has it, with anybody."""
    typed = {"lines": "1", "what_0": "practitioner", "quantity_0": "1", "people": "1"}
    return _posted(driver, facts, cookie, f"services/{facts['service']['code']}/needs/", typed)


def _posted(driver: Driver, facts: dict[str, Any], cookie: str, page: str, typed: dict[str, str]) -> Job:
    path = f"/{facts['slug']}/desk/settings/{page}"
    headers = {"Cookie": f"{cookie}; ledig_language=en; {facts['csrf_cookie']}={CSRF}"}
    shown, _told = driver.fetch("small", path, headers)
    said = {"csrfmiddlewaretoken": CSRF, "seen": SEEN.findall(shown.decode())[0], **typed}
    return [["POST", path, headers, urlencode(said)]]
