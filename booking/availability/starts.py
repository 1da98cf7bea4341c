"""Which starts are free: sought in the space of starts, never minute by minute."""

from collections.abc import Mapping

from booking.availability.asking import Busy, Found, Limits, Offer, Query
from booking.availability.openings import Book
from booking.availability.rules import Id


def find_starts(query: Query, book: Book, busy: Mapping[Id, Busy], limits: Limits) -> list[Offer]:
    """The starts on offer, sorted: one for each (start, length, price, modes, location)."""
    raise NotImplementedError


def search(query: Query, book: Book, busy: Mapping[Id, Busy]) -> Found:
    """All free starts whatever the moment and whoever asks; true until rules or busy times change."""
    raise NotImplementedError


def offers(found: Found, limits: Limits) -> list[Offer]:
    """What of `found` may be offered now to this visitor."""
    raise NotImplementedError
