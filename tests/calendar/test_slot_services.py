"""CA7: an open time is for everything that somebody gives, for one service, or for a few."""

import re
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import Client as Browser

from booking.availability.catalogue import current
from booking.availability.models import OpenSlot, TemplateBlock, TemplateWeek
from booking.availability.wishing import Wish
from booking.bookings.holding import place_hold
from booking.kernel.errors import NotBookable
from booking.resources.models import Service, ServiceProvider
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.calendar.test_opening_times import PANEL, SLOTS, drag, form_of, opened, slots, undo
from tests.cast import Cast, make_service
from tests.desk.conftest import at

DAY = "from=2026-11-24&until=2026-11-25"
NAMES = ("Cut", "Colour", "Care")  # as the pages list them, after the massage


@pytest.fixture
def given(cast: Cast) -> list[Service]:
    """What both give besides: 30 minutes for 300 each; the last one Alice alone."""
    salon = cast.salon
    with tenant_tx(salon.tenant):
        made = [make_service(salon.tenant, name, salon.practitioners, minutes=30, price=30000) for name in NAMES]
        for position, service in enumerate(made, 1):
            Service.objects.filter(pk=service.pk).update(position=position)
        ServiceProvider.objects.filter(service=made[2], resource=salon.practitioners[1]).delete()
    return made


@pytest.fixture
def slot(alice: Browser, cast: Cast, given: list[Service]) -> OpenSlot:
    """Opened by a click at six, when nobody works otherwise: for everything."""
    opened(alice, cast)
    return slots(cast)[0]


def saved(browser: Browser, cast: Cast, slot: OpenSlot, *services: Service, **more: Any) -> Any:
    codes = [one.code for one in services]
    return browser.post(f"{SLOTS}{slot.pk}/", form_of(slot, cast, services=codes, **more), headers=PANEL, follow=True)


def ticked(page: str) -> list[str]:
    boxes = re.findall(r'<input type="checkbox" name="services"[^>]*>', page)
    return [re.findall(r'value="([^"]+)"', box)[0] for box in boxes if "checked" in box]


def offered(browser: Browser, service: Service) -> bool:
    """At six, in the API and on the page alike."""
    api = browser.get(f"/api/v1/salon/slots?service={service.code}&from=2026-11-24&to=2026-11-24").json()["results"]
    chosen = {"practitioner": "any", "mode": "on_site", "day": "2026-11-24"}
    page = browser.get(f"/salon/s/{service.code}/", chosen).text
    by_api = any("T18:00" in one["start"] for one in api)
    assert by_api == ("18:00" in page)
    return by_api


def test_a_time_for_two_services_is_offered_for_these_and_held_for_no_other(alice, cast, slot, given):
    cut, colour, care = given
    assert [offered(alice, one) for one in (*given, cast.salon.service)] == [True] * 4
    saved(alice, cast, slot, colour, cut)
    [slot] = slots(cast)
    assert slot.service_ids == sorted([cut.pk, colour.pk])
    assert [offered(alice, one) for one in (*given, cast.salon.service)] == [True, True, False, False]
    with tenant_tx(cast.salon.tenant):
        catalogue = current(cast.salon.tenant)
        with pytest.raises(NotBookable):
            place_hold(tenant=cast.salon.tenant, wish=Wish(catalogue.service(care.code)), start_at=at(18))
        held = place_hold(tenant=cast.salon.tenant, wish=Wish(catalogue.service(colour.code)), start_at=at(18))
    assert (held.start_at, held.price) == (at(18), slot.price)


def test_why_says_which_services_it_is_not_for(alice, cast, slot, given):
    saved(alice, cast, slot, given[0], given[1])
    text = alice.get("/salon/desk/time/", {"start": "2026-11-24T18:00", "with": cast.salon.practitioners[0].code}).text
    whys = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))
    assert re.search(r"Cut, Colour .*Clients can book it", whys)
    assert "What is open then is for other services." in whys


def test_the_form_shows_what_is_ticked_and_none_ticked_means_all(alice, cast, slot, given):
    page = f"{SLOTS}{slot.pk}/"
    assert ticked(alice.get(page).text) == []
    assert "None chosen: all." in alice.get(page).text
    saved(alice, cast, slot, given[2], given[0])
    assert ticked(alice.get(page).text) == [given[0].code, given[2].code]
    [slot] = slots(cast)
    saved(alice, cast, slot)
    assert slots(cast)[0].service_ids is None


def test_a_refused_form_keeps_what_was_ticked(alice, cast, slot, given):
    answer = saved(alice, cast, slot, given[0], given[1], minutes="0")
    assert (answer.status_code, ticked(answer.text)) == (422, [given[0].code, given[1].code])
    bob = cast.salon.practitioners[1].code
    answer = saved(alice, cast, slot, given[0], given[2], **{"with": bob})
    assert (answer.status_code, ticked(answer.text)) == (422, [given[0].code, given[2].code])
    assert "does not give this service." in answer.text
    alice.post(f"{SLOTS}{slot.pk}/", form_of(slot, cast, minutes="45"))
    answer = saved(alice, cast, slot, given[0], given[1])
    assert (answer.status_code, ticked(answer.text)) == (409, [given[0].code, given[1].code])
    assert slots(cast)[0].service_ids is None


def test_the_price_is_that_of_the_first_service_that_it_is_for(alice, cast, slot, given):
    saved(alice, cast, slot, given[1], given[0], price="")
    assert slots(cast)[0].price == 60000
    assert f'"{given[1].code}": [30, 30000]' in alice.get(f"{SLOTS}{slot.pk}/").context["rates"]


