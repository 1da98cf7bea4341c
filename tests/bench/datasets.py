"""The two sets of data. Small: one business, 20 practitioners, three months, 60 % booked. Large: the same business
with nine months behind it, among others that have a year each."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connections

from booking.resources.models import Location, Resource, Service
from tenants.models import Tenant
from tenants.tenancy import tenant_tx
from tests.bench.businesses import make_business
from tests.bench.calendars import book
from tests.bench.sizes import AHEAD, FEW, MINUTES, PAST, PRACTITIONERS, PRICE, SLUG

ONE_DAY = timedelta(days=1)


def fill_small(today: date, practitioners: int = PRACTITIONERS) -> dict[str, Any]:
    """Returns what the measurements need to know of the business."""
    tenant = make_business(SLUG, practitioners)
    taken = book(tenant, today, today + AHEAD, whole=True)
    return {"occupancies": taken, **_told(tenant)}


def fill_large(today: date, others: int, part: tuple[int, int] = (0, 1)) -> int:
    """Beside the small set. `part` (n, of): several may share the work. Returns how many occupancies were made."""
    number, of = part
    made = 0
    if number == 0:
        tenant = Tenant.objects.get(slug=SLUG)
        made += book(tenant, today - PAST, today - ONE_DAY, whole=True)
    for n in range(number, others, of):
        made += book(make_business(f"other-{n}", FEW), today - PAST, today + AHEAD, whole=False)
    return made


def fill_busy(today: date) -> dict[str, Any]:
    """One business more in the small set, whose practitioners have two thousand coming bookings each."""
    tenant = make_business("busy", FEW)
    taken = book(tenant, today + ONE_DAY, today + 400 * ONE_DAY, whole=True)
    return {"coming": taken // FEW, "csrf_cookie": settings.CSRF_COOKIE_NAME, **_told(tenant)}


def tidy() -> None:
    """What autovacuum would have done by tomorrow."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _told(tenant: Tenant) -> dict[str, Any]:
    with tenant_tx(tenant):
        service, place = Service.objects.get(), Location.objects.get()
        people = list(Resource.objects.order_by("position").values_list("code", "pk"))
    return {
        "slug": tenant.slug,
        "tenant": str(tenant.pk),
        "currency": tenant.currency,
        "service": {"code": service.code, "id": str(service.pk), "minutes": MINUTES, "price": PRICE},
        "location": str(place.pk),
        "practitioners": [{"code": code, "id": str(pk)} for code, pk in people],
    }
