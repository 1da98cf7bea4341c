"""A02: who sees their own calendar reads, changes and removes nothing of a colleague's, at any address of the desk or
of the programs, whatever the address or the form says; and the attempt is written down, within bounds."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client as Browser

from booking.availability.models import Absence, Activity, OpenSlot, Shift, TemplateBlock, WeeklyHours
from booking.bookings.models import Booking, Part
from booking.clients.models import Client
from booking.resources.models import Resource
from tenants.access import DENIED
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.tenants.routes import Named, Route, all_routes
from tests.tenants.rows import fill

pytestmark = pytest.mark.django_db(databases=["default", "owner", "relay"])
ROUTES = [route for route in all_routes() if "tenant" in route.blanks]
WITH_IDS = [route for route in ROUTES if "/desk/" in route.pattern and route.ids]
WITHOUT = [route for route in ROUTES if "/desk/" in route.pattern and not route.ids]
PROGRAMS = [route for route in ROUTES if route.for_programs]
SECRET = "CONFIDENTIAL"
# Weeks are kept for the whole business; each sees their own blocks in them. Money is for others than practitioners.
# Addresses of buttons: who comes there otherwise is sent to the page that has them.
BUTTONS = {"desk-settings-group-link", "desk-settings-questions-order"}
SHARED = {"desk-week", "desk-week-paste"}
ALICES = (Booking, Part, Shift, OpenSlot, Activity, Absence, WeeklyHours, TemplateBlock, Client)
PANEL = {"HX-Request": "true", "HX-Target": "panel"}


class Scene:
    """All of it is Alice's, and says so; Bob comes with a session of his own."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.alice = cast, cast.salon.practitioners[0]
        booking = fill(cast.salon)
        with tenant_tx(cast.salon.tenant):
            mine = {"resource": self.alice}
            for model in (Part, Shift, OpenSlot, Activity, Absence, TemplateBlock):
                model._default_manager.update(**mine)
            Activity.objects.update(title=SECRET, note=SECRET)
            Absence.objects.update(note=SECRET)
            TemplateBlock.objects.update(kind="activity", title=SECRET, note=SECRET)
            Booking.objects.update(contact_name=SECRET, contact_email="confidential@example.com", message=SECRET)
            Client.objects.update(name=SECRET)
            booking.refresh_from_db()
            hours = WeeklyHours.objects.filter(**mine).order_by("pk")[0].pk
            self.client = Client.objects.get(pk=booking.client_id or Client.objects.order_by("pk")[0].pk)
        named = Named.of(cast.salon, booking)
        self.named = Named(**{name: getattr(named, name) for name in named.__dataclass_fields__} | {"hours": hours})

    def kept(self) -> list[Any]:
        """Everything of hers, as it stands. What somebody adds for themselves is not hers."""
        with tenant_tx(self.cast.salon.tenant):
            bobs = Resource.objects.get(pk=self.cast.salon.practitioners[1].pk)
            rows = []
            for model in ALICES:
                found = model._default_manager.order_by("pk")
                if any(field.name == "resource" for field in model._meta.fields):
                    found = found.exclude(resource=bobs)
                rows.append(list(found.values()))
            return rows

    def ask(self, browser: Browser, route: Route, method: str) -> HttpResponse:
        """With everything in the address and in the form that could name a colleague or what is hers."""
        said = {
            "with": self.alice.code, "people": self.alice.code, "who": self.alice.code, "client": self.client.code,
            "q": SECRET[:6], "tab": "absence", "start": "2026-11-24T10:00", "end": "2026-11-24T11:00",
            "from": "2026-11-23", "until": "2026-11-30", "first": "2026-11-23", "last": "2026-11-29", "seen": "0",
            "service": self.cast.salon.service.code, "view": "list", "day": "2026-11-24",
        }  # fmt: skip
        url = route.url(**self.named.fill(route, "salon"))
        if method == "GET":
            return browser.get(url, said, headers=PANEL if "/desk/" in route.pattern else {})
        return browser.post(url, said, query_params=said, headers=PANEL)


