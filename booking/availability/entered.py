"""What staff enter into the calendar by hand: rows with a version. Whatever is done to one is written down as an
event, and can be taken back as long as nobody else has touched it. The rules of each kind stand in its own module."""

import json
from typing import Any, TypeVar
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from booking.availability.catalogue import current
from booking.availability.locking import lock_resources
from booking.availability.models import Absence, Activity, Entered, OpenSlot, Shift
from booking.availability.occupying import block, release
from booking.kernel.errors import Invalid, NotFound, StaleState
from booking.resources.models import Resource
from tenants import events
from tenants.actors import Actor
from tenants.models import Event, Tenant

Row = TypeVar("Row", bound=Entered)
KINDS: dict[str, type[Entered]] = {"slot": OpenSlot, "shift": Shift, "activity": Activity, "absence": Absence}
ADDED = {"slot": "slot.opened"}
# What an event tells: when, whose, for how much. Notes and titles may be about people, and events are for ever.
TOLD = (
    "start_at", "end_at", "on", "opens", "closes", "resource_id", "location_id", "service_ids", "price",
    "follows_length", "audience", "modes", "version",
)  # fmt: skip


def kind_of(row: Entered) -> str:
    return next(name for name, model in KINDS.items() if isinstance(row, model))


def fresh(tenant: Tenant, model: type[Row], pk: UUID, seen: int | None) -> Row:
    """The row as it is now, locked. `seen`: the version that the person looked at; another one is `StaleState`.
    Raises `NotFound`."""
    row = model._default_manager.select_for_update().filter(tenant=tenant, pk=pk).first()
    if row is None:
        raise NotFound
    if seen is not None and row.version != seen:
        raise StaleState(_("Somebody changed this while you were looking at it. Nothing was changed now."))
    return row


def add(tenant: Tenant, row: Row, actor: Actor) -> Row:
    """Keep a new row."""
    with transaction.atomic():
        row.tenant = tenant
        _lock(row)
        row.save(force_insert=True)
        _written(tenant, row, actor, ADDED.get(kind_of(row), f"{kind_of(row)}.added"))
    return row


def change(tenant: Tenant, row: Row, actor: Actor, **values: Any) -> Row:
    """Write the values into a row that is `fresh`. What changes nothing leaves it as it is."""
    before, was = told(row), _occupies(row)
    if all(getattr(row, name) == value for name, value in values.items()):
        return row
    for name, value in values.items():
        setattr(row, name, value)
    _lock(row, *was)
    row.version += 1
    row.save()
    _written(tenant, row, actor, f"{kind_of(row)}.changed", before=before)
    return row


def remove(tenant: Tenant, row: Entered, actor: Actor) -> None:
    """Take away a row that is `fresh`, and what it occupies."""
    _lock(row)
    release([row.pk])
    events.record(tenant, f"{kind_of(row)}.removed", subject_id=row.pk, actor=actor, **told(row))
    row.delete()


def must_have_calendar(tenant: Tenant, resource: Resource) -> None:
    """Raises `Invalid`: a room that is only needed besides is booked with whom it is needed for."""
    if resource.pk not in {one.pk for one in current(tenant).calendars}:
        text = _("Choose one of the practitioners.")
        raise Invalid(text, errors={"with": [text]})


def told(row: Entered) -> dict[str, Any]:
    """What an event says of the row."""
    return {name: value for name, value in snapshot(row).items() if name in TOLD}


def snapshot(row: Model) -> dict[str, Any]:
    """All of the row, as JSON has it: enough to put it back."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder))


def put_back(tenant: Tenant, kind: str, kept: dict[str, Any], actor: Actor) -> Entered:
    """A row that was removed, as it was; who still saw it before sees that it is another now. Raises `StaleState`
    when it is there again, or has been and was removed a second time."""
    last = Event.objects.filter(tenant=tenant, subject_id=kept["id"]).order_by("-id").first()
    if last is None or last.data.get("version") != kept["version"]:
        raise StaleState
    model = KINDS[kind]
    row = model(**as_python(model, kept))
    row.version += 1
    try:
        return add(tenant, row, actor)
    except IntegrityError as problem:
        raise StaleState from problem


def set_back(tenant: Tenant, kind: str, kept: dict[str, Any], seen: int, actor: Actor) -> Entered:
    """A row that was changed, as it was before. Raises `StaleState` when somebody has changed it since."""
    with transaction.atomic():
        try:
            row = fresh(tenant, KINDS[kind], UUID(kept["id"]), seen)
        except NotFound:
            raise StaleState from None
        values = as_python(KINDS[kind], kept)
        values = {name: value for name, value in values.items() if name not in ("id", "tenant_id", "version")}
        return change(tenant, row, actor, **values)


def as_python(model: type[Model], kept: dict[str, Any]) -> dict[str, Any]:
    """The values of a `snapshot`."""
    return {field.attname: field.to_python(kept[field.attname]) for field in model._meta.concrete_fields}


def _occupies(row: Entered) -> list[UUID]:
    """Whose time it takes: an absence does, the other kinds offer time or note something."""
    return [row.resource_id] if isinstance(row, Absence) else []


def _lock(row: Entered, *also: UUID) -> None:
    """Who writes what is occupied locks first, as everybody does."""
    lock_resources([*_occupies(row), *also])


def _written(tenant: Tenant, row: Entered, actor: Actor, type: str, **more: Any) -> None:
    if isinstance(row, Absence):
        block(row)
    events.record(tenant, type, subject_id=row.pk, actor=actor, **told(row), **more)
