"""A04: every route, asked by everybody. What `tenants/access.py` declares is what happens, cell by cell; and what is
not for everybody is kept by no browser and no proxy."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client as Browser
from django.test import RequestFactory

from booking.bookings.models import Booking, Part
from booking.clients import private_links, proving
from booking.clients.models import Group
from tenants.access import ACCESS, ANONYMOUS, ANYBODY, KEY_READ, KEY_WRITE, MEMBERS, door
from tenants.keys import make_key
from tenants.models import ApiKey, Event, Role, User
from tenants.tenancy import tenant_tx
from tests.cast import PASSWORD, Cast, member
from tests.tenants.at_the_desk import AT_THE_DESK, STAFF
from tests.tenants.routes import METHODS, Named, Route, all_routes
from tests.tenants.rows import fill

pytestmark = pytest.mark.django_db(databases=["default", "owner", "relay"])
ROUTES = all_routes()
TAKERS_ALONE = dict.fromkeys(("desk-hold", "desk-hold-release"), 404)  # what is held by phone is no owner's either
CLIENT = "a proven client"  # by the link in their mail, and in by a group's private link besides
SUPPORT = "the platform's support"  # has a login, and is invited by nobody
STRANGERS = ("the other owner", SUPPORT, "the other key", "a revoked key")
ASKING = (ANONYMOUS, CLIENT, *sorted(STAFF), KEY_READ, KEY_WRITE, *STRANGERS)


@dataclass
class Callers:
    """Everybody who may come, ready to ask."""

    cast: Cast
    named: Named
    keys: dict[str, str]
    users: dict[str, Any]
    proofs: dict[str, str]
    browsers: dict[str, Browser] = field(default_factory=dict)

    def ask(self, who: str, route: Route, method: str) -> HttpResponse:
        browser = self.browsers.setdefault(who, Browser())
        if who in self.users and not browser.cookies:
            browser.force_login(self.users[who])
        if who == CLIENT:  # anew each time: some pages forget it
            for name, proof in self.proofs.items():
                browser.cookies[name] = proof
        headers = {"Authorization": f"Bearer {self.keys[who]}"} if who in self.keys else {}
        url = route.url(**self.named.fill(route, "salon"))
        body: dict[str, Any] = {"content_type": "application/json", "data": "{}"} if route.for_programs else {}
        return browser.generic(method, url, headers=headers, **body)


@pytest.fixture
def callers(cast: Cast, settings: Any) -> Callers:
    settings.RATE_LIMITS = False
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    booking = fill(cast.salon)
    with tenant_tx(cast.salon.tenant):
        manager = member(cast.salon.tenant, "Mona", "manager")
        keys = {
            KEY_READ: make_key(tenant=cast.salon.tenant, name="r", scopes=["read"]),
            KEY_WRITE: make_key(tenant=cast.salon.tenant, name="w", scopes=["write"]),
            "the other key": cast.gym.key,
            "a revoked key": make_key(tenant=cast.salon.tenant, name="x", scopes=["read", "write"]),
        }
        ApiKey.objects.filter(name="x").update(revoked_at=cast.salon.tenant.created_at)
        # Whoever it was given to fairly: Bob sees his own bookings only.
        booking.parts.update(resource=cast.salon.practitioners[1])
    users = {m.role: m.user for m in (cast.alice, manager, cast.bob, cast.front_desk, cast.finance)}
    support = User.objects.create_user("support@ledig.example", PASSWORD, name="Sam")
    support.emailaddress_set.create(email=support.email, verified=True, primary=True)
    users |= {"the other owner": cast.charlie.user, SUPPORT: support}
    return Callers(cast, Named.of(cast.salon, booking), keys, users, proofs(cast))


def proofs(cast: Cast) -> dict[str, str]:
    """The cookies of Dana's browser, as the business itself sets them."""
    request: Any = RequestFactory().get("/salon/")
    request.tenant = cast.salon.tenant
    response = HttpResponse()
    with tenant_tx(cast.salon.tenant):
        proving.remember(request, response, cast.dana)
        private_links.enter(request, response, Group.objects.get())
    return {name: cookie.value for name, cookie in response.cookies.items()}


def test_every_route_has_a_row_and_every_row_a_route():
    assert {route.name for route in ROUTES} == set(ACCESS)


def test_the_desk_is_declared_as_written_down_here():
    declared = {name: set(row.who) for name, row in ACCESS.items() if name.startswith("desk") or name == "businesses"}
    assert declared == AT_THE_DESK


def test_nothing_under_the_desk_is_open_and_nothing_for_programs_asks_for_a_login():
    for route in ROUTES:
        who = door(route.name).who
        assert ("/desk/" in route.pattern) <= (ANONYMOUS not in who), route
        assert who & {ANONYMOUS, KEY_READ, KEY_WRITE} or "/desk/" in route.pattern or "account/" in route.pattern, route
        assert bool({"token", "hold"} & route.blanks) <= door(route.name).secret, route


def refused(answer: HttpResponse) -> str:
    """Why nobody came in; empty when the door let them through, whatever was found behind it."""
    if answer.status_code in (301, 302, 303) and answer["Location"].startswith("/account/login/"):
        return "login"
    return {401: "login", 403: "forbidden"}.get(answer.status_code, "")


