"""Who may do what, in words: read from the table that the door itself asks (`tenants.access`)."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tenants.access import ACCESS, CLIENTS_KEPT, MAY_FORCE
from tenants.models import Role
from tenants.requests import TenantRequest
from tenants.setup.pages import Group, SettingsPage, register
from tenants.setup.ranks import settable

PAGE = register(
    SettingsPage(
        "desk-settings-roles", Group.PEOPLE, _("Who may do what"),
        _("Who of you can see and change what concerns your clients."),
    )
)  # fmt: skip

# What a person does, and the pages that it takes. Each page of the desk stands here once, or begins like one that ends
# with a star (tests/setup/test_who_may.py).
DOING: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("See the calendar and its bookings: for whom, how they are reached, and what is paid"), (
        "desk", "desk-calendar", "desk-choices", "desk-live", "desk-changes", "desk-booking", "desk-booking-messages",
        "desk-booking-receipt", "desk-booking-receipt-sending")),
    (_("Book, move and cancel for clients; what the rules give back goes back"), (
        "desk-book", "desk-hold", "desk-hold-release", "desk-booking-move", "desk-booking-client",
        "desk-booking-cancellation", "desk-booking-attendance", "desk-booking-confirmation", "desk-booking-answer",
        "desk-requests", "desk-undo")),
    (_("Look for clients, and change how they are reached"), ("desk-clients", "desk-client-details")),
    (_("Play a client, to see your page as clients do"), ("desk-playing",)),
    (_("See a client's page, and change what is said there"), ("desk-client",)),
    (_("Enter working time, absence and activities"), (
        "desk-time", "desk-entries", "desk-slot*", "desk-shift*", "desk-activity*", "desk-absence*", "desk-week*",
        "desk-hours*")),
    (_("Share links to the page"), ("desk-links", "desk-qr")),
    (_("See all payments, and pay back what you choose"), ("desk-money", "desk-refund")),
    (_("See messages that reached nobody"), ("desk-undelivered",)),
    (_("Read the activity log"), ("desk-settings-log",)),
    (_("Change the settings, and invite colleagues"), ("desk-settings*", "desk-start")),
    (_("Change the page's address"), ("desk-settings-address",)),
    (_("Connect the account that card payments go to"), (
        "desk-settings-cards", "desk-settings-cards-onboarding", "desk-settings-cards-end")),
    (_("Say to whom a practitioner's clients are shown"), ("desk-settings-practitioner-secrecy",)),
)  # fmt: skip
# Where a practitioner's clients are not for everybody: who is told besides the practitioner.
TOLD_OF = {
    "desk": _("Be told who the clients are of a practitioner who shows them to the front desk"),
    "own": _("Be told who the clients are of a practitioner who shows them to nobody else"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What one role may do and may not, in words."""

    role: str
    note: str
    may: list[str]
    may_not: list[str]


def pages_of(names: tuple[str, ...]) -> set[str]:
    """The routes that are meant; one that is written out somewhere is not meant by a star."""
    written = {name for _words, listed in DOING for name in listed if not name.endswith("*")}
    found: set[str] = set()
    for name in names:
        star = name.endswith("*")
        found |= {route for route in ACCESS if route.startswith(name[:-1]) and route not in written} if star else {name}
    return found


def told() -> list[Told]:
    """By role, as the table stands."""
    rights = [(str(words), frozenset.intersection(*(ACCESS[name].who for name in pages_of(names))))
              for words, names in DOING]  # fmt: skip
    makers = frozenset(role for role in Role.values if Role.OWNER in settable(role))
    rights.append((gettext("Book over what is taken, with a reason"), frozenset(map(str, MAY_FORCE))))
    rights += [(str(words), frozenset(map(str, CLIENTS_KEPT[level]))) for level, words in TOLD_OF.items()]
    rights.append((gettext("Make others owner, or take it away"), makers))
    return [
        Told(
            str(role.label).capitalize(), _note(role),
            [words for words, who in rights if role in who], [words for words, who in rights if role not in who],
        )
        for role in Role
    ]  # fmt: skip


@require_GET
def roles(request: TenantRequest, tenant: str) -> HttpResponse:
    return render(request, "tenants/setup/roles.html", {"page": PAGE, "roles": told(), "rail": "settings"})


def _note(role: str) -> str:
    """What the table of pages does not say."""
    return {
        Role.OWNER: gettext("Sees everybody's calendar and clients. There is always at least one."),
        Role.FINANCE: gettext("Sees everybody's calendar, without the names of clients that a practitioner keeps."),
        Role.PRACTITIONER: gettext(
            "Sees only their own calendar, clients and log, unless “Sees everybody's calendar and clients” is ticked."
        ),
    }.get(Role(role), gettext("Sees everybody's calendar and clients, but for those that a practitioner keeps."))
