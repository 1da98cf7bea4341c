"""The button that archives a row or brings it back, beside the form of that row."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.resources.archiving import keep_active
from tenants.actors import Actor
from tenants.answers import see_other
from tenants.requests import TenantRequest
from tenants.setup.foreseen import ForeseenForm
from tenants.setup.saving import form_page, saved


class Archiving(ForeseenForm):
    """What is told of it is `<thing>.archived` or `<thing>.restored`. A form of its own model gives `Meta`."""

    means: ClassVar[Any] = gettext_lazy("Nothing new can be booked then. It can be brought back.")
    came_back: ClassVar[Any] = gettext_lazy("%(name)s is back.")

    active = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def store(self) -> None:
        keep_active(row=self.instance, active=self.instance.active, at_the_end=True)

    def restore(self, kept: dict[str, Any]) -> None:
        """In its old place."""
        keep_active(row=self.instance, active=kept["active"])

    def write_down(self, wanted: dict[str, Any], actor: Actor) -> None:
        self.changed = {"active": [self.before["active"], wanted["active"]]}
        self._record("restored" if wanted["active"] else "archived", actor)


def button(form: Archiving) -> Archiving:
    """The form as the page of the row shows it: it says the opposite of what is."""
    form.initial["active"] = "" if form.before["active"] else "on"
    return form


def archived(request: TenantRequest, form: Archiving, back: str, page: str) -> HttpResponse:
    """Answer a press of the button. `back`: the route of the list; `page`: the address of the row."""
    name = str(form.instance)
    said = form.came_back if request.POST.get("active") else _("%(name)s is archived.")
    if saved(request, form, text=said % {"name": name}, page=page):
        return see_other(back, tenant=request.tenant.slug)
    return form_page(request, "resources/setup/archiving.html", form, name=name, back=page)
