"""How an act in the calendar is answered: in the calendar by a line that says what was done, otherwise by a page."""

import json
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tenants.answers import SeeOther
from tenants.requests import TenantRequest

ASKED = "calendar-asked"  # the panel shows the page of that address
CHANGED = "calendar-changed"  # the grid fetches again
DONE = "calendar-done"  # and the panel is closed


def answered(request: TenantRequest, to: str, *args: Any, beside: bool = False) -> HttpResponse:
    """`to`: the name of the page that a plain form goes on to; the panel goes there as well, and with `beside` it does
    so also when something was dragged: there is more to be seen than that it was done."""
    if request.headers.get("HX-Target") == "toasts":
        response = render(request, "_said.html")
        response["HX-Trigger"] = CHANGED
        if beside:  # not before the grid has let go of what was dragged
            page = reverse(to, args=(request.tenant.slug, *args))
            response["HX-Trigger-After-Settle"] = json.dumps({ASKED: {"page": page}})
        return response
    return redirect(to, request.tenant.slug, *args)


def asked(request: TenantRequest, page: str) -> HttpResponse:
    """Something has to be known first: that page asks for it."""
    if request.headers.get("HX-Target") != "toasts":
        return SeeOther(page)
    response = HttpResponse()
    response["HX-Trigger"] = json.dumps({ASKED: {"page": page}})
    return response


def shown_beside(request: TenantRequest) -> HttpResponse:
    """Somebody in the panel was sent on to the calendar, which is there already: the panel closes, and what was done
    is told beside it."""
    response = render(request, "_said.html")
    response["HX-Retarget"] = "#toasts"
    response["HX-Trigger"] = CHANGED
    response["HX-Trigger-After-Swap"] = DONE  # what was clicked on is in the panel: gone, it could not be retargeted
    return response
