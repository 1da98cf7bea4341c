"""A group's private link: opened, the public page is on the group's terms until the visitor leaves them."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from booking.availability.catalogue import read
from booking.availability.wallclock import day_of
from booking.clients.private_links import enter, group_of_token, leave
from booking.kernel.errors import NotFound
from tenants.answers import private, see_other
from tenants.requests import TenantRequest
from tenants.tenancy import outside_transaction


@outside_transaction
@require_safe
@private
def private_link(request: TenantRequest, tenant: str, token: str) -> HttpResponse:
    """Changes nothing but what the browser keeps. Raises `NotFound`."""
    reading = read(request.tenant)
    today = day_of(request.tenant.timezone, int(reading.now))
    group = group_of_token(reading.catalogue.groups, token, today)
    if group is None:
        raise NotFound
    response = see_other("business", tenant=tenant)
    enter(request, response, group)
    return response


@outside_transaction
@require_POST
@private
def private_leave(request: TenantRequest, tenant: str) -> HttpResponse:
    response = see_other("business", tenant=tenant)
    leave(request, response)
    return response
