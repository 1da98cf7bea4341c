"""Who a booking is for. A stranger who writes a known e-mail is shown nothing, logs in nowhere and changes nothing."""

from dataclasses import dataclass

from booking.clients.models import Client
from tenants.models import Tenant


@dataclass(frozen=True, slots=True)
class Contact:
    """What somebody says about themselves; frozen on the booking. The e-mail in lower case."""

    name: str
    email: str = ""
    phone: str = ""
    language: str = ""
    message: str = ""


def match_or_make(*, tenant: Tenant, contact: Contact) -> Client:
    """The one client with this e-mail, left untouched; otherwise a new one. Staff can merge later.

    The match proves nothing: whoever calls must keep the booking marked as unproven."""
    if contact.email:
        known = list(Client.objects.filter(email=contact.email.lower(), test=False)[:2])
        if len(known) == 1:
            return known[0]
    return make_client(tenant=tenant, contact=contact)


def make_client(*, tenant: Tenant, contact: Contact) -> Client:
    """Somebody new, whoever else may have the same e-mail."""
    return Client.objects.create(
        tenant=tenant,
        name=contact.name,
        email=contact.email.lower(),
        phone=contact.phone,
        language=contact.language,
    )
