"""When to tell, when to try again, when a message has lost its point. Plain values in and out."""

import random
from datetime import datetime, timedelta

from booking.bookings.cancelling import UNDO_WITHIN
from booking.bookings.models import Status

ATTEMPTS = 12
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
GONE_AFTER = timedelta(minutes=5)
THROUGH = timedelta(seconds=10)


def due_after(kind: str, *, undoable: bool = False) -> timedelta:
    """How long a message waits after what it tells of. Whose card was declined is usually still on the page, with
    another card: only who has gone need be told. What may still be taken back (`undoable`) is told when that is over,
    and whoever did it at the last moment is through."""
    if undoable:
        return UNDO_WITHIN + THROUGH
    return GONE_AFTER if kind == "payment_failed" else timedelta()


def wait_before(attempt: int, chance: float | None = None) -> timedelta:
    """After the given attempt (1, 2, …): doubling from half a minute to an hour, ± a quarter so that not all
    come back at once. Twelve attempts span about five hours. `chance` in [0, 1) is for tests."""
    wait = min(FIRST_WAIT * 2 ** (attempt - 1), LONGEST_WAIT)
    return wait * (0.75 + (random.random() if chance is None else chance) / 2)  # noqa: S311


def superseded(kind: str, about_start_at: datetime | None, start_at: datetime, status: str) -> bool:
    """Would the message tell what is no longer so? Then another message tells the rest."""
    if kind == "reminder":
        return status != Status.CONFIRMED or about_start_at != start_at
    if kind == "moved":
        return status == Status.CANCELLED or about_start_at != start_at
    if kind in ("confirmation", "client_changed"):
        return status == Status.CANCELLED
    if kind == "cancelled":
        return status != Status.CANCELLED
    if kind == "requested":
        return status != Status.REQUESTED
    if kind == "payment_failed":
        return status != Status.AWAITING_PAYMENT
    return False


def too_late(kind: str, start_at: datetime, end_at: datetime, now: datetime) -> bool:
    """A reminder after the beginning, or a time after its end, helps nobody."""
    if kind == "reminder":
        return now >= start_at
    return kind in ("confirmation", "moved") and now >= end_at
