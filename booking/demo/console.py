"""The person at the keyboard: lines to read, and the wish to stop."""

import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Iterator
from types import FrameType

from booking.demo.processes import PR_SET_PDEATHSIG

PARENT = "LEDIG_STOP_WITH"  # our parent's name when we must not outlive it: make


class Stopped(BaseException):
    """Ctrl-C or SIGTERM. Not an Exception: nobody on the way may swallow it."""


def say(text: str) -> None:
    """One message, at once; nobody may be listening any more."""
    with contextlib.suppress(OSError):
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


@contextlib.contextmanager
def stop_signals() -> Iterator[None]:
    """Inside, the first signal raises Stopped; from then on and after it, none disturbs the stopping."""
    chosen = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # with nohup we outlive the terminal
        chosen.append(signal.SIGHUP)

    def stop(_number: int, _frame: FrameType | None) -> None:
        ignore()
        raise Stopped

    def ignore() -> None:
        for each in chosen:
            signal.signal(each, signal.SIG_IGN)

    for each in chosen:
        signal.signal(each, stop)
    _stop_with_parent()
    try:
        yield
    finally:
        ignore()


def _stop_with_parent() -> None:
    """When `make` is killed outright, Linux tells us; else the demo would run on with nobody to stop it."""
    if os.environ.get(PARENT) and sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
