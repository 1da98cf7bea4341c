"""SE1: a practitioner's clients can be kept from colleagues who see the calendar. Every address of the desk and of the
programs is asked by everybody; what is kept stands in none of the answers."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client as Browser

from booking.availability.models import Absence, TemplateBlock
from booking.bookings.models import Booking, Part
from booking.clients.models import Client
from booking.resources.models import Resource
from notifications.models import Message
from payments.models import Refund
from tenants.access import KEY_READ, KEY_WRITE, door
from tenants.events import record
from tenants.keys import make_key
from tenants.requests import LANGUAGE_COOKIE
from tenants.tenancy import tenant_tx
from tests.cast import Cast, member
from tests.requested import ask_for
from tests.tenants.routes import Named, Route, all_routes
from tests.tenants.rows import TUESDAY, fill

pytestmark = pytest.mark.django_db(databases=["default", "owner", "relay"])
NAME, EMAIL, PHONE, WORDS = "Xanthippa Ovanlig", "xanthippa@example.com", "+46709998877", "My knee is MINE"
SECRETS = (NAME, EMAIL, PHONE, PHONE.removeprefix("+46"), WORDS, "Nuts CANARY", "Ovanlig")
ROUTES = [
    route for route in all_routes() if "tenant" in route.blanks and ("/desk/" in route.pattern or route.for_programs)
]
WALK = "from=2026-11-23&until=2026-11-30"
BESIDES = (
    "desk/?view=list&day=2026-11-24", f"desk/calendar.json?{WALK}", "desk/clients/?q=anthipp", "desk/clients/?q=vanli",
    "desk/clients/?q=0709998", "desk/clients/?q=xanthippa@ex", "desk/clients/?kind=existing", "desk/clients/?kind=new",
    "desk/settings/log/?kind=settings", f"desk/weeks/save/?{WALK}", "desk/book/?client={client}",
    "desk/time/?start=2026-11-24T12:00&with={calendar}&client={client}",
    "desk/time/?start=2026-11-24T10:00&with={calendar}",
    "desk/entries/?start=2026-11-24T12:00&end=2026-11-24T13:00&with={calendar}",
    "desk/bookings/{booking}/move/?at=2026-11-24T14:00&minutes=60", "desk/bookings/{booking}/move/?at=2026-11-24T03:00",
    "desk/bookings/{booking}/move/?at=2026-11-24T14:00&with={other}",
    "desk/bookings/{booking}/cancellation/?by=client", "desk/bookings/{booking}/cancellation/?by=mistake",
    "desk/weeks/{week}/paste/?first=2026-11-30&last=2026-11-30&weeks=every&who={calendar}&bookings=on",
    "desk/settings/members/{bob}/leaving/",
)  # fmt: skip


ROLES = {
    "owner": {"owner"}, "manager": {"manager"}, "front desk": {"front_desk"}, "colleague": {"practitioner"},
    "the practitioner": {"practitioner"}, "finance": {"finance"}, "program": {KEY_READ, KEY_WRITE},
}  # fmt: skip


class Scene:
    """Xanthippa comes to Bob and to nobody else: she is booked, asks for a time, and was told of it in vain."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.tenant, self.bob = cast, cast.salon.tenant, cast.salon.practitioners[1]
        self.booking = fill(cast.salon)
        asked = ask_for(cast.salon, TUESDAY.replace(hour=14), who=1)
        with tenant_tx(self.tenant):
            Part.objects.update(resource=self.bob)
            Booking.objects.update(
                contact_name=NAME, contact_email=EMAIL, contact_phone=PHONE, message=WORDS, client=cast.salon.client
            )
            Booking.objects.exclude(pk=asked.pk).update(forced_reason=WORDS, reply=WORDS, cancel_reason=WORDS)
            Client.objects.filter(pk=cast.salon.client.pk).update(name=NAME, email=EMAIL, phone=PHONE)
            Client.objects.exclude(pk=cast.salon.client.pk).delete()
            Refund.objects.all().delete()
            Message.objects.update(status="failed", address=EMAIL)
            Absence.objects.update(resource=self.bob, start_at=TUESDAY, end_at=TUESDAY.replace(hour=16))
            TemplateBlock.objects.update(kind="booking", resource=self.bob, client_id=cast.salon.client.pk)
            record(self.tenant, "client.changed", subject_id=cast.salon.client.pk, changed={"email": None})
            record(self.tenant, "client_group.changed", subject_id=cast.salon.client.pk, changed={"group": None})
            people = {
                "manager": member(self.tenant, "Mona", "manager"),
                "colleague": member(self.tenant, "Pia", "practitioner"),
            }
            people["colleague"].sees_all = True
            people["colleague"].save()
            key = make_key(tenant=self.tenant, name="k", scopes=["read", "write"])
        people |= {"owner": cast.alice, "the practitioner": cast.bob}
        people |= {"front desk": cast.front_desk, "finance": cast.finance}
        self.browsers = {name: _logged_in(one) for name, one in people.items()}
        self.browsers["program"] = Browser(headers={"Authorization": f"Bearer {key}"})
        self.named = Named.of(cast.salon, self.booking)

    def keep(self, shown_to: str) -> None:
        with tenant_tx(self.tenant):
            Resource.objects.filter(pk=self.bob.pk).update(clients_shown_to=shown_to)

    def addresses(self) -> Iterator[tuple[str, Route | None]]:
        for route in ROUTES:
            yield route.url(**self.named.fill(route, "salon")), route
        said = {
            "client": self.cast.salon.client.code, "calendar": self.bob.code, "booking": self.booking.code,
            "other": self.cast.salon.practitioners[0].code, "week": self.named.week, "bob": self.cast.bob.pk,
        }  # fmt: skip
        for path in BESIDES:
            yield f"/salon/{path.format(**said)}", None

    def told(self, who: str) -> set[str]:
        """The addresses at which they are told something of her."""
        found = set()
        for url, route in self.addresses():
            if route and not ROLES[who] & door(route.name).who:
                continue  # refused, as test_the_matrix.py says
            for answer in self._answers(who, url, route):
                said = answer.text + str(answer.headers) + str(answer.cookies)
                if any(secret in said for secret in SECRETS):
                    found.add(route.name if route else url.partition("?")[0])
        return found

    def _answers(self, who: str, url: str, route: Route | None) -> Iterator[HttpResponse]:
        browser = self.browsers[who]
        if route and route.for_programs:
            yield browser.get(url)
            if route.name != "api-booking-cancellation":  # it would be over
                yield browser.post(url, "{}", content_type="application/json")
            return
        if who == "program":
            return
        yield browser.get(url)
        if route:
            yield browser.post(url, {}, headers={"HX-Request": "true", "HX-Target": "panel"})

    def is_told(self, who: str) -> tuple[bool, bool]:
        """On the booking's own page, and by searching for her."""
        pages = f"/salon/desk/bookings/{self.booking.code}/", "/salon/desk/clients/?q=anthipp"
        booking, found = (NAME in self.browsers[who].get(page).text for page in pages)
        return booking, found


