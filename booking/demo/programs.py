"""The programs that make up the product, as the demo starts them."""

import sys
from collections.abc import Mapping
from pathlib import Path

from booking.demo.folder import Folder
from booking.demo.processes import Child

ROOT = Path(__file__).resolve().parents[2]
WEB_WORKERS = 2


def stripe_stand_in(folder: Folder, environment: Mapping[str, str], port: int) -> Child:
    """Stripe, as far as the demo needs it."""
    hook = ["--webhook-url", f"{environment['BASE_URL']}/webhooks/stripe/"]
    secret = ["--webhook-secret", environment["STRIPE_WEBHOOK_SECRET"]]
    state = ["--state", str(folder.path / "stripe.jsonl")]  # the next run goes on with the same payments
    return _python(folder, "stripe", environment, "payments.stand_in", "--port", str(port), *hook, *secret, *state)


def prepare(folder: Folder, environment: Mapping[str, str], stage: str) -> Child:
    """Runs once, to its end."""
    files = ["--out", str(folder.path / "tenants.json"), "--seen", str(folder.path / "prepared.json")]
    return _python(folder, "prepare", environment, "booking.demo.prepare", "--stage", stage, *files)


def services(folder: Folder, environment: Mapping[str, str], port: int, live_port: int) -> list[Child]:
    """Web, live events, worker and scheduler, in the order in which they are stopped."""
    schedule = folder.path / "beat" / "schedule"
    schedule.parent.mkdir(exist_ok=True)
    celery = ["celery", "--app", "booking", "--quiet"]
    return [
        _python(folder, "web", environment, *web(port)),
        _python(folder, "live", environment, *live(live_port)),
        _python(folder, "beat", environment, *celery, "beat", "--schedule", str(schedule), "--pidfile", ""),
        _python(folder, "worker", environment, *celery, "worker", "--concurrency", "2", *ALONE),
    ]


# One worker has nobody to gossip with: this saves a second at its start.
ALONE = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "INFO")


def web(port: int) -> list[str]:
    """Processes with a few threads each, so that one slow call to Stripe does not hold up a page."""
    return [
        "granian", "--interface", "wsgi", "booking.wsgi:application",
        "--host", "127.0.0.1", "--port", str(port), "--backlog", "1024", "--http", "1", "--no-ws",
        "--workers", str(WEB_WORKERS), "--blocking-threads", "4",
        "--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "2",
    ]  # fmt: skip


def live(port: int) -> list[str]:
    """One process: it waits most of the time, and stops at once, for the pages come again by themselves."""
    return [
        "granian", "--interface", "asgi", "booking.live:application",
        "--host", "127.0.0.1", "--port", str(port), "--backlog", "2048", "--backpressure", "2048",
        "--http", "1", "--no-ws", "--workers", "1",
        "--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "1",
    ]  # fmt: skip


def _python(folder: Folder, name: str, environment: Mapping[str, str], *arguments: str) -> Child:
    return Child(
        name=name,
        command=[sys.executable, "-m", *arguments],
        log=folder.path / "logs" / f"{name}.log",
        env=environment,
        cwd=ROOT,
    )
