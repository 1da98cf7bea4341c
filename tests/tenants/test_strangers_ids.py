"""T01, T02: what belongs to another business looks, on every route, just like what does not exist."""

import hashlib
import json
from collections.abc import Set
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client as Browser

from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import Cast, House
from tests.tenants.faces import face
from tests.tenants.routes import METHODS, Named, Route, all_routes
from tests.tenants.rows import ask, fill, tenant_tables
from tests.tenants.test_row_security import GLOBAL

pytestmark = pytest.mark.django_db(databases=["default", "owner", "relay"])
# Whose blanks name rows of a business; the library's keys and the demo's mail belong to none.
WITH_IDS = [route for route in all_routes() if "tenant" in route.blanks and route.ids]
TUESDAY = "2026-11-24"
START = f"{TUESDAY}T13:00:00+01:00"


@dataclass
class Scene:
    cast: Cast
    theirs: Named
    browser: Browser

    def ask(self, route: Route, method: str, named: Named) -> HttpResponse:
        """As everybody at once: Alice's session, Salon's key for programs, the token of the address itself."""
        headers = {}
        body: dict[str, Any] = {}
        if route.for_programs:
            token = named.manage_token if self.by_token else self.cast.salon.key
            headers, body = {"Authorization": f"Bearer {token}"}, {"content_type": "application/json", "data": "{}"}
        return self.browser.generic(method, route.url(**named.fill(route, "salon")), headers=headers, **body)

    by_token = False


@pytest.fixture
def scene(cast: Cast, settings: Any) -> Scene:
    settings.RATE_LIMITS = False
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    fill(cast.salon)
    booking = fill(cast.gym)
    browser = Browser()
    browser.force_login(cast.alice.user)
    return Scene(cast, Named.of(cast.gym, booking), browser)


def everything(house: House, besides: Set[str] = frozenset()) -> str:
    """A digest of all rows of a business, those of the tables `besides` left out."""
    digest = hashlib.sha256()
    with tenant_tx(house.tenant):
        for table in set(tenant_tables()) - GLOBAL - besides:
            rows = ask(f"SELECT coalesce(string_agg(t::text, '|' ORDER BY t::text), '') FROM {table} t")
            digest.update(f"{table}:{rows[0][0]}".encode())
    return digest.hexdigest()


def test_the_routes_with_ids_are_many():
    assert len(WITH_IDS) >= 20


@pytest.mark.parametrize("by_token", [False, True], ids=["by-login-or-key", "by-token"])
@pytest.mark.parametrize("route", WITH_IDS, ids=str)
def test_another_business_row_looks_like_none(route: Route, by_token: bool, scene: Scene):
    scene.by_token = by_token
    before = everything(scene.cast.gym)
    for method in METHODS:
        nobody = Named.nobody()
        theirs, none = scene.ask(route, method, scene.theirs), scene.ask(route, method, nobody)
        # 403: a key may not do this at all, whatever it names; 401: no link of a client may.
        assert theirs.status_code in ({401, 403, 404, 405} if route.for_programs else {404, 405}), route
        assert face(theirs, *written(route, scene.theirs)) == face(none, *written(route, nobody)), route
        assert b"CANARY-gym" not in theirs.content
    assert everything(scene.cast.gym) == before


def written(route: Route, named: Named) -> list[str]:
    """What the visitor wrote into the address, and may read in the answer."""
    filled = named.fill(route, "salon")
    return [str(filled[blank]) for blank in sorted(route.ids)]


def test_attempts_of_known_people_and_keys_are_written_down(scene: Scene):
    for name in ("desk-booking", "api-booking"):
        route = next(route for route in WITH_IDS if route.name == name)
        assert scene.ask(route, "GET", scene.theirs).status_code == 404
    with tenant_tx(scene.cast.salon.tenant):
        denied = Event.objects.filter(type="access.denied").order_by("id")
        assert [(event.actor_kind, event.data["route"]) for event in denied] == [
            ("member", "desk-booking"), ("key", "api-booking"),
        ]  # fmt: skip


def test_the_own_rows_are_there(scene: Scene):
    """Else the tests above could not fail."""
    booking = scene.cast.salon
    with tenant_tx(booking.tenant):
        code = ask("SELECT code FROM bookings_booking")[0][0]
    assert scene.browser.get(f"/salon/desk/bookings/{code}/").status_code == 200
    key = {"Authorization": f"Bearer {booking.key}"}
    assert scene.browser.get(f"/api/v1/salon/bookings/{code}", headers=key).status_code == 200


