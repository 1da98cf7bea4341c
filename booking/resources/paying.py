"""Which services clients pay by card when they book."""

from django.db.models import QuerySet

from booking.resources.models import Service
from tenants.models import Tenant
from tenants.modules import REQUESTS, is_on


def paid_by_card(tenant: Tenant) -> QuerySet[Service]:
    """As long as the business takes cards. What it confirms itself is never paid before."""
    services = Service.objects.filter(tenant=tenant, active=True, payable_online=True)
    return services.filter(approval=False) if is_on(tenant, REQUESTS) else services
