"""One subscription for the whole process, handed on to everybody who listens."""

import asyncio
import logging
from collections import defaultdict

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from tenants.live.bell import CHANNEL, PATIENCE

log = logging.getLogger(__name__)
AGAIN = 1.0  # seconds until the broker is tried again
CHECKED = 10  # seconds after which a silent connection is asked whether it lives


class Listener:
    """A queue of one: all messages are alike, so a listener that is slow misses nothing and keeps nothing."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self.over = False

    def ring(self) -> None:
        self._rung.set()

    def end(self) -> None:
        """Nothing will come any more."""
        self.over = True
        self._rung.set()

    async def rung(self, seconds: float) -> bool:
        """Whether it was, within that time; since it was last asked."""
        try:
            await asyncio.wait_for(self._rung.wait(), seconds)
        except TimeoutError:
            return False
        self._rung.clear()
        return not self.over


class Hub:
    """`connected`: what is rung is heard. When it no longer is, all listeners are sent away, for they would believe
    that nothing happens."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._listeners: dict[str, set[Listener]] = defaultdict(set)
        self.connected = False

    def add(self, tenant_id: str) -> Listener:
        listener = Listener()
        self._listeners[tenant_id].add(listener)
        return listener

    def remove(self, tenant_id: str, listener: Listener) -> None:
        self._listeners[tenant_id].discard(listener)
        if not self._listeners[tenant_id]:
            del self._listeners[tenant_id]

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            try:
                await self._hear()
            except (RedisError, OSError) as problem:
                log.warning("The broker does not answer; pages will poll.", extra={"error": type(problem).__name__})
            finally:
                self.connected = False
                self.send_away()
            await asyncio.sleep(AGAIN)

    def send_away(self) -> None:
        for listener in self._everybody():
            listener.end()

    async def _hear(self) -> None:
        broker = Redis.from_url(
            self._url, socket_connect_timeout=PATIENCE, health_check_interval=CHECKED, retry=Retry(NoBackoff(), 0)
        )
        async with broker, broker.pubsub() as bells:
            await bells.psubscribe(f"{CHANNEL}*")
            while True:
                message = await bells.get_message(timeout=CHECKED)
                if message and message["type"] == "pmessage":
                    self._ring(message["channel"].decode().removeprefix(CHANNEL))
                elif message and message["type"] == "psubscribe":
                    self.connected = True
                    for listener in self._everybody():  # subscribed anew: something may have been missed
                        listener.ring()

    def _ring(self, tenant_id: str) -> None:
        for listener in self._listeners.get(tenant_id, ()):
            listener.ring()

    def _everybody(self) -> list[Listener]:
        return [listener for those in self._listeners.values() for listener in those]
