"""Whom and what a business plans for."""

from django.db.models import QuerySet

from booking.resources.models import Kind, Resource
from tenants.models import Tenant
from tenants.modules import THINGS, is_on


def planned(tenant: Tenant) -> QuerySet[Resource]:
    """People, and rooms and things where the business has switched them on."""
    rows = Resource.objects.filter(tenant=tenant)
    return rows if is_on(tenant, THINGS) else rows.filter(kind=Kind.PRACTITIONER)
