"""How a settings form is saved, once for all of them: nothing unknown, nothing lost, nothing twice, and written down.

A page of one row:

    class RoomForm(RowForm):
        thing, told = "room", frozenset({"name", "tags"})
        class Meta:
            model, fields = Resource, ["name", "tags", "about"]

    @require_http_methods(["GET", "POST"])
    def room(request, tenant, code):
        form = RoomForm.of(request, code=code)          # raises NotFound; a new one: RoomForm.new(request, kind="room")
        if saved(request, form):
            return see_other("desk-settings-rooms", tenant=tenant)
        return form_page(request, "resources/setup/room.html", form)

A form with a list in it: `tenants.setup.rows_form`.

Versions of rules (`availability_version`) are raised by the database itself, for each table that free times hang on.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from booking.kernel.errors import StaleState
from tenants.access import door
from tenants.requests import TenantRequest
from tenants.setup.last_change import last_change
from tenants.setup.marks import mark_of
from tenants.setup.row_form import FORMS, RowForm
from tenants.undoing import tell_undoable, way_back

__all__ = ["RowForm", "form_page", "saved"]


def saved(request: TenantRequest, form: RowForm, *, text: str = "", page: str = "") -> bool:
    """Whether something was posted and is kept now; says so, with the way back. `text`: what to say instead of
    "Saved."; `page`: the address to look at after the way back, when it is not this one."""
    if request.method != "POST" or not form.keep(request.member.actor):
        return False
    text = text or _("Saved.")
    if not form.changed or not form.undoable:
        messages.success(request, text)
        return True
    kind, route = type(form), request.resolver_match.view_name if request.resolver_match else ""
    tell_undoable(
        request, text, "row-changed", page=page or request.get_full_path(), form=kind.form_name(),
        id=str(form.instance.pk), kept=form.before, seen=mark_of(form.wanted()), route=route,
    )  # fmt: skip
    return True


def form_page(request: TenantRequest, template: str, form: RowForm, **context: Any) -> HttpResponse:
    """The page with the form in it: 422 or 409 when it was refused, and then with everything that was typed."""
    last = None if form.adding else last_change(request.tenant, form.thing, form.instance.pk)
    context = {"rail": "settings"} | context | {"form": form, "last": last, "here": request.get_full_path()}
    return render(request, template, context, status=form.status)


@way_back("row-changed")
def set_back(request: TenantRequest, form: str, id: str, kept: dict[str, Any], seen: str, route: str) -> None:
    """By whoever may still open the page; only as long as the row says what was saved. Raises `StaleState`."""
    kind = FORMS[form]
    row = kind.rows(request.tenant).select_for_update(no_key=True).filter(pk=UUID(id)).first()
    if row is None or request.member.role not in door(route).who:
        raise StaleState
    shown = kind(instance=row, tenant=request.tenant)
    if shown.mark != seen:
        raise StaleState(_("Somebody has changed this since. Nothing was changed now."))
    try:
        with transaction.atomic():
            shown.restore(kept)
    except IntegrityError:  # its old name, say, is another's now
        raise StaleState from None
    shown.write_down(kept, request.member.actor)
