"""T02: whatever a form of the desk lets one choose, the same of another business is as good as one that is not there.

The fields are found by reading the pages: those that offer an id or a code of the own business."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client as Browser

from booking.kernel.tokens import public_code
from booking.resources.models import Location, Resource
from tenants.models import Event, Membership
from tenants.tenancy import tenant_tx
from tests.cast import Cast, House, make_service, practitioner
from tests.desk.phoning import hold
from tests.tenants.faces import face
from tests.tenants.page_forms import PageForm, forms_of
from tests.tenants.routes import Named, all_routes
from tests.tenants.rows import fill, tenant_models
from tests.tenants.test_a_kept_client import BESIDES
from tests.tenants.test_strangers_ids import everything

pytestmark = pytest.mark.django_db(databases=["default", "owner", "relay"])
FEWEST = 40  # fields that name a row; fewer, and the pages are no longer read


@dataclass(frozen=True)
class Swap:
    """One field of one form as a browser would send it, but with their row in it, with nobody's, and with the own."""

    form: PageForm
    name: str
    sent: tuple[dict[str, str], ...]
    ids: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.form.method} {self.form.action} {self.name}"


@dataclass
class Scene:
    cast: Cast
    browser: Browser
    pages: list[str]
    pairs: dict[str, tuple[str, str]]  # an id or code of Salon: the same of Gym, and nobody's


@pytest.fixture
def scene(cast: Cast, settings: Any) -> Scene:
    settings.RATE_LIMITS = False
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    booking = fill(cast.salon)
    fill(cast.gym)
    more_to_choose_from(cast.salon)
    named = Named.of(cast.salon, booking)
    browser = Browser(raise_request_exception=False)
    browser.force_login(cast.alice.user)
    pages = [one.url(**named.fill(one, "salon")) for one in all_routes() if "tenant" in one.blanks]
    blanks = {
        "client": cast.salon.client.code, "calendar": cast.salon.practitioners[0].code, "booking": booking.code,
        "other": cast.salon.practitioners[1].code, "week": named.week, "bob": cast.bob.pk,
    }  # fmt: skip
    pages += [f"/salon/{path.format(**blanks)}" for path in BESIDES]
    return Scene(cast, browser, [*pages, hold(browser, cast)], pairs_of(cast.salon, cast.gym))


def more_to_choose_from(house: House) -> None:
    """What there is only one of is not asked for."""
    tenant = house.tenant
    with tenant_tx(tenant):
        place = Location.objects.create(tenant=tenant, name="Second", timezone="Europe/Stockholm")
        free = practitioner(tenant, place, "Nobody's")
        make_service(tenant, "Second", [*house.practitioners, free])


def pairs_of(own: House, other: House) -> dict[str, tuple[str, str]]:
    mine, theirs = names_of(own), names_of(other)
    return {
        value: (next(iter(theirs[kind])), public_code() if kind[1] == "code" else str(uuid4()))
        for kind, values in mine.items() if kind in theirs
        for value in values
    }  # fmt: skip


def names_of(house: House) -> dict[tuple[str, str], list[str]]:
    """Ids and codes of all rows, by kind of row."""
    found: dict[tuple[str, str], list[str]] = {}
    with tenant_tx(house.tenant):
        for model in (*tenant_models(), Membership):
            rows = model._default_manager.filter(tenant=house.tenant)  # type: ignore[attr-defined]
            for name in {"id", "code"} & {field.name for field in model._meta.concrete_fields}:
                for value, kind in rows.values_list(name, "kind" if model is Resource else name):
                    found.setdefault((f"{model.__name__} {kind if model is Resource else ''}", name), []).append(
                        f"{value}"
                    )
    return found


def swaps(scene: Scene) -> list[Swap]:
    found: dict[tuple[str, str], Swap] = {}
    for page in scene.pages:
        answer = scene.browser.get(page)
        if answer.status_code != 200 or "html" not in answer["Content-Type"]:
            continue
        for form in forms_of(answer.text, page):
            for name, offered in form.offered.items():
                for swap in named_in(form, name, offered, scene.pairs):
                    found.setdefault((form.action, re.sub(r"\d+|_[0-9A-Z]{8}", "", name)), swap)
    return list(found.values())


def named_in(form: PageForm, name: str, offered: list[str], pairs: dict[str, tuple[str, str]]) -> list[Swap]:
    """In what it says, or in what it is called."""
    for own, ids in pairs.items():
        for value in offered:
            if own in value:
                said = tuple(form.sent | {name: value.replace(own, other)} for other in (*ids, own))
                return [Swap(form, name, said, (*ids, own))]
        if own in name:
            rest = {other: value for other, value in form.sent.items() if other != name}
            said = tuple(rest | {name.replace(own, other): form.sent.get(name) or "1"} for other in (*ids, own))
            return [Swap(form, name, said, (*ids, own))]
    return []


def send(browser: Browser, form: PageForm, sent: dict[str, str]) -> HttpResponse:
    ask = browser.get if form.method == "get" else browser.post
    return ask(form.action, sent)


def kept(house: House) -> tuple[str, int]:
    """All rows of a business, but the lines about who was denied."""
    with tenant_tx(house.tenant):
        return everything(house, besides={"tenants_event"}), Event.objects.exclude(type="access.denied").count()


Seen = tuple[int, bool, Any]  # status, whether nothing was written, the whole answer


def seen(scene: Scene, swap: Swap, which: int, before: tuple[str, int]) -> Seen:
    """Each try is taken back, whatever it did."""
    sent, named = swap.sent[which], swap.ids[which]
    scene.browser.cookies.pop("messages", None)  # of the try before
    with transaction.atomic():
        answer = send(scene.browser, swap.form, sent)
        said = [value for value in sent.values() if named in value]
        found = answer.status_code, kept(scene.cast.salon) == before, face(answer, *said, named)
        transaction.set_rollback(True)
    assert b"CANARY-gym" not in answer.content, f"{swap}: something of theirs is told"
    return found


def test_a_row_of_another_business_in_any_form_is_like_none(scene: Scene):
    found = swaps(scene)
    gyms, before = everything(scene.cast.gym), kept(scene.cast.salon)
    wrong, judged = [], 0
    for swap in found:
        theirs, nobodys, own = (seen(scene, swap, which, before) for which in range(3))
        judged += own != nobodys
        if theirs != nobodys or not theirs[1]:
            wrong.append(f"{swap}: {theirs[:2]} for theirs, {nobodys[:2]} for nobody's")
    assert wrong == []
    assert everything(scene.cast.gym) == gyms
    assert len(found) > FEWEST
    assert judged > FEWEST, "else they were refused for something else"