def bodies(house: House, code: str = "") -> list[tuple[str, dict[str, Any]]]:
    """Requests to Salon that name one row of `house`, or the code of nobody."""
    salon = {"service": "own", "start": START}
    return [
        ("holds", {"service": code or house.service.code, "start": START}),
        ("holds", salon | {"practitioner": code or house.practitioners[0].code}),
        ("holds", salon | {"practitioner": code or house.rooms[0].code}),
        ("holds", salon | {"location": code or house.place.code}),
        ("bookings", salon | {"client": code or house.client.code}),
        ("bookings", {"service": code or house.service.code, "start": START, "client": {"name": "D"}}),
        ("bookings", salon | {"practitioner": code or house.practitioners[0].code, "client": {"name": "D"}}),
    ]


def test_a_body_that_names_another_business_row_is_refused_like_one_that_names_none(scene: Scene):
    """T02: 400 with the same text, and nothing is written on either side."""
    cast = scene.cast
    before = everything(cast.gym), everything(cast.salon, besides={"tenants_apikey"})
    headers = {"Authorization": f"Bearer {cast.salon.key}"}

    def send(path: str, body: dict[str, Any]) -> HttpResponse:
        own = {"service": cast.salon.service.code} if body.get("service") == "own" else {}
        return scene.browser.post(
            f"/api/v1/salon/{path}", json.dumps(body | own), content_type="application/json", headers=headers
        )

    for (path, theirs), (_path, none) in zip(bodies(cast.gym), bodies(cast.gym, "ABCDEFGH"), strict=True):
        answer = send(path, theirs)
        assert answer.status_code == 400, (path, theirs, answer.content)
        assert face(answer) == face(send(path, none))
    assert (everything(cast.gym), everything(cast.salon, besides={"tenants_apikey"})) == before


def test_a_move_that_names_another_business_practitioner_is_refused_like_one_that_names_none(scene: Scene):
    cast = scene.cast
    before = everything(cast.gym), everything(cast.salon, besides={"tenants_event", "tenants_apikey"})
    with tenant_tx(cast.salon.tenant):
        code = ask("SELECT code FROM bookings_booking")[0][0]
    theirs, none = (
        scene.browser.post(
            f"/api/v1/salon/bookings/{code}/move", {"start": START, "practitioner": named},
            content_type="application/json", headers={"Authorization": f"Bearer {cast.salon.key}"},
        )
        for named in (cast.gym.practitioners[0].code, "ABCDEFGH")
    )  # fmt: skip
    assert theirs.status_code == 400
    assert face(theirs) == face(none)
    assert (everything(cast.gym), everything(cast.salon, besides={"tenants_event", "tenants_apikey"})) == before


NAMING = {"service", "practitioner", "location", "client", "hold", "answers", "discount_code"}
PLAIN = {"start", "mode", "duration", "name", "email", "phone", "payment", "channel", "reason", "word", "message",
         "language"}  # fmt: skip


def test_no_other_field_of_a_body_names_a_row(scene: Scene):
    """Else the tests above miss one: add it there, and here."""
    schema = json.loads(scene.browser.get("/api/v1/schema/", headers={"Accept": "application/json"}).content)
    bodies = [
        method["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for path in schema["paths"].values() for method in path.values() if "requestBody" in method
    ]  # fmt: skip
    shapes = schema["components"]["schemas"]
    assert len(bodies) >= 5
    assert {name for body in bodies for name in shapes[body].get("properties", {})} <= NAMING | PLAIN


@pytest.mark.parametrize("path", ["slots", "slots/next"])
@pytest.mark.parametrize("name", ["service", "practitioner", "location"])
def test_a_question_that_names_another_business_row_is_refused_like_one_that_names_none(
    path: str, name: str, scene: Scene
):
    gym, days = scene.cast.gym, {"from": TUESDAY, "to": TUESDAY} if path == "slots" else {}
    theirs = {"service": gym.service, "practitioner": gym.practitioners[0], "location": gym.place}[name].code
    known = {"service": scene.cast.salon.service.code} | days
    asked, none = (scene.browser.get(f"/api/v1/salon/{path}", known | {name: code}) for code in (theirs, "ABCDEFGH"))
    assert asked.status_code in {400, 404}
    assert face(asked) == face(none)


def test_a_form_that_names_another_business_row_is_refused_like_one_that_names_none(scene: Scene):
    before = everything(scene.cast.gym)
    for path in ("/salon/holds/", "/salon/desk/book/"):
        theirs, none = (
            scene.browser.post(path, {"service": code, "start": START, "practitioner": code, "client": code})
            for code in (scene.cast.gym.service.code, "ABCDEFGH")
        )
        assert theirs.status_code >= 400 or theirs.status_code in {200, 303, 302}
        assert face(theirs, scene.cast.gym.service.code) == face(none, "ABCDEFGH")
        assert b"CANARY-gym" not in theirs.content
    assert everything(scene.cast.gym) == before
