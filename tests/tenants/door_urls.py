"""A few views behind the real door, each doing one thing wrong."""

import contextlib

from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import include, path

from booking.clients.models import Client
from booking.kernel.errors import StaleState
from booking.urls import handler400, handler404, handler500, urlpatterns
from tenants.requests import TenantRequest
from tenants.tenancy import outside_transaction, tenant_tx


def write(request: TenantRequest, tenant: str) -> HttpResponse:
    Client.objects.create(tenant=request.tenant, name="written")
    return HttpResponse(status=int(request.GET.get("status", "201")))


def refuse(request: TenantRequest, tenant: str) -> HttpResponse:
    Client.objects.create(tenant=request.tenant, name="refused")
    raise {"stale": StaleState, "lost": Http404, "broken": ZeroDivisionError}[request.GET["how"]]


def swallow(request: TenantRequest, tenant: str) -> HttpResponse:
    """Catches the database's error, writes no more, and says that all is well."""
    Client.objects.create(tenant=request.tenant, name="swallowed")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
    except DatabaseError:
        pass
    return HttpResponse(status=201)


def swallow_in_save(request: TenantRequest, tenant: str) -> HttpResponse:
    """Django undoes such a transaction without a word; PostgreSQL never heard of the error."""
    Client.objects.create(tenant=request.tenant, name="swallowed")
    with contextlib.suppress(ZeroDivisionError):
        Client(tenant=request.tenant, name="x", email=_Unwritable()).save()
    return HttpResponse(status=201)


def late(request: TenantRequest, tenant: str) -> HttpResponse:
    """Its rows are read when the template is written, after the view has returned."""
    words = engines["django"].from_string("{% for c in clients %}{{ c.name }};{% endfor %}")
    return TemplateResponse(request, words, {"clients": Client.objects.all()})


@outside_transaction
def outside(request: TenantRequest, tenant: str) -> HttpResponse:
    assert connection.get_autocommit()
    assert not connection.in_atomic_block
    with tenant_tx(request.tenant):
        Client.objects.create(tenant=request.tenant, name="outside")
    return HttpResponse(status=409)


class _Unwritable:
    def __str__(self) -> str:
        raise ZeroDivisionError


def unknown(request: HttpRequest, tenant: str) -> HttpResponse:
    return HttpResponse("A page that nobody wrote into the access table.")


urlpatterns = [
    path("<slug:tenant>/write/", write, name="business"),
    path("<slug:tenant>/refuse/", refuse, name="business"),
    path("<slug:tenant>/swallow/", swallow, name="business"),
    path("<slug:tenant>/swallow-in-save/", swallow_in_save, name="business"),
    path("<slug:tenant>/late/", late, name="business"),
    path("<slug:tenant>/outside/", outside, name="business"),
    path("<slug:tenant>/unknown/", unknown, name="written-down-nowhere"),
    path("", include(urlpatterns)),
]
__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]
