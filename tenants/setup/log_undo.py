"""Taking back a change of the settings from the activity log, as long as all that it changed says what it said then."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from booking.kernel.errors import NotFound, StaleState
from tenants.actors import Actor
from tenants.models import Event, Membership, Tenant
from tenants.setup.foreseen import Foretold, foretold_of
from tenants.setup.row_form import FORMS, RowForm

CHANGED_SINCE = _("This has been changed since. Nothing was changed now.")

Change = dict[str, tuple[Any, Any]]  # what it was, and what it became
PLACE = "place"  # in a list
ACTIVE = {"archived": (True, False), "restored": (False, True)}


@dataclass(frozen=True, slots=True)
class Way:
    """Taking back what no form does. `possible`: which of these events can be; `ahead`: what is to be seen before."""

    possible: Callable[[Tenant, Sequence[Event]], set[UUID]]
    ahead: Callable[[Tenant, Event], Foretold | None]
    back: Callable[[Tenant, Event, Actor], None]


_ways: dict[str, Way] = {}


def takes_back(kind: str, way: Way) -> None:
    """Events of this type are taken back so. Each floor says it of what it knows. With ".place" behind it: those alone
    that tell of another place in a list."""
    _ways[kind] = way


def way_of(event: Event) -> Way | None:
    return _ways.get(f"{event.type}.{PLACE}" if set(_changed(event)) == {PLACE} else event.type)


def _changed(event: Event) -> dict[str, Any]:
    told = event.data.get("changed")
    return told if isinstance(told, dict) else {}


def change_of(event: Event) -> Change:
    """Empty when the event does not tell all of it: of what is personal it keeps no values."""
    happened = event.type.partition(".")[2]
    if happened in ACTIVE:
        return {"active": ACTIVE[happened]}
    told = event.data.get("changed") if happened.endswith("changed") else None
    if not isinstance(told, dict) or not all(isinstance(one, list) and len(one) == 2 for one in told.values()):
        return {}
    return {name: (was, now) for name, (was, now) in told.items()}


def kind_of(event: Event) -> type[RowForm] | None:
    """The form through which such a thing is changed: the plainest that knows all that was. None for what is done
    elsewhere."""
    thing, _dot, happened = event.type.partition(".")
    names = {"active"} if happened in ACTIVE else set(_changed(event))
    if not names and happened != "added":
        return None
    names -= {PLACE}  # of which no form knows
    kinds = [kind for kind in FORMS.values() if kind.thing == thing and names <= kind.names()]
    return min(kinds, key=lambda kind: len(kind.__mro__), default=None)


class Rows:
    """The rows that events are about, each as its form shows it now and read once."""

    def __init__(self, tenant: Tenant, by: Membership, events: Iterable[Event]) -> None:
        wanted: dict[type[RowForm], set[UUID]] = {}
        otherwise: dict[Way, list[Event]] = {}
        for event in events:
            if way := way_of(event):
                otherwise.setdefault(way, []).append(event)
            if kind := kind_of(event):
                wanted.setdefault(kind, set()).add(event.subject_id)
        self._forms = {
            (kind, form.instance.pk): form
            for kind, ids in wanted.items()
            for form in kind.of_rows(tenant, kind.rows_for(tenant, by).filter(pk__in=ids))
        }

        self._possible = {pk for way, found in otherwise.items() for pk in way.possible(tenant, found)}

    def may_be_undone(self, event: Event) -> bool | None:
        """None: it is none of those that can be; False: something has happened since."""
        return event.pk in self._possible if way_of(event) else may_be_undone(event, self.form(event))

    def form(self, event: Event) -> RowForm | None:
        kind = kind_of(event)
        return self._forms.get((kind, event.subject_id)) if kind else None

    def name(self, event: Event) -> str:
        """Of the row; the business itself need not be named."""
        form = self.form(event)
        return str(form.instance) if form and not isinstance(form.instance, Tenant) else ""


def may_be_undone(event: Event, form: RowForm | None) -> bool | None:
    """None: it is none of those that can be; False: it has been changed since."""
    change, kind = change_of(event), kind_of(event)
    if not change or kind is None or not kind.undoable:
        return None
    return form is not None and all(form.before.get(name) == now for name, (_was, now) in change.items())


def find(tenant: Tenant, event_id: UUID) -> Event:
    """One that can be taken back. Raises `NotFound`."""
    event = Event.objects.filter(tenant=tenant, pk=event_id).first()
    if event is not None and way_of(event):
        return event
    kind = kind_of(event) if event else None
    if event is None or kind is None or not kind.undoable or not change_of(event):
        raise NotFound
    return event


def ahead(tenant: Tenant, by: Membership, event: Event) -> Foretold | None:
    """What taking it back would touch; None: nothing that has to be seen first. Raises `StaleState`."""
    if way := way_of(event):
        return way.ahead(tenant, event)
    form = _back(tenant, by, event, lock=False)[0]
    return foretold_of(form)


def take_back(*, tenant: Tenant, by: Membership, event: Event) -> None:
    """Raises `StaleState` when any of it has been changed since."""
    try:
        with transaction.atomic():
            _take_back(tenant, by, event)
    except IntegrityError:  # its old name, say, is another's now
        raise StaleState(CHANGED_SINCE) from None


def _take_back(tenant: Tenant, by: Membership, event: Event) -> None:
    if way := way_of(event):
        return way.back(tenant, event, by.actor)
    form, kept = _back(tenant, by, event, lock=True)
    form.restore(kept)
    return form.write_down(kept, by.actor)


def _back(tenant: Tenant, by: Membership, event: Event, *, lock: bool) -> tuple[RowForm, dict[str, Any]]:
    """The form of the row, wanting what was before the event; all that the event did not change as it is now."""
    kind = kind_of(event)
    if kind is None:
        raise NotFound
    rows = kind.rows_for(tenant, by).filter(pk=event.subject_id)
    row = (rows.select_for_update(no_key=True) if lock else rows).first()
    form = kind(instance=row, tenant=tenant) if row else None
    if form is None or not may_be_undone(event, form):
        raise StaleState(CHANGED_SINCE)
    kept = form.before | {name: was for name, (was, _now) in change_of(event).items()}
    form.recall(kept)
    return form, kept