def _logged_in(one: Any) -> Browser:
    browser = Browser()
    browser.force_login(one.user)
    browser.cookies[LANGUAGE_COOKIE] = "en"
    return browser


@pytest.fixture
def scene(cast: Cast, settings: Any) -> Scene:
    settings.RATE_LIMITS = False
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    return Scene(cast)


def test_without_secrecy_they_are_told_at_many_addresses(scene: Scene):
    """Else the walk would prove nothing."""
    everywhere = {"desk-booking", "desk-booking-messages", "desk-booking-receipt", "/salon/desk/calendar.json"}
    found = scene.told("manager")
    assert found >= everywhere | {
        "desk-booking-move", "desk-booking-cancellation", "desk-booking-attendance", "desk-booking-confirmation",
        "desk-requests", "desk-client", "desk-client-details", "desk-clients", "desk-money", "desk-refund",
        "desk-undelivered", "desk-settings-log", "desk-absence", "desk-week",
        "/salon/desk/book/", "/salon/desk/time/", f"/salon/desk/settings/members/{scene.cast.bob.pk}/leaving/",
    }, found  # fmt: skip
    assert scene.told("program") == {"api-booking"}


@pytest.mark.parametrize("who", ["manager", "front desk", "colleague", "finance", "program"])
def test_what_only_the_practitioner_is_told_stands_nowhere_else(scene: Scene, who: str):
    scene.keep("own")
    assert scene.told(who) == set()


@pytest.mark.parametrize("who", ["colleague", "program"])
def test_what_is_for_the_front_desk_is_told_to_no_colleague(scene: Scene, who: str):
    scene.keep("desk")
    assert scene.told(who) == set()


def test_who_is_told_by_each_setting(scene: Scene):
    """On the booking's page, and by searching; to finance there is no searching."""
    whole, nothing = (True, True), (False, False)
    everybody = ["owner", "the practitioner", "manager", "front desk", "colleague"]
    for shown_to, told in (("all", everybody), ("desk", everybody[:4]), ("own", everybody[:2])):
        scene.keep(shown_to)
        assert {who: scene.is_told(who) for who in everybody} == {
            who: whole if who in told else nothing for who in everybody
        }, shown_to
        assert scene.is_told("finance") == (shown_to == "all", False)
