"""Reading clients."""

import re
from typing import Any

from django.db.models import F, Func, Q, QuerySet, Value
from django.db.models.functions import Lower, Replace

from booking.clients.models import Client
from tenants.models import Membership, Tenant

FOUND = 20
FEWEST_DIGITS = 3
# Letters of the neighbours in one form, then how they are typed without them: "bo" and "boe" both find Bøe.
KINDRED = ("ØÖöÅÆÄäÉÈéèÜü", "øøøåæææeeeeuu")
SHORT = {"ø": "o", "å": "a", "æ": "a"}
LONG = {"ø": "oe", "å": "aa", "æ": "ae"}


def search_clients(tenant: Tenant, text: str, among: QuerySet[Client] | None = None) -> list[Client]:
    """Clients whose name, e-mail or phone holds every word of the text, by name; at most twenty. `boe` finds Bøe.

    `among` narrows the search to those whom the person may see."""
    clients = Client.objects.filter(tenant=tenant) if among is None else among
    phone = _number(text)
    if phone:
        return list(clients.filter(phone__contains=phone).order_by("name", "pk")[:FOUND])
    clients = clients.alias(short_name=_folded(SHORT), long_name=_folded(LONG))
    for word in text.split()[:6]:
        named = Q(short_name__contains=_fold(word, SHORT)) | Q(long_name__contains=_fold(word, LONG))
        clients = clients.filter(named | Q(email__icontains=word))
    return list(clients.order_by("name", "pk")[:FOUND])


def same_contact(among: QuerySet[Client], *, email: str, phone: str, identity: str = "") -> list[Client]:
    """Clients who have this e-mail, this phone number or this identity (as its mark) already."""
    known = Q(identity_mark=identity) if identity else Q(pk__in=[])
    known |= Q(email=email.lower()) if email else Q(pk__in=[])
    known |= Q(phone=phone) if phone else Q(pk__in=[])
    return list(among.filter(known, test=False).order_by("name", "pk")[:5])


def played_by(member: Membership) -> Client | None:
    """The one whom this member plays, to see the client's side."""
    own = Client.objects.filter(tenant=member.tenant, test=True, email=member.user.email.lower())
    return own.order_by("created_at", "pk").first()


def looks_like_a_number(text: str) -> bool:
    return re.fullmatch(r"[\d\s+()/.-]+", text.strip()) is not None


def _folded(letters: dict[str, str]) -> Func:
    """The name as `_fold` writes it, by the database, whose own lower() may know ASCII only."""
    name: Any = Lower(Func(F("name"), Value(KINDRED[0]), Value(KINDRED[1]), function="translate"))
    for letter, plain in letters.items():
        name = Replace(name, Value(letter), Value(plain))
    return name


def _fold(text: str, letters: dict[str, str]) -> str:
    text = text.translate(str.maketrans(*KINDRED)).lower()
    return "".join(letters.get(letter, letter) for letter in text)


def _number(text: str) -> str:
    """The digits of what looks like a phone number, without the zero that only stands in national ones."""
    if not looks_like_a_number(text):
        return ""
    digits = re.sub(r"\D", "", text)
    stripped = digits.removeprefix("00").removeprefix("0")
    return stripped if len(stripped) >= FEWEST_DIGITS else ""
