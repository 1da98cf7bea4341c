"""Delivers events in the background, with retries; can be told to do it badly."""

import copy
import heapq
import itertools
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from .objects import Obj, new_id
from .signing import payload_of, post, signature

MAX_ATTEMPTS = 16
LONGEST_WAIT = 60.0  # seconds between two tries
Delivery = dict[str, Any]


@dataclass
class CourierSettings:
    """How deliveries behave; changed through `/_control/webhooks`."""

    url: str = ""
    secret: str = ""
    delay: float = 0.0  # seconds before the first try
    copies: int = 1
    lose: int = 0  # how many of the next events are never sent
    hold: bool = False
    reorder: int = 0  # gather so many events, then send them newest first
    retry_base: float = 1.0  # seconds before the second try; doubles
    types: list[str] = field(default_factory=list)  # empty: all


class Courier:
    """Delivers events. Never takes the world's lock while it holds its own."""

    def __init__(self, settings: CourierSettings) -> None:
        self.settings = settings
        self.deliveries: dict[str, Delivery] = {}
        self.keep: Callable[[Delivery], None] = lambda _: None
        self._events: dict[str, Obj] = {}
        self._due: list[tuple[float, int, str]] = []
        self._numbers = itertools.count()
        self._wake = threading.Condition()
        self._pool = ThreadPoolExecutor(max_workers=8, thread_name_prefix="webhook")

    def start(self) -> None:
        """Begins to deliver."""
        threading.Thread(target=self._run, name="courier", daemon=True).start()

    def send(self, event: Obj) -> None:
        """Plans the delivery of one event, as the settings say."""
        with self._wake:
            settings = self.settings
            if not settings.url or (settings.types and event["type"] not in settings.types):
                return
            lost = settings.lose > 0
            settings.lose -= int(lost)
            for _ in range(1 if lost else max(1, settings.copies)):
                self._add(event, "lost" if lost else "held" if self._holding() else "waiting")
            gathered = [each for each in self.deliveries.values() if each["state"] == "held"]
            if settings.reorder and len(gathered) >= settings.reorder:
                settings.reorder = 0
                self._release(gathered[::-1])

    def resend(self, event: Obj, times: int = 1) -> None:
        """Delivers an event again, so many times at once, whatever the settings say."""
        with self._wake:
            for _ in range(times):
                self._add(event, "waiting", delay=0)

    def release(self, order: str = "oldest", event_ids: list[str] | None = None) -> int:
        """Lets go of what is held back; order is oldest, newest, shuffled, or the given event ids."""
        with self._wake:
            held = [each for each in self.deliveries.values() if each["state"] == "held"]
            if event_ids is not None:
                held = sorted(
                    (each for each in held if each["event"] in event_ids),
                    key=lambda each: event_ids.index(each["event"]),
                )
            if order == "newest":
                held.reverse()
            elif order == "shuffled":
                random.shuffle(held)
            self._release(held)
            return len(held)

    def restore(self, delivery: Delivery, event: Obj) -> None:
        """Takes up a delivery that a stopped process had not finished."""
        with self._wake:
            self.deliveries[delivery["id"]] = delivery
            self._events[event["id"]] = event
            if delivery["state"] == "waiting":
                self._plan(delivery["id"], 0)

    def sent(self) -> list[Delivery]:
        """All deliveries with their tries, oldest first."""
        with self._wake:
            return copy.deepcopy(list(self.deliveries.values()))

    def clear(self) -> None:
        """Forgets all deliveries."""
        with self._wake:
            self.deliveries.clear()
            self._events.clear()
            self._due.clear()

    def _holding(self) -> bool:
        return self.settings.hold or self.settings.reorder > 0

    def _add(self, event: Obj, state: str, delay: float | None = None) -> None:
        delivery = {"id": new_id("whd"), "event": event["id"], "type": event["type"], "state": state}
        self.deliveries[delivery["id"]] = {**delivery, "account": event.get("account"), "attempts": []}
        self._events[event["id"]] = event
        self.keep(self.deliveries[delivery["id"]])
        if state == "waiting":
            self._plan(delivery["id"], self.settings.delay if delay is None else delay)

    def _release(self, held: list[Delivery]) -> None:
        # A few milliseconds apart, so that the order asked for is the order on the wire.
        for place, delivery in enumerate(held):
            delivery["state"] = "waiting"
            self._plan(delivery["id"], place * 0.05)

    def _plan(self, delivery_id: str, wait: float) -> None:
        heapq.heappush(self._due, (time.monotonic() + wait, next(self._numbers), delivery_id))
        self._wake.notify()

    def _run(self) -> None:
        while True:
            with self._wake:
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is None or wait > 0:
                    self._wake.wait(wait)
                    continue
                _, _, delivery_id = heapq.heappop(self._due)
            self._pool.submit(self._attempt, delivery_id)

    def _attempt(self, delivery_id: str) -> None:
        with self._wake:
            delivery = self.deliveries.get(delivery_id)
            if delivery is None:
                return
            url, secret = self.settings.url, self.settings.secret
            payload = payload_of(self._events[delivery["event"]])
        sent_at = time.time()
        status, answer = post(url, payload, signature(payload, secret, int(sent_at)))
        with self._wake:
            delivery["attempts"].append({"at": sent_at, "status": status, "answer": answer[:300]})
            tries = len(delivery["attempts"])
            delivered = 200 <= status < 300
            delivery["state"] = "delivered" if delivered else "waiting" if tries < MAX_ATTEMPTS else "failed"
            if delivery["state"] == "waiting":
                self._plan(delivery_id, min(self.settings.retry_base * 2 ** (tries - 1), LONGEST_WAIT))
            self.keep(delivery)
