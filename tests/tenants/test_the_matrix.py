"""A04: every route, asked by everybody. What `tenants/access.py` declares is what happens, cell by cell."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client as Browser

from booking.bookings.models import Booking, Part
from tenants.access import ACCESS, ANONYMOUS, ANYBODY, KEY_READ, KEY_WRITE, MEMBERS, door
from tenants.keys import make_key
from tenants.models import ApiKey, Event, Role
from tenants.tenancy import tenant_tx
from tests.cast import Cast, member
from tests.tenants.routes import METHODS, Named, Route, all_routes
from tests.tenants.rows import fill

pytestmark = pytest.mark.django_db(databases=["default", "owner", "relay"])
ROUTES = all_routes()
STAFF = {"owner", "manager", "practitioner", "front_desk", "finance"}
# A second pair of eyes: who may come to the desk, written down once more by hand.
AT_THE_DESK = {
    "businesses": STAFF,
    "desk": STAFF,
    "desk-calendar": STAFF,
    "desk-choices": STAFF,
    "desk-live": STAFF,
    "desk-changes": STAFF,
    "desk-undo": STAFF - {"finance"},
    "desk-weeks": STAFF - {"finance"},
    "desk-week-save": STAFF - {"finance"},
    "desk-week": STAFF - {"finance"},
    "desk-week-paste": STAFF - {"finance"},
    "desk-hours": STAFF - {"finance"},
    "desk-hours-clear": STAFF - {"finance"},
    "desk-time": STAFF - {"finance"},
    "desk-entries": STAFF - {"finance"},
    "desk-slots": STAFF - {"finance"},
    "desk-slot": STAFF - {"finance"},
    "desk-slot-times": STAFF - {"finance"},
    "desk-slot-removal": STAFF - {"finance"},
    "desk-shift": STAFF - {"finance"},
    "desk-shift-removal": STAFF - {"finance"},
    "desk-activity": STAFF - {"finance"},
    "desk-activity-times": STAFF - {"finance"},
    "desk-activity-removal": STAFF - {"finance"},
    "desk-absence": STAFF - {"finance"},
    "desk-absence-removal": STAFF - {"finance"},
    "desk-booking": STAFF,
    "desk-booking-move": STAFF - {"finance"},
    "desk-booking-client": STAFF - {"finance"},
    "desk-booking-cancellation": STAFF - {"finance"},
    "desk-booking-messages": STAFF,
    "desk-booking-attendance": STAFF - {"finance"},
    "desk-booking-confirmation": STAFF - {"finance"},
    "desk-booking-answer": STAFF - {"finance"},
    "desk-requests": STAFF - {"finance"},
    "desk-booking-receipt": STAFF,
    "desk-booking-receipt-sending": STAFF,
    "desk-book": STAFF - {"finance"},
    "desk-hold": STAFF - {"finance"},
    "desk-hold-release": STAFF - {"finance"},
    "desk-clients": STAFF - {"finance"},
    "desk-playing": STAFF - {"finance"},
    "desk-client-details": STAFF - {"finance"},
    "desk-client": STAFF - {"finance"},
    "desk-money": {"owner", "manager", "finance"},
    "desk-refund": {"owner", "manager", "finance"},
    "desk-links": STAFF,
    "desk-qr": STAFF,
    "desk-undelivered": {"owner", "manager"},
    "desk-start": {"owner", "manager"},
    "desk-settings": {"owner", "manager"},
    "desk-settings-business": {"owner", "manager"},
    "desk-settings-business-preview": {"owner", "manager"},
    "desk-settings-address": {"owner"},
    "desk-settings-services": {"owner", "manager"},
    "desk-settings-services-order": {"owner", "manager"},
    "desk-settings-service-new": {"owner", "manager"},
    "desk-settings-service": {"owner", "manager"},
    "desk-settings-service-who": {"owner", "manager"},
    "desk-settings-service-needs": {"owner", "manager"},
    "desk-settings-service-times": {"owner", "manager"},
    "desk-settings-service-payment": {"owner", "manager"},
    "desk-settings-service-booking": {"owner", "manager"},
    "desk-settings-service-archive": {"owner", "manager"},
    "desk-settings-service-questions": {"owner", "manager"},
    "desk-settings-question": {"owner", "manager"},
    "desk-settings-question-add": {"owner", "manager"},
    "desk-settings-question-archive": {"owner", "manager"},
    "desk-settings-questions-order": {"owner", "manager"},
    "desk-settings-service-preview": {"owner", "manager"},
    "desk-settings-places": {"owner", "manager"},
    "desk-settings-place": {"owner", "manager"},
    "desk-settings-place-add": {"owner", "manager"},
    "desk-settings-place-archive": {"owner", "manager"},
    "desk-settings-things": {"owner", "manager"},
    "desk-settings-thing": {"owner", "manager"},
    "desk-settings-thing-add": {"owner", "manager"},
    "desk-settings-thing-archive": {"owner", "manager"},
    "desk-settings-hours": {"owner", "manager"},
    "desk-settings-week": {"owner", "manager"},
    "desk-settings-groups": {"owner", "manager"},
    "desk-settings-group-add": {"owner", "manager"},
    "desk-settings-group": {"owner", "manager"},
    "desk-settings-group-link": {"owner", "manager"},
    "desk-settings-group-qr": {"owner", "manager"},
    "desk-settings-group-archive": {"owner", "manager"},
    "desk-settings-closures": {"owner", "manager"},
    "desk-settings-closure-add": {"owner", "manager"},
    "desk-settings-closure": {"owner", "manager"},
    "desk-settings-closure-removal": {"owner", "manager"},
    "desk-settings-holidays": {"owner", "manager"},
    "desk-settings-members": {"owner", "manager"},
    "desk-settings-invite": {"owner", "manager"},
    **{f"desk-settings-cards{end}": {"owner"} for end in ("", "-onboarding", "-end")},
    **{f"desk-settings-key{end}": {"owner", "manager"} for end in ("s", "-add", "-end")},
    "desk-settings-member": {"owner", "manager"},
    "desk-settings-member-calendar": {"owner", "manager"},
    "desk-settings-member-return": {"owner", "manager"},
    "desk-settings-member-leaving": {"owner", "manager"},
    "desk-settings-practitioners": {"owner", "manager"},
    "desk-settings-practitioners-order": {"owner", "manager"},
    "desk-settings-practitioner": {"owner", "manager"},
    "desk-settings-practitioner-services": {"owner", "manager"},
    "desk-settings-practitioner-skills": {"owner", "manager"},
    "desk-settings-practitioner-secrecy": {"owner"},
    "desk-settings-skills": {"owner", "manager"},
    "desk-settings-skill": {"owner", "manager"},
    "desk-settings-identity": {"owner", "manager"},
    "desk-settings-roles": {"owner", "manager"},
    "desk-settings-log": {"owner", "manager", "practitioner"},
    "desk-settings-log-undo": {"owner", "manager"},
    "desk-settings-invitation-mail": {"owner", "manager"},
    "desk-settings-invitation-withdrawal": {"owner", "manager"},
}
TAKERS_ALONE = dict.fromkeys(("desk-hold", "desk-hold-release"), 404)  # what is held by phone is no owner's either
STRANGERS = ("the other owner", "the other key", "a revoked key")
ASKING = (ANONYMOUS, *sorted(STAFF), KEY_READ, KEY_WRITE, *STRANGERS)


@dataclass
class Callers:
    """Everybody who may come, ready to ask."""

    cast: Cast
    named: Named
    keys: dict[str, str]
    users: dict[str, Any]
    browsers: dict[str, Browser] = field(default_factory=dict)

    def ask(self, who: str, route: Route, method: str) -> HttpResponse:
        browser = self.browsers.setdefault(who, Browser())
        if who in self.users and not browser.cookies:
            browser.force_login(self.users[who])
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
    return Callers(cast, Named.of(cast.salon, booking), keys, users | {"the other owner": cast.charlie.user})


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
    if who == "the other owner":
        return {"not found"} if "tenant" in route.blanks else {""}
    return {"login"}


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_who_comes_in_is_who_was_declared(route: Route, callers: Callers):
    for method in METHODS:
        for who in ASKING if method in ("GET", "POST") else (ANONYMOUS, "owner", KEY_WRITE):
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


@pytest.mark.parametrize(
    "route", [r for r in ROUTES if ANONYMOUS not in door(r.name).who or door(r.name).secret], ids=str
)
def test_what_is_not_for_everybody_is_kept_by_no_browser_and_no_proxy(route: Route, callers: Callers):
    for method in METHODS:
        for who in (ANONYMOUS, "owner", "finance", "the other owner"):
            answer = callers.ask(who, route, method)
            assert "no-store" in answer.get("Cache-Control", ""), f"{who} · {method} {route}: {answer.status_code}"
            assert "public" not in answer["Cache-Control"], route


# Their own pages decide by what came before (a login half-way, a key in the address).
OPEN_TO_THEIR_OWN = {name for name in ACCESS if name.startswith(("account_", "mfa_"))}


def test_a_member_sees_the_desk_and_a_stranger_does_not(callers: Callers):
    """The matrix asks who is let in; this, that something is there."""
    desk = next(route for route in ROUTES if route.name == "desk-booking")
    assert {who: callers.ask(who, desk, "GET").status_code for who in ASKING} == (
        dict.fromkeys(STAFF, 200)
        | dict.fromkeys([ANONYMOUS, KEY_READ, KEY_WRITE, "the other key", "a revoked key"], 302)
        | {"the other owner": 404}
    )


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
