"""What the web itself says of live events: where they are, and for whoever polls, whether something has changed."""

import hashlib

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tenants.events import QUIET
from tenants.models import Event, Tenant
from tenants.requests import TenantRequest

LOOKED_AT = 20  # who began to write earlier may commit later: the newest event alone would not tell of it
NOT_SOON = {"Retry-After": "60"}


@require_GET
@never_cache
def live(request: TenantRequest, tenant: str) -> HttpResponse:
    """Only asked when no proxy has sent this address to the live process."""
    if not settings.LIVE_URL:
        return HttpResponse(status=503, headers=NOT_SOON)
    return HttpResponseRedirect(settings.LIVE_URL + request.path, preserve_request=True)


@require_GET
@never_cache
def changes(request: TenantRequest, tenant: str) -> JsonResponse:
    """`?since=` the mark of an earlier answer: is there anything newer?"""
    latest = mark(request.tenant)
    return JsonResponse({"latest": latest, "changed": latest != request.GET.get("since")})


def mark(tenant: Tenant) -> str:
    """Another one after each event that is nobody's knocking alone."""
    newest = (
        Event.objects.filter(tenant=tenant)
        .exclude(type__in=QUIET)
        .order_by("-id")
        .values_list("id", flat=True)[:LOOKED_AT]
    )
    return hashlib.blake2s(b"".join(each.bytes for each in newest), digest_size=9).hexdigest()
