"""T10: one business may call its own what another calls its own; what is one for all refuses, and says no more."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from booking.clients.models import Client, Group
from booking.resources.models import Location, Service, Skill
from tenants.models import TenantModel
from tenants.requests import LANGUAGE_COOKIE
from tenants.tenancy import tenant_tx
from tests.cast import Cast, House
from tests.setup.forms import typed
from tests.setup.people import INVITE, wish
from tests.setup.test_sign_up import FORM, KEY, TOLD
from tests.tenants.faces import face
from tests.tenants.rows import fill, tenant_models

pytestmark = pytest.mark.django_db(databases=["default", "owner", "relay"])
CODED = [model for model in tenant_models() if any(field.name == "code" for field in model._meta.concrete_fields)]
KNOWN, UNKNOWN = "charlie@gym.example", "nobodyx@gym.example"


def test_the_codes_are_many():
    assert {Service, Client, Location, Group, apps.get_model("bookings", "Booking")} <= set(CODED)


@pytest.mark.parametrize("model", CODED, ids=lambda model: model.__name__)
def test_a_code_may_be_had_by_both(model: type[TenantModel], cast: Cast):
    for house in (cast.salon, cast.gym):
        fill(house)
    with tenant_tx(cast.gym.tenant):
        code = model.objects.values_list("code", flat=True)[0]
    with tenant_tx(cast.salon.tenant):
        first = model.objects.all()[0]
        assert model.objects.filter(pk=first.pk).update(code=code) == 1
        assert model.objects.get(code=code).pk == first.pk
    with tenant_tx(cast.gym.tenant):
        assert model.objects.get(code=code).pk != first.pk


def test_each_finds_its_own_by_the_code_of_both(cast: Cast):
    with tenant_tx(cast.salon.tenant):
        Service.objects.update(code=cast.gym.service.code)
    for own, other in (("salon", "gym"), ("gym", "salon")):
        page = Browser().get(f"/{own}/s/{cast.gym.service.code}/")
        assert (page.status_code, f"CANARY-{own}" in page.text, f"CANARY-{other}" in page.text) == (200, True, False)


def test_names_and_addresses_of_one_are_free_in_the_other(cast: Cast):
    """Typed into the forms of the settings, as somebody would."""
    fill(cast.gym)
    alice = browser_of(cast.alice)
    settings = "/salon/desk/settings"
    for page, name, changed in (
        (f"{settings}/places/add/", cast.gym.place.name, {}),
        (f"{settings}/groups/add/", "Members CANARY-gym", {}),
        (f"{settings}/members/invite/", "new@example.com", None),
    ):
        said = wish(name) if changed is None else typed(alice, page, name=name)
        assert alice.post(page, said).status_code == 303, page
    with tenant_tx(cast.salon.tenant):
        Skill.objects.create(tenant=cast.salon.tenant, name="Laser CANARY-gym")
        assert {Location.objects.filter(name=cast.gym.place.name).count(), Group.objects.count()} == {1}


def test_one_client_may_come_to_both_with_one_address(cast: Cast):
    """By a program, which is told 201 in each."""
    for house in (cast.salon, cast.gym):
        answer = booked(house, "eve@example.com")
        assert answer.status_code == 201, answer.content
        with tenant_tx(house.tenant):
            assert Client.objects.filter(email="eve@example.com").count() == 1


def booked(house: House, email: str) -> Any:
    body = {
        "service": house.service.code,
        "start": "2026-11-24T13:00:00+01:00",
        "client": {"name": "E", "email": email},
    }
    return Browser().post(
        f"/api/v1/{house.tenant.slug}/bookings", json.dumps(body), content_type="application/json",
        headers={"Authorization": f"Bearer {house.key}"},
    )  # fmt: skip


# --- one for all: the address of the page, the e-mail of a login ---------------------------------------------------


def browser_of(member: Any = None) -> Browser:
    browser = Browser()
    browser.cookies[LANGUAGE_COOKIE] = "en"
    if member is not None:
        browser.force_login(member.user)
    return browser


def signs_up(**told: str) -> Any:
    browser = browser_of()
    key = KEY.findall(browser.get(FORM).text)[0]
    return browser.post(FORM, TOLD | {"key": key} | told)


def test_a_taken_address_is_refused_without_a_word_of_whose_it_is(cast: Cast):
    answers = [
        signs_up(slug="gym"),
        browser_of().get("/account/signup/address/", {"slug": "gym"}),
        browser_of(cast.alice).post("/salon/desk/settings/address/", {"slug": "gym", "once": "on"}),
    ]
    for answer in answers:
        assert "taken" in answer.text
        assert "CANARY-gym" not in answer.text
        assert "charlie" not in answer.text.lower()


def invites(email: str) -> Callable[[Cast], Any]:
    return lambda cast: browser_of(cast.alice).post(INVITE, wish(email, calendar=""))


def takes_as_second_address(email: str) -> Callable[[Cast], Any]:
    return lambda cast: browser_of(cast.alice).post("/account/email/", {"email": email, "action_add": ""})


ASKED: dict[str, tuple[Callable[[Cast], Any], Callable[[Cast], Any]]] = {
    "sign-up": (lambda cast: signs_up(email=KNOWN), lambda cast: signs_up(email=UNKNOWN)),
    "invitation": (invites(KNOWN), invites(UNKNOWN)),
}
NAMES = re.compile(r'"s\d+_x\d+"')  # of savepoints


@pytest.mark.parametrize("way", ASKED)
def test_known_or_unknown_the_same_work_is_done(way: str, cast: Cast, settings: Any):
    """So that no clock tells them apart: the same questions to the database, in the same order."""
    settings.RATE_LIMITS = False
    worked = []
    for ask in ASKED[way]:
        with CaptureQueriesContext(connection) as asked:
            ask(cast)
        worked.append([NAMES.sub("", query["sql"].split("WHERE")[0])[:60] for query in asked.captured_queries])
    known, unknown = worked
    assert known == unknown
    assert len(known) > 5


def test_an_address_that_somebody_logs_in_with_is_added_like_any_other(cast: Cast):
    """U01, U02: to be confirmed by mail, which only its owner reads."""
    known, unknown = takes_as_second_address(KNOWN)(cast), takes_as_second_address(UNKNOWN)(cast)
    assert face(known, KNOWN) == face(unknown, UNKNOWN)
