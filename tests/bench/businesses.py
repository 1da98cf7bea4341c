"""One business for the benchmarks: its people, its hours, its one service."""

from booking.availability.models import WeeklyHours
from booking.resources.models import Location, Resource, Service, ServiceLength, ServiceProvider
from tenants.models import Tenant, new_key
from tenants.tenancy import tenant_tx
from tests.bench.sizes import CLOSES, MINUTES, OPENS, PRICE, STEP, ZONE


def make_business(slug: str, practitioners: int) -> Tenant:
    """Open every day of the week, so that it does not matter on which day one measures. Everybody gives one service."""
    tenant = Tenant.objects.create(slug=slug, name=slug.title(), locale="sv", timezone=ZONE, currency="SEK")
    with tenant_tx(tenant):
        place = Location.objects.create(tenant=tenant, name="Centrum", city="Stockholm", timezone=ZONE)
        service = Service.objects.create(
            tenant=tenant, code="cut", name="Cut", line="Wash and cut.", modes=["on_site"], step=STEP
        )
        ServiceLength.objects.create(tenant=tenant, service=service, minutes=MINUTES, price=PRICE)
        people = Resource.objects.bulk_create(
            Resource(
                tenant=tenant, kind="practitioner", name=f"Person {n:02}", location=place, position=n, pk=new_key()
            )
            for n in range(practitioners)
        )
        ServiceProvider.objects.bulk_create(
            ServiceProvider(tenant=tenant, service=service, resource=one, pk=new_key()) for one in people
        )
        WeeklyHours.objects.bulk_create(
            WeeklyHours(
                tenant=tenant, resource=one, location=place, weekday=day, opens=OPENS, closes=CLOSES, pk=new_key()
            )
            for one in people
            for day in range(7)
        )
    return tenant
