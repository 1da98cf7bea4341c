"""How an act in the calendar is answered: in the calendar by a line that says what was done, otherwise by a page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from tenants.requests import TenantRequest

CHANGED = "calendar-changed"  # the grid fetches again


def answered(request: TenantRequest, to: str, *args: Any) -> HttpResponse:
    """`to`: the name of the page that a plain form goes on to; the panel goes there as well."""
    if request.headers.get("HX-Target") == "toasts":
        response = render(request, "_said.html")
        response["HX-Trigger"] = CHANGED
        return response
    return redirect(to, request.tenant.slug, *args)
