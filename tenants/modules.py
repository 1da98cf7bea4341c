"""What a business can do without: one table of the parts that it switches on and off, and of the pages that are theirs.

A page of a part that is off is not there (`tenants.door`); the engine reads only what is on
(`booking.availability.switched`); pages ask `modules` in their context. What was said of it stays in the database, and
holds again when the part is switched on."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from booking.kernel.errors import NotFound
from tenants.models import BusinessKind, Tenant

THERAPY, CLINIC, SALON, COURSES, OTHER = BusinessKind
QUESTIONS, REQUESTS, CARDS, GROUPS = "questions", "requests", "cards", "groups"
SKILLS, THINGS, WEEKS, UNITS = "skills", "things", "weeks", "units"


@dataclass(frozen=True, slots=True)
class Module:
    """`sentence`: what it changes for clients or staff. `routes`: pages that are there for this part alone, or for
    several of which one is on. `not_for`: the kinds of business that begin without it."""

    name: Any
    sentence: Any
    routes: frozenset[str] = frozenset()
    not_for: frozenset[BusinessKind] = frozenset()


class SwitchedOff(NotFound):
    """Somebody who works there came by an old link."""

    title = _("This is switched off")
    detail = _("Your business does without it for now. Nothing of it is lost.")


def _settings(*names: str) -> frozenset[str]:
    return frozenset(f"desk-settings-{name}" for name in names)


MODULES: dict[str, Module] = {
    QUESTIONS: Module(
        _("Questions when booking"), _("Clients answer what a service asks before they book."),
        _settings("service-questions", "question", "question-add", "question-archive", "questions-order"),
        frozenset({SALON}),
    ),
    REQUESTS: Module(
        _("Requests"), _("Clients ask for a time, and it stands when you have said yes."),
        frozenset({"desk-requests", "desk-booking-answer", "api-booking-acceptance", "api-booking-refusal"}),
        frozenset({SALON}),
    ),
    CARDS: Module(
        _("Card payment"), _("Clients pay by card when they book, where a service lets them."),
        _settings("cards", "cards-onboarding", "cards-end"),
    ),
    GROUPS: Module(
        _("Client groups and private links"),
        _("Some clients book at other prices or find services that others do not see."),
        _settings("groups", "group-add", "group", "group-link", "group-qr", "group-archive")
        | {"private-link", "private-leave"},
        frozenset({THERAPY, SALON}),
    ),
    THINGS: Module(
        _("Rooms and equipment"),
        _("A time is only offered when the room or the thing that it needs is free too."),
        _settings("things", "things-missing", "thing", "thing-add", "thing-archive", "service-needs"),
        frozenset({THERAPY}),
    ),
    SKILLS: Module(
        _("Skills and certificates"),
        _("A service is only offered with whoever has the skill, as long as it holds."),
        _settings("skills", "skill", "practitioner-skills", "service-needs"),
        frozenset({THERAPY, SALON, COURSES, OTHER}),
    ),
    WEEKS: Module(
        _("Template weeks"), _("You save a week of the calendar once and paste it where it shall be so again."),
        frozenset({"desk-weeks", "desk-week-save", "desk-week", "desk-week-paste", "desk-hours-clear"}),
    ),
    UNITS: Module(
        _("Units and teams"), _("You book with a team and see the calendar of a unit or a whole region at once."),
        _settings("units", "units-order", "unit-add", "unit", "unit-archive")
        | _settings("teams", "teams-order", "team-add", "team", "team-archive"),
        frozenset({THERAPY, SALON, COURSES, OTHER}),
    ),
}  # fmt: skip


def is_on(tenant: Tenant, name: str) -> bool:
    return name not in tenant.modules_off


def switches(tenant: Tenant) -> dict[str, bool]:
    """All of them, for pages to ask."""
    return {name: is_on(tenant, name) for name in MODULES}


def is_shut(tenant: Tenant, route: str) -> bool:
    """Whether every part that this page is for is off."""
    if not tenant.modules_off:
        return False
    of = [name for name, module in MODULES.items() if route in module.routes]
    return bool(of) and not any(is_on(tenant, name) for name in of)


def off_at_first(kind: str) -> list[str]:
    """What a new business of this kind begins without: fewer menus, until it looks for more."""
    return [name for name, module in MODULES.items() if kind in module.not_for]


def takes_cards(tenant: Tenant) -> bool:
    """Whether there is an account for the money, and the business wants it there."""
    return tenant.takes_cards and is_on(tenant, CARDS)
