"""Reading clients."""

import re

from django.db.models import Q, QuerySet

from booking.clients.models import Client
from tenants.models import Tenant

FOUND = 20
FEWEST_DIGITS = 3


def search_clients(tenant: Tenant, text: str, among: QuerySet[Client] | None = None) -> list[Client]:
    """Clients whose name, e-mail or phone holds every word of the text, by name; at most twenty.

    `among` narrows the search to those whom the person may see."""
    clients = Client.objects.filter(tenant=tenant) if among is None else among
    phone = _number(text)
    if phone:
        return list(clients.filter(phone__contains=phone).order_by("name", "pk")[:FOUND])
    for word in text.split()[:6]:
        clients = clients.filter(Q(name__icontains=word) | Q(email__icontains=word))
    return list(clients.order_by("name", "pk")[:FOUND])


def same_contact(among: QuerySet[Client], *, email: str, phone: str) -> list[Client]:
    """Clients who have this e-mail or this phone number already."""
    known = Q(pk__in=[])
    known |= Q(email=email.lower()) if email else Q(pk__in=[])
    known |= Q(phone=phone) if phone else Q(pk__in=[])
    return list(among.filter(known, test=False).order_by("name", "pk")[:5])


def _number(text: str) -> str:
    """The digits of what looks like a phone number, without the zero that only stands in national ones."""
    if not re.fullmatch(r"[\d\s+()/.-]+", text.strip()):
        return ""
    digits = re.sub(r"\D", "", text)
    stripped = digits.removeprefix("00").removeprefix("0")
    return stripped if len(stripped) >= FEWEST_DIGITS else ""
