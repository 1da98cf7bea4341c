"""Whoever is no longer let in no longer listens: within a second, and without a word of the broker."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

from tenants.live.admission import Admitted, staying
from tenants.live.hub import Listener

log = logging.getLogger(__name__)
EVERY = 0.5  # seconds between two questions, one for all who listen
PATIENCE = 5.0  # seconds for its answer; then nobody is known to be let in any more


class Watch:
    """The broker may lose a message, and this must not be lost: so the database is asked."""

    def __init__(self) -> None:
        self._watched: dict[Listener, Admitted] = {}
        self._asking = ThreadPoolExecutor(1, "watch")

    def add(self, listener: Listener, admitted: Admitted) -> None:
        self._watched[listener] = admitted

    def remove(self, listener: Listener) -> None:
        self._watched.pop(listener, None)

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            await asyncio.sleep(EVERY)
            if self._watched:
                await self._look()

    def close(self) -> None:
        self._asking.shutdown(wait=False, cancel_futures=True)

    async def _look(self) -> None:
        those = dict(self._watched)  # who comes meanwhile was asked a moment ago
        question = asyncio.get_running_loop().run_in_executor(self._asking, staying, set(those.values()))
        try:
            let_in = await asyncio.wait_for(question, PATIENCE)
        except Exception as problem:  # no answer in time, or one that nobody foresaw: nobody is let in
            log.warning("Who listens is not known; all are sent away.", extra={"error": type(problem).__name__})
            let_in = set()
        for listener, admitted in those.items():
            if admitted not in let_in:
                listener.end()
