"""(d) The staff calendar: the feed of a full week of twenty, how soon two hundred listeners are told, and what drawing
that week costs a browser."""

import json
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

from tests.bench.driving import Driver, Job, Run, cpu_seconds, get
from tests.bench.holds_bench import AWAY, free_times, hold_job
from tests.bench.listening import Listening
from tests.bench.measured import Cell
from tests.bench.slots_bench import trivial
from tests.browsers import QUIET, browser_path

LISTENERS, A_SECOND = 200, 20
ENTRIES = 700
HELD_SINCE = """
    SELECT extract(epoch FROM occurred_at) FROM tenants_event
    WHERE type = 'booking.held' AND occurred_at >= to_timestamp(%s) ORDER BY 1
"""
DRAWN = ".calendar .entry-box"


def measure(driver: Driver, *, rounds: int, seconds: float) -> list[Cell]:
    """`seconds`: how long each round of the feed lasts, and a tenth of how long times are booked."""
    cookies = json.loads(driver.servers.manage("small", "bench_login", str(LISTENERS)))
    cells = _feed(driver, cookies[0], rounds, seconds)
    cells.append(_listening(driver, cookies, seconds * 10))
    return cells + (_drawing(driver, cookies[0], rounds) if browser_path() else [])


def monday() -> date:
    """The next one: the data begin today."""
    today = datetime.now(UTC).date()
    return today + timedelta(days=7 - today.weekday())


def _feed(driver: Driver, cookie: str, rounds: int, seconds: float) -> list[Cell]:
    path = f"/{driver.servers.facts['slug']}/desk/calendar.json?from={monday()}&until={monday() + timedelta(days=7)}"
    headers = {"Cookie": cookie}
    for _ in range(8):  # both processes
        answer, _headers = driver.fetch("small", path, headers)
    assert len(json.loads(answer)["entries"]) == ENTRIES
    _answer, told = driver.fetch("small", path, headers | {"X-Bench-Count": "yes"})
    cells: list[Cell] = []
    for clients in (1, 8):
        floor = Cell(f"trivial for the feed/{clients}", "trivial view, one query", clients)
        feed = Cell(f"feed/{clients}", f"calendar feed, a week of 20, {ENTRIES} entries", clients, {"queries": 8.0})
        feed.queries = int(told["X-Bench-Queries"])
        cells += [floor, feed]
        plan: dict[str, Any] = {"clients": clients, "seconds": seconds, "warm": 4 * clients, "cycle": True}
        for _round in range(rounds):
            ground = driver.run("small", [trivial(driver.servers.facts)], **plan)
            floor.add(ground)
            feed.add(driver.run("small", [get(path, headers)], **plan), ground)
    return cells


def _listening(driver: Driver, cookies: list[str], seconds: float) -> Cell:
    """From the moment at which a hold's row was written (the database's clock is this machine's) until each of them
    has been told."""
    servers = driver.servers
    jobs: list[Job] = [hold_job(servers.facts, *one) for one in free_times(driver)[: int(seconds * A_SECOND)]]
    path = f"/{servers.facts['slug']}/desk/live"
    children = [servers.web["small"], servers.live, servers.postgres.child, servers.valkey.child]
    before = cpu_seconds(children)
    crowd = Listening(f"127.0.0.1:{servers.live_port}", path)
    crowd.run(cookies, f"http://127.0.0.1:{servers.port['small']}", jobs, A_SECOND)
    used = cpu_seconds(children) - before
    with servers.owner("small") as owner:
        owner.execute("SELECT set_config('app.tenant', %s, false)", [servers.facts["tenant"]])
        held = [float(moment) for (moment,) in owner.execute(HELD_SINCE, [crowd.began]).fetchall()]
        owner.execute(AWAY)
    delays, lost = crowd.delays(held)
    name = f"{A_SECOND} times a second are held, {LISTENERS} are told"
    cell = Cell("live", name, LISTENERS, {"p95": 2000.0}, count_as_done=frozenset({"told"}))
    statuses = {"told": len(delays)} | ({"never told": lost} if lost else {})
    cell.add(Run(crowd.ended - crowd.began, delays, statuses | _refused(crowd, len(jobs)), used, 0.0))
    return cell


def _refused(crowd: Listening, asked: int) -> dict[str, int]:
    return {"not held": asked - crowd.made} if crowd.made < asked else {}


def _drawing(driver: Driver, cookie: str, rounds: int) -> list[Cell]:
    """Processor time of scripts, as Chromium itself counts it."""
    first = Cell("draw/first", f"opening the calendar at {ENTRIES} entries: ms of script", 1, {"p95": 500.0})
    again = Cell("draw/again", f"drawing the {ENTRIES} again: ms of script", 1, {"p95": 500.0})
    base = f"http://127.0.0.1:{driver.servers.port['small']}"
    desk = f"{base}/{driver.servers.facts['slug']}/desk/?view=week&day={monday()}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=QUIET)
        name, _equals, value = cookie.partition("=")
        for _round in range(rounds):
            context: BrowserContext = browser.new_context(viewport={"width": 1440, "height": 900})
            context.add_cookies([{"name": name, "value": value, "url": base}])
            page = context.new_page()
            first.add(_script_of(page, lambda page: page.goto(desk)))
            again.add(_script_of(page, _draw_again))
            context.close()
        browser.close()
    return [first, again]


def _draw_again(page: Page) -> None:
    """As when something has changed elsewhere."""
    with page.expect_response(lambda answer: "calendar.json" in answer.url):
        page.evaluate("window.LedigCalendar.refetch()")
    page.wait_for_timeout(500)


def _script_of(page: Page, act: Callable[[Page], Any]) -> Run:
    """What scripts used from the act until all is drawn, and a moment longer."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = _script(session)
    act(page)
    deadline = time.monotonic() + 30
    while page.locator(DRAWN).count() < ENTRIES and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    assert page.locator(DRAWN).count() == ENTRIES
    page.wait_for_timeout(500)
    after = _script(session)
    session.detach()
    used = (after - before if after >= before else after) * 1e3
    return Run(used / 1e3, [used], {"200": 1}, 0.0, 0.0)


def _script(session: CDPSession) -> float:
    """Seconds so far."""
    told = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return float(told["ScriptDuration"])
