"""Free times as JSON text made by hand: a thousand slots must not become a thousand dicts on their way out."""

import json
import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

from booking.availability.answering import Answer
from booking.availability.asking import Limits, Offer, Terms
from booking.availability.catalogue import Catalogue, Reading
from booking.availability.search import named
from booking.availability.starts import offers
from booking.availability.wallclock import day_of
from booking.availability.wishing import Wish, horizon_of, notice_of
from booking.kernel.clock import from_minute
from booking.kernel.intervals import Minute

MOST_HEADS = 30_000
AT_ANY_NOTICE = -(10**9)


@dataclass(frozen=True, slots=True)
class Rendered:
    """An answer in order of time, the least notice not yet applied: for each start two pieces of text, the one
    that the start decides and the one that the terms decide. Both are shared between slots and answers."""

    starts: Sequence[Minute]
    pieces: Sequence[str]

    def since(self, earliest: Minute) -> str:
        """The slots from then on, as the inside of a JSON list."""
        at = 2 * bisect_left(self.starts, earliest)
        return "".join((self.pieces[at][1:], *self.pieces[at + 1 :])) if at < len(self.pieces) else ""


class Heads(dict[Minute, str]):
    """`,{"start":…,"end":…,` for each start, written once. True for ever: a zone's past and future do not change."""

    def __init__(self, zone: str, minutes: int) -> None:
        self.zone = ZoneInfo(zone)
        self.minutes = minutes

    def __missing__(self, start: Minute) -> str:
        begins, ends = (from_minute(at).astimezone(self.zone).isoformat() for at in (start, start + self.minutes))
        if len(self) >= MOST_HEADS:
            self.clear()
        self[start] = text = f',{{"start":"{begins}","end":"{ends}",'
        return text


@lru_cache(maxsize=100)
def heads(zone: str, minutes: int) -> Heads:
    return Heads(zone, minutes)


def slots_text(reading: Reading, wish: Wish, answer: Answer, *, zone: str, currency: str) -> str:
    """What may be offered to the public now. `zone` is that of the days; a slot is written in its own place's.
    Where gaps are spared, what is left of today decides on more than what is over: that is written anew each time."""
    notice = notice_of(reading.catalogue, wish)
    earliest = math.ceil(reading.now + notice)
    if answer.found.query.shortest_gap:
        return _rendered(reading, wish, answer, zone, currency, notice).since(earliest)
    places = {terms.location for terms in answer.found.starts}
    today = tuple(day_of(answer.found.zones[place], int(reading.now)) for place in places)
    key = (wish.mode, wish.practitioner is not None, zone, currency, today)
    rendered = answer.rendered.get(key)
    if rendered is None:
        rendered = answer.rendered[key] = _rendered(reading, wish, answer, zone, currency)
    return rendered.since(earliest)


def _rendered(
    reading: Reading, wish: Wish, answer: Answer, zone: str, currency: str, notice: int = AT_ANY_NOTICE
) -> Rendered:
    limits = Limits(
        now=reading.now, notice_minutes=notice, horizon_days=horizon_of(reading.catalogue, wish), mode=wish.mode,
        spare_gaps=bool(answer.found.query.shortest_gap),
    )  # fmt: skip
    offered = offers(answer.found, limits)
    writer = _Writer(reading.catalogue, wish, zone, currency)
    if len({terms.location for terms in answer.found.starts}) > 1 and wish.practitioner is None:
        offered = _wherever(offered)
    return writer.write(offered)


def _wherever(offered: list[Offer]) -> list[Offer]:
    """Times that differ in nothing but the place are one; the place is settled at the hold, like the practitioner."""
    merged = []
    by_slot = lambda offer: (offer.start, offer.terms.minutes, offer.terms.price or 0, sorted(offer.terms.modes))  # noqa: E731
    for _slot, same in groupby(sorted(offered, key=by_slot), key=by_slot):
        first, *others = same
        merged.append(first._replace(terms=first.terms._replace(location=None)) if others else first)
    return merged


@dataclass(frozen=True, slots=True)
class _Writer:
    catalogue: Catalogue
    wish: Wish
    zone: str
    currency: str

    def write(self, offered: list[Offer]) -> Rendered:
        """Offers with the same terms share the very object; by its identity it is known without hashing."""
        starts, terms = [offer[0] for offer in offered], [offer[1] for offer in offered]
        ids = list(map(id, terms))
        distinct = dict(zip(ids, terms, strict=True))
        known = {name: heads(self._zone(each), each.minutes) for name, each in distinct.items()}
        tails = {name: self._tail(each) for name, each in distinct.items()}
        pieces = [""] * (2 * len(starts))
        pieces[::2] = [known[name][start] for name, start in zip(ids, starts, strict=True)]
        pieces[1::2] = map(tails.__getitem__, ids)
        return Rendered(starts, pieces)

    def _zone(self, terms: Terms) -> str:
        return self.catalogue.zones.get(terms.location, self.zone)

    def _tail(self, terms: Terms) -> str:
        rest = {
            "practitioner": named(self.wish.practitioner),
            "location": named(self.catalogue.locations.get(terms.location)),  # type: ignore[arg-type]
            "modes": sorted(terms.modes),
            "price": {"amount": terms.price or 0, "currency": self.currency},
        }
        return json.dumps(rest, separators=(",", ":")).removeprefix("{")
