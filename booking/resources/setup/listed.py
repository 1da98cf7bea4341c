"""The pages that settings with an order of their own have in common: a row is added, changed, put away, and moved."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from booking.kernel.errors import Invalid
from booking.resources.setup.archiving import Archiving, archived, button
from tenants.answers import see_other
from tenants.forms import StrictForm
from tenants.requests import TenantRequest
from tenants.setup.saving import RowForm, form_page, saved

View = Callable[..., HttpResponse]
Move = Callable[..., None]


class PlaceInListForm(StrictForm):
    """`place`: 0 is the first."""

    place = forms.IntegerField(min_value=0, max_value=9999)

    def __init__(self, data: Any, thing: str) -> None:
        super().__init__(data)
        self.fields[thing] = forms.CharField(max_length=12)


class Pages(NamedTuple):
    """All but the list itself."""

    order: View
    add: View
    row: View
    archive: View


def put_in_order(request: TenantRequest, thing: str, move: Move, back: str) -> HttpResponse:
    """What a page of the list asked for; `thing`: what it calls the code. Whoever is sent here after a refusal sees the
    list as it is. Raises `Invalid` or `NotFound`."""
    if request.method == "POST":
        form = PlaceInListForm(request.POST, thing)
        if not form.is_valid():
            raise Invalid
        code, place = form.cleaned_data[thing], form.cleaned_data["place"]
        move(tenant=request.tenant, code=code, place=place, actor=request.member.actor)
    return see_other(back, tenant=request.tenant.slug)


def pages(form: type[RowForm], archiving: type[Archiving], move: Move) -> Pages:
    """Routes and templates are called as the thing is: `desk-settings-team(s)`, `team.html`."""
    thing = form.thing
    template, route, back = f"resources/setup/{thing}.html", f"desk-settings-{thing}", f"desk-settings-{thing}s"

    @require_http_methods(["GET", "POST"])
    def order(request: TenantRequest, tenant: str) -> HttpResponse:
        return put_in_order(request, thing, move, back)

    @require_http_methods(["GET", "POST"])
    def add(request: TenantRequest, tenant: str) -> HttpResponse:
        new = form.new(request)
        return see_other(back, tenant=tenant) if saved(request, new) else form_page(request, template, new)

    @require_http_methods(["GET", "POST"])
    def row(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
        """As the database has it stands in the head of the page, not as it was typed."""
        typed = form.of(request, code=code)
        if saved(request, typed):
            return see_other(back, tenant=tenant)
        there = form._meta.model._default_manager.get(pk=typed.instance.pk)
        away = button(archiving(instance=there, tenant=request.tenant))
        return form_page(request, template, typed, row=there, archiving=away)

    @require_POST
    def archive(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
        """`active`: bring it back."""
        return archived(request, archiving.of(request, code=code), back, reverse(route, args=[tenant, code]))

    return Pages(order, add, row, archive)