@pytest.fixture
def scene(cast: Cast, settings: Any) -> Scene:
    settings.RATE_LIMITS = False
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    return Scene(cast)


@pytest.fixture
def bob(cast: Cast) -> Browser:
    browser = Browser()
    browser.force_login(cast.bob.user)
    return browser


def text_of(answer: HttpResponse) -> str:
    return b"".join(answer).decode(errors="replace") if not answer.streaming else ""


def denied(cast: Cast) -> int:
    with tenant_tx(cast.salon.tenant):
        return Event.objects.filter(type="access.denied", actor_id=cast.bob.user_id).count()


@pytest.mark.parametrize("route", WITH_IDS, ids=str)
def test_what_is_hers_is_not_there_for_him_and_that_he_asked_is_written_down(route: Route, scene: Scene, bob: Browser):
    before, refused = scene.kept(), 0
    for method in ("GET", "POST"):
        answer = scene.ask(bob, route, method)
        cell = f"{method} {route}: {answer.status_code}"
        assert SECRET not in text_of(answer), cell
        if route.name not in SHARED:
            assert answer.status_code in (403, 404, 405), cell
        refused += answer.status_code in (403, 404)
    assert scene.kept() == before
    assert denied(scene.cast) == refused
    assert refused or route.name in SHARED


@pytest.mark.parametrize("route", WITHOUT, ids=str)
def test_no_address_and_no_form_leads_into_her_calendar(route: Route, scene: Scene, bob: Browser):
    before = scene.kept()
    for method in ("GET", "POST"):
        answer = scene.ask(bob, route, method)
        cell = f"{method} {route}: {answer.status_code}"
        assert answer.status_code < 500 or route.name == "desk-live", cell  # which has no stream here
        assert SECRET not in text_of(answer), cell
    assert scene.kept() == before


@pytest.mark.parametrize("route", PROGRAMS, ids=str)
def test_his_session_opens_nothing_for_programs(route: Route, scene: Scene, bob: Browser):
    before, named = scene.kept(), scene.named.fill(route, "salon")
    for method in ("GET", "POST"):
        body: dict[str, Any] = {"data": "{}", "content_type": "application/json"} if method == "POST" else {}
        answer = bob.generic(method, route.url(**named), **body)
        assert SECRET not in text_of(answer), f"{method} {route}"
        if "code" in route.blanks:
            assert answer.status_code in (401, 403, 404, 405), f"{method} {route}: {answer.status_code}"
    assert scene.kept() == before


ITS_TAKERS_ALONE = {"desk-hold", "desk-hold-release"}  # what bob holds by phone is not even the owner's


def test_she_finds_all_of_it_herself(scene: Scene):
    """Else the tests above would be glad of an empty house."""
    browser = Browser()
    browser.force_login(scene.cast.alice.user)
    for route in ROUTES:
        if route.name in {
            "desk-calendar",
            "desk-booking",
            "desk-activity",
            "desk-absence",
            "desk-clients",
            "desk-week",
        }:
            assert SECRET in text_of(scene.ask(browser, route, "GET")), route
        if route in WITH_IDS and route.name not in {"desk-refund", *ITS_TAKERS_ALONE}:
            assert scene.ask(browser, route, "GET").status_code in (
                303 if route.name in BUTTONS else 200,
                405,
                409,
                422,
            ), route


def test_whoever_asks_without_end_fills_no_table(scene: Scene, bob: Browser, settings: Any):
    settings.RATE_LIMITS = True
    booking = next(route for route in WITH_IDS if route.name == "desk-booking")
    url = booking.url(**scene.named.fill(booking, "salon"))
    for _again in range(DENIED.count + 10):
        assert bob.get(url).status_code == 404
    assert denied(scene.cast) == DENIED.count
