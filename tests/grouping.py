"""A group of clients, and its terms for a service."""

from typing import Any

from booking.availability.models import GroupTerms
from booking.clients.models import Client, Group
from booking.resources.models import Service
from tenants.tenancy import tenant_tx
from tests.cast import House


def make_group(house: House, name: str = "Members", *, link: bool = True, **terms: Any) -> Group:
    """`terms`: of the house's service; none, and it books as everybody does."""
    with tenant_tx(house.tenant):
        group = Group.objects.create(tenant=house.tenant, name=name, link_open=link)
        if terms:
            GroupTerms.objects.create(tenant=house.tenant, group=group, service=house.service, **terms)
    return group


def change(house: House, **values: Any) -> None:
    """The house's service."""
    with tenant_tx(house.tenant):
        Service.objects.filter(pk=house.service.pk).update(**values)


def join(house: House, group: Group | None) -> None:
    """The house's client belongs to it."""
    with tenant_tx(house.tenant):
        Client.objects.filter(pk=house.client.pk).update(group=group)
