"""What was entered already: its own panel, where it was dragged to, and its removal. One view for all four kinds."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from booking.availability import entered
from booking.availability.absences import remove_absence
from booking.availability.activities import remove_activity
from booking.availability.models import Absence, Entered
from booking.availability.shifts import remove_shift
from booking.availability.slots import remove_slot
from booking.bookings.calendar import acts, ways_back
from booking.bookings.calendar.answering import answered
from booking.bookings.calendar.chosen import chosen_client
from booking.bookings.calendar.forms import EntryForm, SeenForm, SlotForm, TimesForm, cleaned, form_for, tried
from booking.bookings.calendar.overlaid import overlaid
from booking.bookings.calendar.slots import slot_context
from booking.bookings.calendar.spots import Scope, scope_of
from booking.kernel.errors import StaleState
from tenants.requests import TenantRequest

REMOVE: dict[str, Any] = {
    "slot": remove_slot, "shift": remove_shift, "activity": remove_activity, "absence": remove_absence,
}  # fmt: skip


@require_http_methods(["GET", "POST"])
def page(request: TenantRequest, tenant: str, kind: str, id: UUID) -> HttpResponse:
    """Look at it, and change it. Raises `NotFound` for what is in somebody else's calendar."""
    scope = scope_of(request)
    row: Any = scope.row(entered.KINDS[kind], id)
    if request.method == "POST":
        person = scope.person(request.POST.get("with"))
        form = _form(kind, scope, row, person, request.POST)
        before = entered.snapshot(row)
        try:
            changed = tried(form, lambda: acts.change(scope, row, form.cleaned_data)) if form.is_valid() else None
        except StaleState as problem:
            return _meanwhile(request, kind, scope, scope.row(entered.KINDS[kind], id), problem)
        if changed:
            return _changed(request, kind, scope, changed, before)
    else:
        form = _form(kind, scope, row, scope.catalogue.resources[row.resource_id], None)
    context = _context(kind, scope, row, form) | {"client": chosen_client(request) if kind == "slot" else None}
    return render(request, f"desk/{kind}.html", context, status=422 if form.errors else 200)


@require_POST
def times(request: TenantRequest, tenant: str, kind: str, id: UUID) -> HttpResponse:
    """Dragged to another time or colleague, or longer or shorter. The clock is the business's. An absence that comes to
    lie over bookings shows which."""
    scope = scope_of(request)
    row = scope.row(entered.KINDS[kind], id)
    before, under = entered.snapshot(row), _under(scope, row)
    changed = acts.drag(scope, row, cleaned(TimesForm(request.POST)))
    return _changed(request, kind, scope, changed, before, beside=bool(_under(scope, changed) - under))


@require_POST
def removal(request: TenantRequest, tenant: str, kind: str, id: UUID) -> HttpResponse:
    """What is booked stays booked."""
    scope = scope_of(request)
    row = scope.row(entered.KINDS[kind], id)
    before, who = entered.snapshot(row), {f"{kind}_id": row.pk, "seen": cleaned(SeenForm(request.POST))["seen"]}
    REMOVE[kind](tenant=request.tenant, actor=request.member.actor, **who)
    ways_back.tell_removed(request, scope, row, before)
    return answered(request, "desk")


def _changed(
    request: TenantRequest, kind: str, scope: Scope, changed: Entered, before: dict[str, Any], *, beside: bool = False
) -> HttpResponse:  # fmt: skip
    """What was done, with the way back; nothing is said where nothing was changed. `beside`: with its panel."""
    if changed.version != before["version"]:
        ways_back.tell_changed(request, scope, changed, before)
    return answered(request, f"desk-{kind}", changed.pk, beside=beside)


def _under(scope: Scope, row: Entered) -> set[str]:
    """The codes of the bookings that an absence lies over."""
    if not isinstance(row, Absence):
        return set()
    person = scope.catalogue.resources[row.resource_id]
    return {one.code for one in overlaid(scope, person, row.start_at, row.end_at)}


def _meanwhile(request: TenantRequest, kind: str, scope: Scope, row: Any, problem: StaleState) -> HttpResponse:
    """A colleague was faster: the page shows how it is now, and what was typed stands, to be saved after all."""
    typed = request.POST.copy()
    typed["seen"] = str(row.version)
    form = _form(kind, scope, row, scope.person(typed.get("with")), typed)
    if form.is_valid():
        form.add_error(None, [problem.message, _("What you wrote still stands here. Save again to let it hold.")])
    return render(request, f"desk/{kind}.html", _context(kind, scope, row, form), status=StaleState.status)


def _form(kind: str, scope: Scope, row: Entered, person: Any, data: QueryDict | None) -> EntryForm:
    form = form_for(kind, scope, person, data, acts.initial(scope, row))
    form.fields["seen"].required = True
    return form


def _context(kind: str, scope: Scope, row: Any, form: EntryForm) -> dict[str, Any]:
    begins, ends = acts.span(scope, row)
    context = {
        "row": row,
        "kind": kind,
        "form": form,
        "when": scope.said(begins, ends),
        "person": scope.catalogue.resources[row.resource_id],
        "rail": "calendar",
    }
    if isinstance(form, SlotForm):
        return context | slot_context(scope, row, form)
    if isinstance(row, Absence):
        return context | {"overlaid": overlaid(scope, context["person"], begins, ends)}
    return context
