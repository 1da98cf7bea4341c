"""Switching parts of a business off, as its page would."""

from tenants.models import Tenant
from tenants.tenancy import tenant_tx
from tests.cast import House


def switch_off(house: House, *names: str) -> None:
    """Only these; all others on."""
    with tenant_tx(house.tenant):
        Tenant.objects.filter(pk=house.tenant.pk).update(modules_off=list(names))
    house.tenant.modules_off = list(names)
