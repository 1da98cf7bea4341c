"""(d) The staff calendar: the feed of a full week of twenty, how soon two hundred listeners are told, and what drawing
that week costs a browser."""

import json
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

from tests.bench.driving import Driver, Job, Run, cpu_seconds, get
from tests.bench.holds_bench import AWAY, complete, free_times, hold_job
from tests.bench.listening import Listening
from tests.bench.measured import Cell
from tests.bench.slots_bench import trivial
from tests.browsers import QUIET, browser_path

LISTENERS, A_SECOND = 200, 20
DRAWING = LISTENERS // 10  # of the listeners fetch again what they see
ENTRIES = 700
SINCE = """
    SELECT extract(epoch FROM occurred_at) FROM tenants_event
    WHERE type IN ('booking.held', 'booking.confirmed') AND occurred_at >= to_timestamp(%s) ORDER BY 1
"""
DRAWN = ".calendar .entry-box"


def measure(driver: Driver, *, rounds: int, seconds: float) -> list[Cell]:
    """`seconds`: how long each round of the feed lasts, and a tenth of how long times are booked."""
    cookies = json.loads(driver.servers.manage("small", "bench_login", str(LISTENERS)))
    cells = _feed(driver, cookies[0], rounds, seconds)
    for all_of_them in (False, True):
        cells += _listening(driver, cookies, seconds * 10, all_of_them=all_of_them)
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


def _listening(driver: Driver, cookies: list[str], seconds: float, *, all_of_them: bool) -> list[Cell]:
    """From the moment at which the row of a hold, or of the booking that it becomes, was written (the database's clock
    is this machine's) until each of them has been told. Meanwhile a tenth of them draw again as the page does: each a
    week of one practitioner, or `all_of_them`."""
    servers = driver.servers
    times = free_times(driver)[: int(seconds * A_SECOND)]
    jobs: list[Job] = [[*hold_job(servers.facts, *one), complete(servers.facts, n)] for n, one in enumerate(times)]
    path = f"/{servers.facts['slug']}/desk/live"
    children = [servers.web["small"], servers.live, servers.postgres.child, servers.valkey.child]
    before = cpu_seconds(children)
    crowd = Listening(f"127.0.0.1:{servers.live_port}", path, _feeds(servers.facts, all_of_them=all_of_them))
    crowd.run(cookies, f"http://127.0.0.1:{servers.port['small']}", jobs, A_SECOND)
    used = cpu_seconds(children) - before
    with servers.owner("small") as owner:
        owner.execute("SELECT set_config('app.tenant', %s, false)", [servers.facts["tenant"]])
        moments = [float(moment) for (moment,) in owner.execute(SINCE, [crowd.began]).fetchall()]
        owner.execute(AWAY)
    delays, lost = crowd.delays(moments)
    what = "the week of all 20" if all_of_them else "a week of one"
    took = crowd.ended - crowd.began
    name = f"{LISTENERS} are told of {A_SECOND} bookings a second, {DRAWING} draw {what} again"
    told = Cell(f"live/{what}", name, LISTENERS, {"p95": 2000.0}, count_as_done=frozenset({"told"}))
    statuses = {"told": len(delays)} | ({"never told": lost} if lost else {})
    told.add(Run(took, delays, statuses, used, 0.0))
    made = Cell(f"live/{what}/bookings", f"whether they are {A_SECOND} a second", LISTENERS, {"rate": 0.9 * A_SECOND})
    refused = {"refused": len(jobs) - len(crowd.booked)} if len(crowd.booked) < len(jobs) else {}
    made.add(Run(took, sorted(crowd.booked), {"201": len(crowd.booked)} | refused, 0.0, 0.0))
    drawn = Cell(f"live/{what}/feed", f"what they fetch meanwhile: {what}", DRAWING)
    drawn.add(Run(took, sorted(crowd.fetched), crowd.statuses, 0.0, 0.0))
    return [told, made, drawn]


def _feeds(facts: dict[str, Any], *, all_of_them: bool) -> list[str]:
    """Of the next week, where a ninth of the bookings are made."""
    week = f"/{facts['slug']}/desk/calendar.json?from={monday()}&until={monday() + timedelta(days=7)}"
    people = [one["code"] for one in facts["practitioners"]]
    return [week if all_of_them else f"{week}&people={people[n % len(people)]}" for n in range(DRAWING)]


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
