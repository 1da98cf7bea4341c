"""The button of the activity log that takes a change back. What that would touch is shown first, as for any change."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking.kernel.errors import Invalid
from tenants.answers import see_other
from tenants.forms import StrictForm
from tenants.requests import TenantRequest
from tenants.setup import log_undo
from tenants.setup.log_words import details, what


class UndoForm(StrictForm):
    """`known`: the mark of what the person has seen."""

    known = forms.CharField(max_length=24, required=False)


@require_POST
def undo(request: TenantRequest, tenant: str, event: UUID) -> HttpResponse:
    """Raises `NotFound` for what cannot be taken back, `StaleState` for what has been changed since."""
    form = UndoForm(request.POST)
    if not form.is_valid():
        raise Invalid
    row = log_undo.find(request.tenant, event)
    rows = log_undo.Rows(request.tenant, request.member, [row])
    told = log_undo.ahead(request.tenant, request.member, row)
    if told is not None and told.mark != form.cleaned_data["known"]:
        context = {
            "foretold": told, "what": what(row), "about": rows.name(row), "rail": "settings",
            "details": details(row, request.tenant.timezone, rows.form(row)),
        }  # fmt: skip
        return render(request, "tenants/setup/log_undo.html", context)
    log_undo.take_back(tenant=request.tenant, by=request.member, event=row)
    messages.success(request, _("Undone."))
    return see_other("desk-settings-log", tenant=tenant)
