"""A part that a business has switched off is there for nobody: no page of it opens, and no page leads to one."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import Resolver404, resolve

from tenants.access import ACCESS, ANONYMOUS, KEY_READ, KEY_WRITE, door
from tenants.models import Event, Tenant
from tenants.modules import MODULES, is_shut
from tenants.tenancy import tenant_tx
from tests.switching import switch_off
from tests.tenants.routes import all_routes
from tests.tenants.test_the_matrix import STAFF, Callers, callers

__all__ = ["callers"]
pytestmark = pytest.mark.django_db(databases=["default", "owner", "relay"])
ROUTES = {route.name: route for route in all_routes()}
LEADS = re.compile(r'(?:href|action|formaction|hx-get|hx-post|src)="(/[^"?#]*)')
EACH = pytest.mark.parametrize("name", MODULES)
ALONE = {name: {r for r in one.routes if is_shut(Tenant(modules_off=[name]), r)} for name, one in MODULES.items()}


def test_every_route_of_a_part_is_one():
    assert {route for module in MODULES.values() for route in module.routes} <= set(ACCESS)


@EACH
def test_no_page_of_it_opens_for_anybody_and_all_do_again(callers: Callers, name: str):
    for off in (True, False):
        switch_off(callers.cast.salon, *[name] * off)
        for route in (ROUTES[one] for one in sorted(ALONE[name])):
            for who in (ANONYMOUS, *sorted(STAFF), KEY_READ, KEY_WRITE):
                for method in ("GET", "POST"):
                    answer = callers.ask(who, route, method)
                    assert (off and comes_in(who, route.name)) <= (answer.status_code == 404), f"{who} {method} {route}"
                    assert off or "switched off" not in answer.text, f"{who} {method} {route}"


def comes_in(who: str, route: str) -> bool:
    """The others are sent to log in, or told that it is not for them, as ever."""
    return who in door(route).who or ANONYMOUS in door(route).who


@EACH
def test_no_page_leads_to_it_and_none_breaks_without_it(callers: Callers, name: str):
    switch_off(callers.cast.salon, name)
    read = 0
    for route in ROUTES.values():
        if "tenant" not in route.blanks or route.for_programs or is_shut(callers.cast.salon.tenant, route.name):
            continue
        answer = callers.ask("owner", route, "GET")
        assert answer.status_code < 500 or answer.status_code == 503, route
        shut = {to for to in leads(answer) if is_shut(callers.cast.salon.tenant, to)}
        assert shut == set(), route
        read += answer.status_code == 200
    assert read > 60


def leads(answer: HttpResponse) -> set[str]:
    if answer.streaming or "html" not in answer.get("Content-Type", ""):
        return set()
    return {route for route in map(name_of, LEADS.findall(answer.text)) if route}


def name_of(address: str) -> str:
    try:
        return resolve(address).view_name
    except Resolver404:
        return ""


def test_with_everything_off_everything_else_works(callers: Callers):
    switch_off(callers.cast.salon, *MODULES)
    for route in ROUTES.values():
        if "tenant" in route.blanks and not is_shut(callers.cast.salon.tenant, route.name):
            for method in ("GET", "POST"):
                assert callers.ask("owner", route, method).status_code in (*range(500), 503), f"{method} {route}"


def test_who_works_there_is_told_why_and_others_only_that_there_is_nothing(callers: Callers, cast: Any):
    switch_off(cast.salon, "groups", "requests")
    groups, link = ROUTES["desk-settings-groups"], ROUTES["private-link"]
    assert "switched off" in callers.ask("owner", groups, "GET").text or (
        "avstängt" in callers.ask("owner", groups, "GET").text
    )
    switches, asked = "/desk/settings/modules/", ROUTES["desk-requests"]
    assert switches in callers.ask("owner", groups, "GET").text
    assert switches in callers.ask("owner", asked, "GET").text
    assert switches not in callers.ask("front_desk", asked, "GET").text
    assert "avstängt" not in callers.ask(ANONYMOUS, link, "GET").text
    with tenant_tx(cast.gym.tenant):
        assert not Event.objects.filter(type="access.denied").exists()
