"""Recurring bookings in a template week: which they are, of which parts, and on which days they would come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from booking.availability.models import BlockKind, TemplateBlock
from booking.availability.planning import Stretch
from booking.availability.wishing import Wish
from booking.clients.models import Client
from booking.kernel.errors import Invalid
from booking.resources.models import Resource

MOST = 100
THERE, APART, TOGETHER = "there", "apart", "together"


class Regular(NamedTuple):
    """One booking of a template, its parts in order. `whole`: none of them is with somebody whose calendar is not
    chosen."""

    parts: tuple[TemplateBlock, ...]
    whole: bool = True

    @property
    def first(self) -> TemplateBlock:
        return self.parts[0]


@dataclass(frozen=True, slots=True)
class Again:
    """One part of a booking that would be made, as a booking of its own. `why`: empty when it can be; THERE; APART, not
    without somebody else; TOGETHER, not without another part; or the engine's word for what forbids it. Without `wish`
    it is not even tried. `things`: what it would take besides whoever gives it."""

    block: TemplateBlock
    on: date
    client: Client | None
    wish: Wish | None
    start_at: datetime | None
    why: str = ""
    things: tuple[UUID, ...] = ()

    @property
    def refused(self) -> bool:
        return self.why not in ("", THERE)


def regulars(blocks: Iterable[TemplateBlock], people: Sequence[Resource]) -> list[Regular]:
    """The bookings among all the blocks of a template that are with any of these people."""
    pks = {one.pk for one in people}
    by_booking: dict[UUID, list[TemplateBlock]] = {}
    for block in sorted(blocks, key=lambda one: (one.after, one.pk)):
        if block.kind == BlockKind.BOOKING:
            by_booking.setdefault(block.together or block.pk, []).append(block)
    return [
        Regular(theirs, len(theirs) == len(parts))
        for parts in by_booking.values()
        if (theirs := tuple(part for part in parts if part.resource_id in pks))
    ]


def wanted(found: Iterable[Regular], stretch: Stretch) -> list[tuple[date, Regular]]:
    """Each booking on each of its days, in order of time. Raises `Invalid` when they are too many."""
    asked = [(on, one) for one in found for on in stretch.days_of(one.first)]
    if sum(len(one.parts) for _on, one in asked) > MOST:
        raise Invalid(errors={"last": [_("That is more than %(most)d bookings. Choose fewer weeks.") % {"most": MOST}]})
    return sorted(asked, key=lambda one: (one[0], one[1].first.opens, one[1].first.pk))
