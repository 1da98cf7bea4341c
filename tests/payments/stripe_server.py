"""Starts the Stripe stand-in on a free port, as its own process, for tests."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[2]
SECRET = "whsec_tests"


class StandIn:
    """A running stand-in: `url` for STRIPE_API_BASE, `control` to tell it what to do."""

    def __init__(self, process: subprocess.Popen[str], url: str, secret: str) -> None:
        self.process = process
        self.url = url
        self.secret = secret

    def control(self, path: str, order: dict[str, Any] | None = None) -> Any:
        """POSTs an order to `/_control/<path>`, or GETs when there is none."""
        body = None if order is None else json.dumps(order).encode()
        request = Request(f"{self.url}/_control/{path}", body, {"Content-Type": "application/json"})
        try:
            with urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except HTTPError as error:
            raise AssertionError(f"{path}: {error.code} {error.read().decode()}") from None

    def reset(self) -> None:
        """Forgets payments, plans and faults; the webhook's address stays."""
        self.control("reset", {})

    def send_webhooks_to(self, url: str, **settings: Any) -> None:
        """Sets the address, and any other field of CourierSettings (hold, copies, delay, lose, …)."""
        self.control("webhooks", {"url": url, "secret": self.secret, **settings})

    def pay(self, intent_id: str, card: str = "pm_card_visa") -> dict[str, Any]:
        """Confirms as the client's browser would; returns the intent, or {"error": …} when declined."""
        paid: dict[str, Any] = self.control(f"intents/{intent_id}/pay", {"card": card})
        return paid

    def intents(self) -> list[dict[str, Any]]:
        """All payment intents of all accounts, newest first; `_account` tells whose."""
        found: list[dict[str, Any]] = self.control("intents")["intents"]
        return found

    def refunds(self) -> list[dict[str, Any]]:
        """All refunds of all accounts, newest first."""
        found: list[dict[str, Any]] = self.control("refunds")["refunds"]
        return found

    def events(self, event_type: str = "") -> list[dict[str, Any]]:
        """Events, oldest first; of one type when it is named."""
        found = reversed(self.control("events")["events"])
        return [event for event in found if event["type"].startswith(event_type)]

    def deliveries(self, event_type: str = "") -> list[dict[str, Any]]:
        """Webhooks with their tries and answers, oldest first."""
        found = self.control("webhooks")["deliveries"]
        return [each for each in found if each["type"].startswith(event_type)]

    def wait_for_deliveries(self, count: int, event_type: str = "", seconds: float = 10) -> list[dict[str, Any]]:
        """Waits until so many webhooks have been answered with 2xx."""
        until = time.monotonic() + seconds
        while True:
            done = [each for each in self.deliveries(event_type) if each["state"] == "delivered"]
            if len(done) >= count:
                return done
            if time.monotonic() > until:
                raise AssertionError(f"{len(done)} of {count} delivered: {self.deliveries(event_type)}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Ends the process."""
        self.process.terminate()
        self.process.wait(10)


def start(*options: str, secret: str = SECRET, port: int = 0) -> StandIn:
    """Starts a stand-in and waits until it answers."""
    command = [sys.executable, "-m", "payments.stand_in", "--port", str(port), "--webhook-secret", secret]
    process = subprocess.Popen(
        [*command, "--retry-base", "0.05", *options], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+", line)
    if found is None:
        process.kill()
        process.wait()
        raise AssertionError(f"the stand-in did not start: {line!r}")
    return StandIn(process, found.group(), secret)


@contextmanager
def running(*options: str) -> Iterator[StandIn]:
    """A stand-in for as long as the block lasts."""
    stand_in = start(*options)
    try:
        yield stand_in
    finally:
        stand_in.stop()
