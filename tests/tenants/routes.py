"""Every address of the product, taken from the URL resolver, and how to fill in its blanks."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver, reverse

from booking.availability.entered import KINDS
from booking.availability.models import Closure, TemplateWeek, WeeklyHours
from booking.bookings.models import HOLD, MANAGE, Booking
from booking.clients.models import KNOWN, PRIVATE, Group, KnownLink
from booking.kernel.tokens import make_token, public_code
from booking.resources.models import Question, Skill, Team, Unit
from payments.models import Payment
from tenants.events import record
from tenants.models import ApiKey, Invitation, Membership, Picture
from tenants.models.invited import JOIN
from tenants.tenancy import tenant_tx
from tests.cast import House

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str
    blanks: frozenset[str]

    def __str__(self) -> str:
        return self.name

    @property
    def for_programs(self) -> bool:
        return self.pattern.startswith("api/")

    @property
    def ids(self) -> frozenset[str]:
        """The blanks that name something inside a business."""
        return self.blanks - {"tenant"}

    def url(self, **filled: Any) -> str:
        return reverse(self.name, kwargs={blank: filled[blank] for blank in self.blanks})


@dataclass(frozen=True)
class Named:
    """What the blanks stand for: rows of one business, or of nobody."""

    practitioner: str
    service: str
    place: str
    thing: str
    booking: str
    payment: uuid.UUID
    manage_token: str
    hold_token: str
    known_token: str
    private_token: str
    group: str
    unit: str
    team: str
    client: str
    week: uuid.UUID
    hours: uuid.UUID
    closure: uuid.UUID
    question: str
    skill: uuid.UUID
    event: uuid.UUID
    join_token: str
    invitation: uuid.UUID
    member: uuid.UUID
    picture: uuid.UUID
    api_key: uuid.UUID
    entered: dict[str, uuid.UUID]

    @classmethod
    def of(cls, house: House, booking: Booking) -> "Named":
        with tenant_tx(house.tenant):
            payment = Payment.objects.get()
            known_token = KnownLink.objects.get().token
            group = Group.objects.get()
            unit, team = Unit.objects.get().code, Team.objects.get().code
            week = TemplateWeek.objects.get().pk
            hours = WeeklyHours.objects.filter(resource=house.practitioners[-1]).order_by("pk")[0].pk
            closure = Closure.objects.get().pk
            question = Question.objects.get().code
            skill = Skill.objects.get().pk
            moved = {"city": ["Uppsala", "Stockholm"]}
            event = record(house.tenant, "place.changed", subject_id=house.place.pk, changed=moved).pk
            invited = Invitation.objects.get()
            leaver = Membership.objects.get(tenant=house.tenant, user__name="Lea").pk
            picture = Picture.objects.get().pk
            api_key = ApiKey.objects.order_by("pk")[0].pk
            entered = {kind: model._default_manager.values_list("pk", flat=True).get() for kind, model in KINDS.items()}
        return cls(
            house.practitioners[1 if len(house.practitioners) > 1 else 0].code, house.service.code, house.place.code,
            house.rooms[0].code, booking.code,
            payment.pk, booking.manage_token, booking.hold_token, known_token, group.token, group.code, unit, team,
            house.client.code, week, hours, closure,
            question, skill, event, invited.token, invited.pk, leaver, picture, api_key, entered,
        )  # fmt: skip

    @classmethod
    def nobody(cls) -> "Named":
        """Of the right shape, and naming nothing; the tokens even carry a true signature."""
        row = uuid.uuid4()
        return cls(
            public_code(), public_code(), public_code(), public_code(), public_code(),
            uuid.uuid4(),
            make_token(MANAGE, row, 1), make_token(HOLD, row, 1), make_token(KNOWN, row, 1),
            make_token(PRIVATE, row, 1), public_code(), public_code(), public_code(), public_code(),
            uuid.uuid4(), uuid.uuid4(), uuid.uuid4(),
            public_code(), uuid.uuid4(), uuid.uuid4(), make_token(JOIN, row, 1), uuid.uuid4(), uuid.uuid4(),
            uuid.uuid4(), uuid.uuid4(), {kind: uuid.uuid4() for kind in KINDS},
        )  # fmt: skip

    def fill(self, route: Route, tenant: str) -> dict[str, Any]:
        people = (
            "practitioner", "desk-settings-practitioner", "desk-settings-practitioner-archive",
            "desk-settings-practitioner-services",
            "desk-settings-practitioner-skills", "desk-settings-practitioner-secrecy", "desk-settings-week",
        )  # fmt: skip
        codes = dict.fromkeys(people, self.practitioner) | {"service": self.service}
        codes |= dict.fromkeys(("desk-client", "desk-client-details"), self.client)
        for name in ("place", "thing", "question", "group", "unit", "team"):
            ends = ("", "-archive", "-link", "-qr", "-hours")
            codes |= dict.fromkeys((f"desk-settings-{name}{end}" for end in ends), getattr(self, name))
        tokens = {
            "/h/": self.hold_token,
            "/known/": self.known_token,
            "/private/": self.private_token,
            "/join/": self.join_token,
        }
        return {
            "tenant": tenant,
            "code": codes.get(route.name, self.booking),
            "service": self.service,
            "token": next((token for part, token in tokens.items() if part in route.pattern), self.manage_token),
            "hold": self.hold_token,
            "payment": self.payment,
            "week": self.week,
            "hours": self.hours,
            "closure": self.closure,
            "skill": self.skill,
            "event": self.event,
            "invitation": self.invitation,
            "member": self.member,
            "picture": self.picture,
            "api_key": self.api_key,
            "id": next((pk for kind, pk in self.entered.items() if route.name.startswith(f"desk-{kind}")), None),
            "mail_id": 1,
            "key": "MQ:1abc:def",
            "uidb36": "1",
        } | ({"key": "1-2"} if route.name.startswith("account_reset") else {})


def all_routes() -> list[Route]:
    return sorted({route.name: route for route in _walk(get_resolver().url_patterns, "")}.values(), key=str)


def _walk(patterns: list[Any], before: str) -> Iterator[Route]:
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            blanks = frozenset(pattern.pattern.regex.groupindex) | _blanks(before)
            yield Route(pattern.name or f"without a name: {here}", here, blanks)
        else:
            yield from _walk(pattern.url_patterns, here)


def _blanks(prefix: str) -> frozenset[str]:
    """Those of the patterns that this one is included under."""
    return frozenset(part.partition(">")[0].rpartition(":")[2] for part in prefix.split("<")[1:])
