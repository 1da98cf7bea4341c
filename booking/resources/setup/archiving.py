"""The button that archives a row or brings it back, beside the form of that row."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _

from tenants.actors import Actor
from tenants.answers import see_other
from tenants.requests import TenantRequest
from tenants.setup.saving import RowForm, form_page, saved


class Archiving(RowForm):
    """What is told of it is `<thing>.archived` or `<thing>.restored`. A form of its own model gives `Meta`, and `store`
    with the verb that knows when it may be done."""

    active = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def write_down(self, wanted: dict[str, Any], actor: Actor) -> None:
        self.changed = {"active": [self.before["active"], wanted["active"]]}
        self._record("restored" if wanted["active"] else "archived", actor)


def button(form: Archiving) -> Archiving:
    """The form as the page of the row shows it: it says the opposite of what is."""
    form.initial["active"] = "" if form.before["active"] else "on"
    return form


def archived(request: TenantRequest, form: Archiving, back: str, page: str, template: str) -> HttpResponse:
    """Answer a press of the button. `back`: the route of the list; `page`: the address of the row."""
    name = str(form.instance)
    said = _("%(name)s is back.") if request.POST.get("active") else _("%(name)s is archived.")
    if saved(request, form, text=said % {"name": name}, page=page):
        return see_other(back, tenant=request.tenant.slug)
    return form_page(request, template, form, name=name, back=page)
