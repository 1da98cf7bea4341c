"""Taking back from the activity log that something was put at another place of its list."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from booking.kernel.errors import StaleState
from booking.resources.arranging import is_below, move_person, move_team, move_to, move_unit
from booking.resources.models import Question, Service, Team, Unit
from booking.resources.people import practitioners
from booking.resources.questions import move_question
from tenants.actors import Actor
from tenants.models import Event, Tenant
from tenants.setup.log_undo import CHANGED_SINCE, PLACE, Way, change_of, takes_back


@dataclass(frozen=True, slots=True)
class Lists:
    """`all_of`: the rows that are in use; `whose`: in which list a row stands; `then`: what decides between equals."""

    all_of: Callable[[Tenant], QuerySet[Any]]
    move: Callable[..., None]
    whose: Callable[[Any], Any] = lambda row: None
    then: str = "name"

    def places(self, tenant: Tenant, *, lock: bool = False) -> dict[UUID, tuple[Any, int]]:
        """Each row with its place, 1 for the first."""
        rows = self.all_of(tenant).order_by("pk")
        lists: dict[Any, list[Any]] = defaultdict(list)
        for row in rows.select_for_update(no_key=True, of=("self",)) if lock else rows:
            lists[self.whose(row)].append(row)
        for one in lists.values():
            one.sort(key=lambda row: (row.position, getattr(row, self.then)))
        return {row.pk: (row, n) for one in lists.values() for n, row in enumerate(one, start=1)}

    def possible(self, tenant: Tenant, events: Sequence[Event]) -> set[UUID]:
        """While it stands where the event has put it."""
        return set(self._standing(events, self.places(tenant)))

    def ahead(self, tenant: Tenant, event: Event) -> None:
        """Nobody's times hang on it. Raises `StaleState`."""
        if event.pk not in self.possible(tenant, [event]):
            raise StaleState(CHANGED_SINCE)

    def back(self, tenant: Tenant, event: Event, actor: Actor) -> None:
        """Raises `StaleState`."""
        row = self._standing([event], self.places(tenant, lock=True)).get(event.pk)
        if row is None:
            raise StaleState(CHANGED_SINCE)
        was, _now = change_of(event)[PLACE]
        whose = {"service": row.service} if isinstance(row, Question) else {"tenant": tenant}
        self.move(**whose, code=row.code, place=was - 1, actor=actor)

    def _standing(self, events: Sequence[Event], places: dict[UUID, tuple[Any, int]]) -> dict[UUID, Any]:
        found = {}
        for event in events:
            row, place = places.get(event.subject_id, (None, 0))
            if row is not None and place == change_of(event).get(PLACE, (0, 0))[1]:
                found[event.pk] = row
        return found


def _below(unit: Unit) -> UUID | None:
    return unit.above_id if is_below(unit) else None


LISTS = {
    "service": Lists(lambda tenant: Service.objects.filter(tenant=tenant, active=True), move_to),
    "practitioner": Lists(lambda tenant: practitioners(tenant).filter(active=True), move_person),
    "team": Lists(lambda tenant: Team.objects.filter(tenant=tenant, active=True), move_team),
    "unit": Lists(
        lambda tenant: Unit.objects.filter(tenant=tenant, active=True).select_related("above"), move_unit, _below
    ),
    "question": Lists(
        lambda tenant: Question.objects.filter(tenant=tenant, active=True).select_related("service"), move_question,
        lambda row: row.service_id, "code",
    ),
}  # fmt: skip
for thing, lists in LISTS.items():
    takes_back(f"{thing}.changed.{PLACE}", Way(lists.possible, lists.ahead, lists.back))
