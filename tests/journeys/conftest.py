"""The whole product, as `make demo` runs it, and people with real browsers in front of it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from booking.demo.ports import free_port

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


@dataclass
class Demo:
    """The running product, and what its `demo.json` says."""

    told: dict[str, Any]
    tenants: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tenants = {row["slug"]: row for row in self.told["tenants"]}
        self.url = self.told["url"]

    def mail(self, to: str, *, having: str, seconds: float = 20) -> dict[str, Any]:
        """The newest mail to somebody with these words in its subject; waits for the workers."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            found = httpx.get(self.told["mailbox_url"].rstrip("/") + ".json", params={"to": to}).json()
            for mail in found["results"] if isinstance(found, dict) else found:
                if having in mail["subject"]:
                    return mail
            time.sleep(0.3)
        raise AssertionError(f"no mail to {to} with {having!r} in its subject")

    def sql(self, slug: str, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """A hand on the clock: as the owner, inside one business."""
        with psycopg.connect(self.told["database_urls"]["owner"]) as database:
            (tenant,) = database.execute("SELECT id FROM tenants_tenant WHERE slug = %s", [slug]).fetchone() or ("",)
            database.execute("SELECT set_config('app.tenant', %s, true)", [str(tenant)])
            done = database.execute(statement, values)
            return done.fetchall() if done.description else []

    def run_out(self, slug: str, path: str) -> None:
        """The ten minutes of all holds of a business are over."""
        for table, column in (("bookings_booking", "held_until"), ("availability_occupancy", "expires_at")):
            self.sql(
                slug,
                f"UPDATE {table} SET {column} = clock_timestamp() - interval '1 second' WHERE {column} IS NOT NULL",
            )

    def no_longer_wait(self, slug: str, to: str, kind: str, *, seconds: float = 20) -> None:
        """What is planned for somebody is due now."""
        until = time.monotonic() + seconds
        now = "UPDATE notifications_message SET due_at = now() WHERE (address, kind) = (%s, %s) RETURNING id"
        while not self.sql(slug, now, to, kind):
            assert time.monotonic() < until, f"nothing is planned for {to}"
            time.sleep(0.3)

    def service(self, slug: str, name: str) -> str:
        return next(row["code"] for row in self.tenants[slug]["services"] if row["name"] == name)

    def control(self, what: str, **values: Any) -> Any:
        """Tell the stand-in for Stripe how to behave."""
        return httpx.post(f"{self.told['stripe_url']}/_control/{what}", json=values).raise_for_status().json()


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    folder = Path(tempfile.mkdtemp(prefix="ledig-journeys-"))
    ours = {
        name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "REDIS_", "STRIPE_"))
    }
    settings = {"PORT": str(free_port()), "DATA": str(folder), "RATE_LIMITS": "off", "STAGE": "open"}
    process = subprocess.Popen(
        [sys.executable, "-m", "booking.demo"], env=ours | settings, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        yield Demo(_ready(process, folder))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _ready(process: subprocess.Popen[str], folder: Path) -> dict[str, Any]:
    until = time.monotonic() + 120
    while time.monotonic() < until and process.poll() is None:
        if (folder / "demo.json").exists():
            told = json.loads((folder / "demo.json").read_text())
            try:
                if httpx.get(f"{told['url']}/readyz").status_code == 200:
                    return told
            except httpx.TransportError:
                pass
        time.sleep(0.2)
    process.kill()
    raise AssertionError(f"the demo did not start:\n{process.stdout.read() if process.stdout else ''}")


@pytest.fixture
def visitor(browser: Browser, demo: Demo) -> Iterator[Callable[..., Page]]:
    """A person with a browser of their own: `visitor()`, `visitor(javascript=False)`, `visitor(wide=True)`,
    `visitor(zone="America/New_York")`, `visitor(touch=True)`. Faults in the browser's console fail the test,
    but for answers that the server refused on purpose."""
    faults: list[str] = []
    contexts = []

    def arrive(
        *,
        javascript: bool = True,
        wide: bool = False,
        language: str = "en",
        dark: bool = False,
        zone: str = "Europe/Stockholm",
        touch: bool = False,
    ) -> Page:
        context = browser.new_context(
            viewport=DESK if wide else PHONE, java_script_enabled=javascript, base_url=demo.url,
            color_scheme="dark" if dark else "light", reduced_motion="reduce", timezone_id=zone,
            has_touch=touch, is_mobile=touch,
        )  # fmt: skip
        context.add_cookies([{"name": "ledig_language", "value": language, "url": demo.url}])
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield arrive
    for context in contexts:
        context.close()
    assert [fault for fault in faults if "the server responded with a status of 4" not in fault] == []


@pytest.fixture
def accessible() -> Callable[..., None]:
    """axe finds nothing on the page as it is now. `only`: of these rules; `preload`: also those that read all style
    sheets and sounds first, which takes as long as the others together: `test_every_page` does. Pages as they first are
    belong there, by day and by night; other journeys look at what they have made of them."""

    def look(page: Page, *, only: tuple[str, ...] = (), preload: bool = False) -> None:
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        options = {"resultTypes": ["violations"], "preload": preload} | ({"runOnly": list(only)} if only else {})
        found = page.evaluate("options => axe.run(options).then(told => told.violations)", options)
        assert [(rule["id"], [node["html"] for node in rule["nodes"]][:3]) for rule in found] == [], page.url

    return look
