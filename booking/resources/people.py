"""Finding practitioners: those who log in, and those whom others plan for."""

from typing import Any, ClassVar

from django.db.models import Q, QuerySet

from booking.kernel.errors import NotFound
from booking.resources.models import Kind, Location, Resource
from tenants.models import Tenant


def practitioners(tenant: Tenant) -> QuerySet[Resource]:
    """All of them, archived ones too."""
    return Resource.objects.filter(tenant=tenant, kind=Kind.PRACTITIONER)


def practitioner_of(tenant: Tenant, code: str) -> Resource:
    """Raises `NotFound`."""
    row = practitioners(tenant).filter(code=code).select_related("member").first()
    if row is None:
        raise NotFound
    return row


def without_login(tenant: Tenant) -> QuerySet[Resource]:
    """Whom nobody logs in as: substitutes, external ones, and those who have left."""
    return practitioners(tenant).filter(Q(member=None) | Q(member__deactivated_at__isnull=False))


def places_for(resource: Resource, tenant: Tenant) -> QuerySet[Location]:
    """Where they may belong: an archived place only as long as they do."""
    return Location.objects.filter(Q(active=True) | Q(pk=resource.location_id), tenant=tenant)


class OfPractitioner:
    """What the settings forms of one practitioner have in common; it stands first among what they extend."""

    thing: ClassVar[str] = "practitioner"

    @classmethod
    def rows(cls, tenant: Tenant) -> QuerySet[Any]:
        return practitioners(tenant)
