"""The floors: what Django costs on this machine when it does next to nothing."""

import json
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from booking.availability.models import Occupancy
from booking.bookings.models import Booking
from booking.clients.models import Client
from tenants.models import Tenant
from tenants.tenancy import enter_by_slug
from tests.bench.bare import confirm_rows, confirmed, hold_rows


def trivial(request: HttpRequest, business: str) -> JsonResponse:
    """One query by the ORM, one small answer."""
    found = Tenant.objects.get(slug=business)
    return JsonResponse({"name": found.name, "timezone": found.timezone})


@csrf_exempt
def bare_hold(request: HttpRequest, business: str) -> JsonResponse:
    """The inserts of a hold under the tenant's setting; no locks, no rules."""
    with transaction.atomic():
        tenant = enter_by_slug(business)
        rows = hold_rows(tenant.pk, json.loads(request.body), timezone.now())
        for row in rows:
            row.save(force_insert=True)
    return JsonResponse({"hold": str(rows[0].pk), "part": str(rows[1].pk)}, status=201)


@csrf_exempt
def bare_confirm(request: HttpRequest, business: str) -> JsonResponse:
    """The writes of a completed hold, likewise."""
    asked = json.loads(request.body)
    booking_id = UUID(asked["hold"])
    with transaction.atomic():
        tenant = enter_by_slug(business)
        client, *rows = confirm_rows(tenant.pk, booking_id, asked["client"]["email"])
        assert isinstance(client, Client)
        for row in (client, *rows):
            row.save(force_insert=True)
        Booking.objects.filter(pk=booking_id).update(**confirmed(client))
        Occupancy.objects.filter(owner_id__in=asked["parts"]).update(expires_at=None)
    return JsonResponse({"status": "confirmed"}, status=201)