def test_one_undo_brings_the_services_back_and_the_log_tells_them(alice, cast, slot, given):
    saved(alice, cast, slot, given[0], given[1])
    [slot] = slots(cast)
    answer = saved(alice, cast, slot, given[2])
    with tenant_tx(cast.salon.tenant):
        told = Event.objects.filter(type="slot.changed").latest("id").data
    assert told["service_ids"] == [str(given[2].pk)]
    assert told["before"]["service_ids"] == sorted(str(one.pk) for one in given[:2])
    undo(alice, answer)
    [slot] = slots(cast)
    assert slot.service_ids == sorted(one.pk for one in given[:2])
    undo(alice, alice.post(f"{SLOTS}{slot.pk}/removal/", {"seen": slot.version}, headers={"HX-Target": "toasts"}))
    assert slots(cast)[0].service_ids == slot.service_ids


def test_it_is_not_dragged_to_somebody_who_does_not_give_all_of_them(alice, cast, slot, given):
    bob = {"with": cast.salon.practitioners[1].code}
    saved(alice, cast, slot, given[0], given[2])
    [slot] = slots(cast)
    refused = drag(alice, slot, "2026-11-24T18:00", "2026-11-24T19:00", **bob)
    assert refused.status_code == 422
    saved(alice, cast, slot, given[0], given[1])
    [slot] = slots(cast)
    assert drag(alice, slot, "2026-11-24T18:00", "2026-11-24T19:00", **bob).status_code == 200
    assert slots(cast)[0].service_ids == slot.service_ids


def test_a_service_that_is_no_longer_given_keeps_nobody_from_moving_the_time(alice, cast, slot, given):
    saved(alice, cast, slot, given[0], given[2])
    with tenant_tx(cast.salon.tenant):
        ServiceProvider.objects.filter(service=given[2]).delete()
    [slot] = slots(cast)
    assert drag(alice, slot, "2026-11-24T19:00", "2026-11-24T20:00").status_code == 200
    assert slots(cast)[0].service_ids == slot.service_ids


def test_grid_and_list_name_them_and_the_filter_knows_them(alice, cast, slot, given):
    saved(alice, cast, slot, given[1], given[0])

    def titles(service: Service | None = None) -> list[str]:
        chosen = f"&service={service.code}" if service else ""
        told = alice.get(f"/salon/desk/calendar.json?{DAY}{chosen}").json()["entries"]
        return [one["title"] for one in told]

    assert titles() == titles(given[0]) == titles(given[1]) == ["free: Cut, Colour"]
    assert titles(given[2]) == titles(cast.salon.service) == []
    days = alice.get("/salon/desk/?view=list&day=2026-11-24").context["days"]
    assert days[0]["rows"][0].who == "free: Cut, Colour"


@pytest.mark.parametrize("wrong", ["strange", "twice", "none"])
def test_the_database_takes_no_service_that_is_not_the_business_own_and_none_twice(cast, slot, given, wrong):
    pks = {"strange": [given[0].pk, cast.gym.service.pk], "twice": [given[0].pk] * 2, "none": []}[wrong]
    with tenant_tx(cast.salon.tenant), pytest.raises(IntegrityError), transaction.atomic():
        OpenSlot.objects.filter(pk=slot.pk).update(service_ids=pks)


def test_a_service_that_an_open_time_or_a_kept_week_is_for_cannot_be_deleted(alice, cast, slot, given):
    tenant, who = cast.salon.tenant, cast.salon.practitioners[0]
    saved(alice, cast, slot, given[0])
    with tenant_tx(tenant):
        week = TemplateWeek.objects.create(tenant=tenant, name="Usual")
        TemplateBlock.objects.create(
            tenant=tenant, week=week, kind="slot", resource=who, location=cast.salon.place, weekday=0, opens="10:00",
            closes="11:00", service_ids=[given[1].pk],
        )  # fmt: skip
        for service in given[:2]:
            with pytest.raises(IntegrityError), transaction.atomic():
                service.delete()
        given[2].delete()


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])
def test_times_and_weeks_for_one_service_from_before_are_for_that_one(cast: Cast):
    salon, owner = cast.salon, MigrationExecutor(connections["owner"])
    apps = owner.migrate([("availability", "0010_parts_and_things")]).apps
    try:
        common = {"tenant_id": salon.tenant.pk, "resource_id": salon.practitioners[0].pk, "location_id": salon.place.pk}
        with tenant_tx(salon.tenant):
            for service in (salon.service.pk, None):
                apps.get_model("availability", "OpenSlot").objects.create(
                    **common, service_id=service, start_at=at(18), end_at=at(19)
                )
            week = TemplateWeek.objects.create(tenant=salon.tenant, name="Usual")
            for kind in ("slot", "booking"):
                apps.get_model("availability", "TemplateBlock").objects.create(
                    **common, week_id=week.pk, kind=kind, service_id=salon.service.pk, weekday=0, opens="10:00",
                    closes="11:00",
                )  # fmt: skip
    finally:
        owner = MigrationExecutor(connections["owner"])
        owner.migrate(owner.loader.graph.leaf_nodes("availability"))
    with tenant_tx(salon.tenant):
        kept = list(OpenSlot.objects.values_list("service_ids", flat=True))
        blocks = {one.kind: (one.service_ids, one.service_id) for one in TemplateBlock.objects.all()}
    assert sorted(kept, key=str) == sorted([None, [salon.service.pk]], key=str)
    assert blocks == {"slot": ([salon.service.pk], None), "booking": (None, salon.service.pk)}
