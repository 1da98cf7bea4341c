"""How a booking can be paid: what its service says, as far as the business can take it."""

from typing import Protocol

from booking.bookings.models import Paying
from tenants.models import Tenant
from tenants.modules import takes_cards


class Payable(Protocol):
    @property
    def payable_online(self) -> bool: ...

    @property
    def payable_on_site(self) -> bool: ...


def offered(tenant: Tenant, service: Payable) -> dict[Paying, bool]:
    """A business without an account to pay into takes no cards, whatever its services say."""
    if not takes_cards(tenant):
        return {Paying.ONLINE: False, Paying.ON_SITE: True}
    return {Paying.ONLINE: service.payable_online, Paying.ON_SITE: service.payable_on_site}
