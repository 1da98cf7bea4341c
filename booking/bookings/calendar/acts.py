"""From a filled form to the verb of its kind, and from a row to what its form shows."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from booking.availability.absences import add_absence, change_absence, drag_absence
from booking.availability.activities import add_activity, change_activity, drag_activity
from booking.availability.explaining import span_of
from booking.availability.models import Absence, Activity, Entered, OpenSlot, Shift
from booking.availability.shifts import ShiftTerms, add_shift, change_shift, drag_shift
from booking.availability.slots import SlotTerms, change_slot, drag_slot, price_by_length
from booking.bookings.calendar.forms import LENGTH
from booking.bookings.calendar.spots import Scope, as_text
from booking.resources.models import Location, Resource, Service
from tenants.fields import MoneyField

MINUTE = timedelta(minutes=1)
Given = dict[str, Any]


def add(kind: str, scope: Scope, given: Given) -> Entered:
    """`given`: what the form has cleaned. Raises `Invalid`."""
    actor, tenant = scope.member.actor, scope.tenant
    person = scope.person(given["with"])
    start_at, end_at = scope.moment(given["start"], "start"), scope.moment(given["end"], "end")
    if kind == "shift":
        return add_shift(tenant=tenant, terms=_shift(scope, given, start_at, end_at), actor=actor)
    times: Any = {"resource": person, "start_at": start_at, "end_at": end_at, "actor": actor}
    if kind == "absence":
        return add_absence(note=given["note"], **times)
    return add_activity(tenant=tenant, title=given["title"], note=given["note"], **times)


def change(scope: Scope, row: Entered, given: Given) -> Entered:
    """Raises `Invalid`, `StaleState`."""
    who: Any = {"tenant": scope.tenant, "seen": given["seen"], "actor": scope.member.actor}
    begins, ends = span(scope, row)
    start_at = scope.moment(given["start"], "start", begins)
    if isinstance(row, OpenSlot):
        return change_slot(slot_id=row.pk, terms=_slot(scope, given, start_at, row), **who)
    end_at = scope.moment(given["end"], "end", ends)
    if isinstance(row, Shift):
        return change_shift(shift_id=row.pk, terms=_shift(scope, given, start_at, end_at, row), **who)
    times: Any = {"resource": scope.person(given["with"]), "start_at": start_at, "end_at": end_at}
    if isinstance(row, Absence):
        return change_absence(absence_id=row.pk, note=given["note"], **times, **who)
    return change_activity(activity_id=row.pk, title=given["title"], note=given["note"], **times, **who)


def drag(scope: Scope, row: Entered, given: Given) -> Entered:
    """Raises `Invalid`, `StaleState`."""
    begins, ends = span(scope, row)
    times: Any = {
        "tenant": scope.tenant, "seen": given["seen"], "actor": scope.member.actor,
        "resource": scope.person(given["with"] or scope.catalogue.resources[row.resource_id].code),  # type: ignore[attr-defined]
        "start_at": scope.moment(given["start"], "start", begins), "end_at": scope.moment(given["end"], "end", ends),
    }  # fmt: skip
    if isinstance(row, OpenSlot):
        return drag_slot(slot_id=row.pk, **times)
    if isinstance(row, Shift):
        return drag_shift(shift_id=row.pk, **times)
    if isinstance(row, Absence):
        return drag_absence(absence_id=row.pk, **times)
    return drag_activity(activity_id=row.pk, **times)


def span(scope: Scope, row: Entered) -> tuple[Any, Any]:
    """From when until when it is, in UTC."""
    if isinstance(row, Shift):
        return span_of(row, scope.catalogue.locations[row.location_id].timezone)
    return row.start_at, row.end_at  # type: ignore[attr-defined]


def initial(scope: Scope, row: Any) -> Given:
    """What the form of an existing row shows."""
    begins, ends = span(scope, row)
    shown: Given = {
        "start": as_text(scope.wall(begins)), "end": as_text(scope.wall(ends)), "seen": row.version,
        "with": scope.catalogue.resources[row.resource_id].code,
    }  # fmt: skip
    if isinstance(row, Activity | Absence):
        return shown | {name: getattr(row, name) for name in ("title", "note") if hasattr(row, name)}
    codes = {one.pk: one.code for one in scope.catalogue.services}
    shown |= {"place": scope.catalogue.locations[row.location_id].code, "audience": row.audience, "modes": row.modes}
    shown["services"] = [codes[pk] for pk in row.service_ids or () if pk in codes]
    if isinstance(row, Shift):
        return shown | {"replaces_weekly": row.replaces_weekly}
    price = MoneyField(currency=scope.tenant.currency).written(row.price)
    return shown | {"minutes": (ends - begins) // MINUTE, "price": price}


def _slot(scope: Scope, given: Given, start_at: Any, row: OpenSlot) -> SlotTerms:
    person = scope.person(given["with"])
    terms = SlotTerms(
        resource=person,
        location=_place(scope, given, person, row),
        start_at=start_at,
        end_at=start_at + given["minutes"] * MINUTE,
        services=_services(scope, given.get("services", ())),
        price=given["price"],
        audience=given["audience"],
        modes=given.get("modes", row.modes or ()),
    )
    return replace(terms, follows=_follows(scope, given, row, terms))


def _follows(scope: Scope, given: Given, row: OpenSlot, terms: SlotTerms) -> bool:
    """Whether the length made the price that stands in the form. The page tells; where it does not know, for somebody
    went back to it or has no JavaScript, a price that followed and is as it was, or as it would be, goes on to."""
    if given["price_by"]:
        return given["price_by"] == LENGTH
    by_length = price_by_length(terms, scope.catalogue, scope.tenant.currency)
    return row.follows_length and given["price"] in (row.price, by_length)


def _shift(scope: Scope, given: Given, start_at: Any, end_at: Any, row: Shift | None = None) -> ShiftTerms:
    person = scope.person(given["with"])
    return ShiftTerms(
        resource=person,
        location=_place(scope, given, person, row),
        start_at=start_at,
        end_at=end_at,
        services=_services(scope, given.get("services", ())),
        audience=given["audience"],
        modes=given.get("modes", (row and row.modes) or ()),
        replaces_weekly=given["replaces_weekly"],
    )


def _place(scope: Scope, given: Given, person: Resource, row: OpenSlot | Shift | None) -> Location:
    """As chosen; where there is no choice, as it was."""
    if "place" in given:
        return scope.catalogue.location(given["place"])
    kept = scope.catalogue.locations.get(row.location_id) if row else None
    return kept or scope.place_of(person)


def _services(scope: Scope, codes: Any) -> list[Service]:
    return [one for one in scope.catalogue.services if one.code in codes]
