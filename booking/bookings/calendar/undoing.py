"""Where what was just done is taken back (`tenants.undoing`)."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from booking.bookings.calendar.answering import answered
from tenants.answers import SeeOther
from tenants.requests import TenantRequest
from tenants.tenancy import outside_transaction
from tenants.undoing import take_back


@require_POST
@outside_transaction
def undo(request: TenantRequest, tenant: str) -> HttpResponse:
    page = take_back(request)
    if page and request.headers.get("HX-Target") != "toasts":
        return SeeOther(page)
    return answered(request, "desk")
