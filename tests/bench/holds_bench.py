"""(b) Holding a time, and holding and completing it: beside the same inserts in a bare view, and beside bare SQL."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.bench.driving import Driver, Job, Request, Run, cpu_seconds, post
from tests.bench.measured import Cell
from tests.bench.sizes import MINUTES, OPENS

CLIENTS = (1, 8, 32)
CROWD = 32
AWAY = """
    CREATE TEMP TABLE made AS SELECT id FROM bookings_booking WHERE channel <> 'import';
    DELETE FROM availability_occupancy WHERE owner_id IN (
        SELECT id FROM bookings_part WHERE booking_id IN (TABLE made));
    DELETE FROM bookings_part WHERE booking_id IN (TABLE made);
    DELETE FROM bookings_booking WHERE id IN (TABLE made);
    DELETE FROM clients_client WHERE email LIKE '%@bench.example';
    DROP TABLE made
"""

FreeTime = tuple[dict[str, str], str]  # practitioner, start


class Bench:
    """Runs that leave nothing behind: all see the same calendar."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self.floor = driver.servers.start_command("small", "bench_sql")
        self.owner = driver.servers.owner("small")
        self.owner.execute("SELECT set_config('app.tenant', %s, false)", [driver.servers.facts["tenant"]])

    def http(self, jobs: list[Job], clients: int) -> Run:
        done = self.driver.run("small", jobs, clients)
        self.owner.execute(AWAY)
        return done

    def sql(self, asked: list[dict[str, Any]], clients: int, *, whole: bool) -> Run:
        """The same rows by psycopg alone, each transaction with the tenant's setting."""
        assert self.floor.stdin
        assert self.floor.stdout
        before = cpu_seconds([self.driver.servers.postgres.child])
        plan = {"tenant": self.driver.servers.facts["tenant"], "asked": asked, "clients": clients, "whole": whole}
        self.floor.stdin.write(json.dumps(plan) + "\n")
        self.floor.stdin.flush()
        told = json.loads(self.floor.stdout.readline())
        used = cpu_seconds([self.driver.servers.postgres.child]) - before
        self.owner.execute(AWAY)
        return Run(told["elapsed"], sorted(told["took"]), {"201": len(told["took"])}, used, told["own_cpu"])

    def stop(self) -> None:
        assert self.floor.stdin
        self.floor.stdin.close()
        self.floor.wait(10)
        self.owner.close()


def measure(driver: Driver, *, rounds: int, jobs: int) -> list[Cell]:
    """`jobs`: how many times are taken in one run."""
    times = free_times(driver)
    cells = dict(_cells())
    bench = Bench(driver)
    try:
        bench.http([hold_job(driver.servers.facts, *one) for one in times[:40]], 8)  # warm
        for _round in range(rounds):
            for clients in CLIENTS:
                _one_level(bench, cells, times[:jobs], clients)
            _crowd(bench, cells, times)
    finally:
        bench.stop()
    return list(cells.values())


def _cells() -> Iterator[tuple[tuple[str, int], Cell]]:
    for clients in CLIENTS:
        for key, name, goals in [
            ("sql hold", "SQL alone: the inserts of a hold", {}),
            ("bare hold", "bare view: the inserts of a hold", {}),
            ("hold", "hold, practitioner named", {"ratio": 0.4}),
            ("hold any", "hold, any of 20", {}),
            ("sql booking", "SQL alone: hold and completion", {}),
            ("bare booking", "bare views: hold, then completion", {}),
            ("booking", "hold, then booking paid on site", {"ratio": 0.4}),
        ]:
            yield (key, clients), Cell(f"{key}/{clients}", name, clients, goals)
    crowd = {"slowest": 1000.0}
    for key, name in [("one time", "32 want one time of one person"), ("one time any", "32 want one time of anybody")]:
        done = frozenset({"201", "409"})
        yield (key, CROWD), Cell(f"{key}/{CROWD}", name, CROWD, dict(crowd), count_as_done=done)