def expected(who: str, route: Route, method: str) -> set[str]:
    """What may be answered besides being let in."""
    row = door(route.name)
    if route.for_programs and "tenant" in route.blanks:
        if who in ("the other key", "a revoked key"):
            return {"login"}
        if who not in (KEY_READ, KEY_WRITE) or row.who >= ANYBODY:
            return {""} if ANONYMOUS in row.who else {"login", "forbidden"}
        needed = KEY_READ if method == "GET" else KEY_WRITE
        return {""} if needed in row.who and who == needed else {"forbidden"}
    if ANONYMOUS in row.who:
        return {""}
    if who in STAFF:
        return {""} if who in row.who else {"forbidden"}
    if who in ("the other owner", SUPPORT):
        return {"not found"} if "tenant" in route.blanks else {""}
    return {"login"}


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_who_comes_in_is_who_was_declared(route: Route, callers: Callers):
    private = ANONYMOUS not in door(route.name).who or door(route.name).secret
    for method in METHODS:
        for who in ASKING if method in ("GET", "POST") else (ANONYMOUS, CLIENT, "owner", SUPPORT, KEY_WRITE):
            answer = callers.ask(who, route, method)
            cell = f"{who} · {method} {route}: {answer.status_code}"
            assert answer.status_code < 500 or answer.status_code == 503, cell
            wanted = expected(who, route, method)
            if "not found" in wanted:
                assert answer.status_code == 404, cell
            elif route.name in OPEN_TO_THEIR_OWN:
                assert refused(answer) in {"", "login"}, cell
            elif answer.status_code != 405 or wanted != {""}:
                assert refused(answer) in wanted or answer.status_code == 405, cell
            if private:
                kept = answer.get("Cache-Control", "")
                assert "no-store" in kept, cell
                assert "public" not in kept, cell


# Their own pages decide by what came before (a login half-way, a key in the address).
OPEN_TO_THEIR_OWN = {name for name in ACCESS if name.startswith(("account_", "mfa_"))}


def test_a_member_sees_the_desk_and_a_stranger_does_not(callers: Callers):
    """The matrix asks who is let in; this, that something is there."""
    desk = next(route for route in ROUTES if route.name == "desk-booking")
    assert {who: callers.ask(who, desk, "GET").status_code for who in ASKING} == (
        dict.fromkeys(STAFF, 200)
        | dict.fromkeys([ANONYMOUS, CLIENT, KEY_READ, KEY_WRITE, "the other key", "a revoked key"], 302)
        | {"the other owner": 404, SUPPORT: 404}
    )


def test_the_client_of_the_matrix_is_known_and_what_they_prove_opens_nothing_of_others(callers: Callers):
    front = next(route for route in ROUTES if route.name == "business")
    assert "d…@example.com" in callers.ask(CLIENT, front, "GET").text
    assert "d…@example.com" not in callers.ask(ANONYMOUS, front, "GET").text
    callers.named = Named.nobody()
    for route in ROUTES:
        if door(route.name).secret and "token" in route.blanks and not route.for_programs:
            answer = callers.ask(CLIENT, route, "GET")
            assert answer.status_code in (404, 405), route
            assert callers.cast.dana.name not in answer.text, route


def test_the_platforms_support_has_no_way_in_but_an_invitation(callers: Callers):
    """There is no role above the businesses': nothing of it on a user, no address for it, and no row of anybody's."""
    above = {"is_staff", "is_superuser", "groups", "user_permissions", "has_perm", "has_module_perms"}
    assert not above & set(dir(User))
    assert not [route for route in ROUTES if route.name.startswith(("admin", "support", "hijack", "impersonate"))]
    businesses = next(route for route in ROUTES if route.name == "businesses")
    seen = callers.ask(SUPPORT, businesses, "GET")
    assert seen.status_code == 200
    assert "CANARY" not in seen.text


def test_a_practitioner_finds_no_colleagues_booking_and_the_attempt_is_written_down(callers: Callers):
    """A02: on each page and fragment; just as if it did not exist."""
    cast = callers.cast
    with tenant_tx(cast.salon.tenant):
        Part.objects.update(resource=cast.salon.practitioners[0])
        before = list(Booking.objects.values())
    tried = 0
    for route in ROUTES:
        if "/desk/" in route.pattern and "code" in route.blanks and "practitioner" in door(route.name).who:
            for method in ("GET", "POST"):
                answer = callers.ask("practitioner", route, method)
                assert answer.status_code == 404 or (method, answer.status_code) == ("POST", 405), route
                tried += answer.status_code == 404
            assert callers.ask("owner", route, "GET").status_code == TAKERS_ALONE.get(route.name, 200)
    with tenant_tx(cast.salon.tenant):
        assert list(Booking.objects.values()) == before
        denied = Event.objects.filter(type="access.denied", actor_id=cast.bob.user_id)
        assert denied.count() == tried
    assert tried >= 5


def test_an_inactive_member_is_nobody_at_the_next_request(callers: Callers):
    """A06; one who is deactivated in this business alone: tests/setup/test_members.py."""
    browser = Browser()
    browser.force_login(callers.users["manager"])
    assert browser.get("/salon/desk/").status_code == 200
    callers.users["manager"].is_active = False
    callers.users["manager"].save()
    assert browser.get("/salon/desk/").status_code == 302


def test_roles_are_all_of_them():
    assert set(Role.values) == STAFF == MEMBERS
