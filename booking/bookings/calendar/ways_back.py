"""The ways back from what was entered, changed or removed; and the words that tell what was done."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from booking.availability import entered
from booking.availability.models import Activity, Entered, OpenSlot
from booking.bookings.calendar.acts import span
from booking.bookings.calendar.spots import Scope, scope_of
from booking.kernel.errors import NotFound, StaleState
from booking.kernel.money import Money
from booking.kernel.saying import page_language
from tenants.requests import TenantRequest
from tenants.undoing import tell_undoable, way_back


@way_back("entered")
def take_away(request: TenantRequest, kind: str, id: str, seen: int) -> None:
    try:
        scope_of(request).row(entered.KINDS[kind], UUID(id))
        row = entered.fresh(request.tenant, entered.KINDS[kind], UUID(id), seen)
    except NotFound:
        raise StaleState from None
    entered.remove(request.tenant, row, request.member.actor)


@way_back("changed")
def set_back(request: TenantRequest, kind: str, kept: dict[str, Any], seen: int) -> None:
    _must_be_shown(request, kept)
    entered.set_back(request.tenant, kind, kept, seen, request.member.actor)


@way_back("removed")
def put_back(request: TenantRequest, kind: str, kept: dict[str, Any]) -> None:
    _must_be_shown(request, kept)
    entered.put_back(request.tenant, kind, kept, request.member.actor)


def _must_be_shown(request: TenantRequest, kept: dict[str, Any]) -> None:
    """Who may not touch that calendar any more cannot take anything back in it. Raises `StaleState`."""
    if kept["resource_id"] not in [str(one.pk) for one in scope_of(request).people]:
        raise StaleState


def tell_entered(request: TenantRequest, scope: Scope, row: Entered) -> None:
    kind = entered.kind_of(row)
    texts = {
        "slot": _("Opened: %(what)s"), "shift": _("Working time: %(what)s"),
        "activity": _("Entered: %(what)s"), "absence": _("Away: %(what)s"),
    }  # fmt: skip
    text = texts[kind] % {"what": what(scope, row)}
    tell_undoable(request, text, "entered", page=_day(scope, row), kind=kind, id=str(row.pk), seen=row.version)


def tell_changed(request: TenantRequest, scope: Scope, row: Entered, before: dict[str, Any]) -> None:
    text = _("Changed: %(what)s") % {"what": what(scope, row)}
    page = _day(scope, row)
    tell_undoable(request, text, "changed", page=page, kind=entered.kind_of(row), kept=before, seen=row.version)


def tell_removed(request: TenantRequest, scope: Scope, row: Entered, before: dict[str, Any]) -> None:
    text = _("Removed: %(what)s") % {"what": what(scope, row)}
    tell_undoable(request, text, "removed", page=_day(scope, row), kind=entered.kind_of(row), kept=before)


def _day(scope: Scope, row: Entered) -> str:
    """The calendar where it stands, or stood: on a page of its own one would come back to today."""
    begins, _ends = span(scope, row)
    return f"{reverse('desk', args=[scope.tenant.slug])}?day={scope.wall(begins):%Y-%m-%d}"


def what(scope: Scope, row: Entered) -> str:
    """In a few words: when, and what it costs or is about."""
    words = [scope.said(*span(scope, row))]
    if isinstance(row, OpenSlot) and row.price is not None:
        words.append(Money(row.price, scope.tenant.currency).written(page_language()))
    if isinstance(row, Activity):
        words.insert(0, row.title)
    return ", ".join(words)
