"""Does it answer yet?"""

import time
import urllib.error
import urllib.request
from collections.abc import Iterable

from booking.demo.keeper import Keeper
from booking.demo.options import StartError

PATIENCE = 90.0  # seconds
# Nobody's proxy stands between us and this machine.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def wait_until_answering(addresses: Iterable[str], keeper: Keeper) -> None:
    """Returns when each has answered 200. Raises StartError when a child falls, or after PATIENCE."""
    silent = list(addresses)
    deadline = time.monotonic() + PATIENCE
    while silent := [address for address in silent if not answers(address)]:
        for child in keeper.fallen():
            raise StartError(f"{child.name} did not start. The end of {child.log}:\n{child.last_words()}")
        if time.monotonic() > deadline:
            raise StartError(f"{silent[0]} did not answer within {PATIENCE:g} seconds; see {keeper.logs}.")
        time.sleep(0.05)


def answers(address: str) -> bool:
    """Whether a GET brings 200 within two seconds."""
    try:
        with _opener.open(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