def _one_level(bench: Bench, cells: dict[tuple[str, int], Cell], times: list[FreeTime], clients: int) -> None:
    facts = bench.driver.servers.facts
    holds = [hold_job(facts, who, at) for who, at in times]
    bare = [_bare_hold(facts, who, at) for who, at in times]
    anybody = [hold_job(facts, None, at) for _who, at in times]
    whole = [[hold[0], complete(facts, n)] for n, hold in enumerate(holds)]
    bare_whole = [[hold[0], _bare_complete(facts, n)] for n, hold in enumerate(bare)]
    asked = [_asked(facts, who, at) for who, at in times]

    cells["sql hold", clients].add(bench.sql(asked, clients, whole=False))
    ground = bench.http(bare, clients)
    cells["bare hold", clients].add(ground, ground)
    cells["hold", clients].add(bench.http(holds, clients), ground)
    cells["hold any", clients].add(bench.http(anybody, clients), ground)

    cells["sql booking", clients].add(bench.sql(asked, clients, whole=True))
    ground = bench.http(bare_whole, clients)
    cells["bare booking", clients].add(ground, ground)
    cells["booking", clients].add(bench.http(whole, clients), ground)


def _crowd(bench: Bench, cells: dict[tuple[str, int], Cell], times: list[FreeTime]) -> None:
    facts = bench.driver.servers.facts
    for who, at in times[:3]:
        for key, named in [("one time", who), ("one time any", None)]:
            jobs = [hold_job(facts, named, at)] * CROWD
            cells[key, CROWD].add(bench.http(jobs, CROWD))


def free_times(driver: Driver) -> list[FreeTime]:
    """What the slots API offers on a grid as wide as the service, so that no two of them overlap; shuffled."""
    facts = driver.servers.facts
    first = datetime.now(UTC).date() + timedelta(days=2)
    found: list[FreeTime] = []
    for who in facts["practitioners"]:
        days = f"from={first}&to={first + timedelta(days=61)}"
        path = f"/api/v1/{facts['slug']}/slots?service={facts['service']['code']}&practitioner={who['code']}&{days}"
        answer, _headers = driver.fetch("small", path)
        starts = [slot["start"] for slot in json.loads(answer)["results"]]
        found += [(who, start) for start in starts if _on_grid(datetime.fromisoformat(start))]
    random.Random(11).shuffle(found)
    return found


def _on_grid(start: datetime) -> bool:
    return (start.hour * 60 + start.minute - OPENS.hour * 60) % MINUTES == 0


def hold_job(facts: dict[str, Any], who: dict[str, str] | None, start: str) -> Job:
    named = {"practitioner": who["code"]} if who else {}
    return [post(f"/api/v1/{facts['slug']}/holds", {"service": facts["service"]["code"], "start": start, **named})]


def complete(facts: dict[str, Any], number: int) -> Request:
    client = {"name": "Bench", "email": f"client-{number}@bench.example"}
    return post(f"/api/v1/{facts['slug']}/bookings", {"hold": "$hold", "client": client, "payment": "on_site"})


def _asked(facts: dict[str, Any], who: dict[str, str], start: str) -> dict[str, Any]:
    service = facts["service"]
    return {
        "start": start, "minutes": service["minutes"], "service": service["id"], "price": service["price"],
        "location": facts["location"], "practitioner": who["id"], "currency": facts["currency"],
    }  # fmt: skip


def _bare_hold(facts: dict[str, Any], who: dict[str, str], start: str) -> Job:
    return [post(f"/bench/{facts['slug']}/hold", _asked(facts, who, start))]


def _bare_complete(facts: dict[str, Any], number: int) -> Request:
    body = {"hold": "$hold", "parts": ["$part"], "client": {"email": f"client-{number}@bench.example"}}
    return post(f"/bench/{facts['slug']}/confirm", body)
