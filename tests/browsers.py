"""Pytest plugin: journeys need Chromium or Chrome. Without one they are named as not run; in CI that is red.

So is a skipped test in CI: a promise that nobody looked at.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

# The shell first: without the windows that nobody sees, a visitor arrives for a quarter of the processor time.
NAMES = (
    "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
)  # fmt: skip
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
NOT_RUN = pytest.StashKey[list[str]]()


# Started without what would call home, so that a closed network makes no noise.
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the whole run: playwright cannot be started twice in a process."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser_path(), args=QUIET)
        yield opened
        opened.close()


def browser_path() -> str | None:
    """The program of a Chromium or Chrome on this machine; LEDIG_BROWSER names another one."""
    named = os.environ.get("LEDIG_BROWSER")
    if named is not None:
        return named if Path(named).exists() else None
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or next((path for path in APPLICATIONS if Path(path).exists()), None)


def pytest_configure(config: pytest.Config) -> None:
    config.stash[NOT_RUN] = []


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if browser_path():
        return
    journeys = [item for item in items if item.get_closest_marker("journey")]
    config.stash[NOT_RUN] = [item.nodeid for item in journeys]
    config.hook.pytest_deselected(items=journeys)
    items[:] = [item for item in items if item not in journeys]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    config = session.config
    if hasattr(config, "workerinput"):
        config.workeroutput["journeys_not_run"] = config.stash[NOT_RUN]  # type: ignore[attr-defined]
        return
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") and (skipped or config.stash[NOT_RUN]) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """xdist: the workers collect, this process reports."""
    told = getattr(node, "workeroutput", {}).get("journeys_not_run", [])
    node.config.stash[NOT_RUN] = told or node.config.stash[NOT_RUN]  # type: ignore[attr-defined]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    not_run = config.stash[NOT_RUN]
    if not_run:
        terminalreporter.section("journeys not run")
        terminalreporter.line(f"{len(not_run)} not run: this machine has no Chromium or Chrome.", yellow=True)
        for name in not_run:
            terminalreporter.line(f"  {name}")
    if os.environ.get("CI") and (not_run or terminalreporter.stats.get("skipped")):
        terminalreporter.line("In CI every test has to run: this is a failure.", red=True)
