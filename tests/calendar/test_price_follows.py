"""CA7: the price follows the length until somebody writes another one. Which of the two it is, is written down: what
the services cost later changes nothing about it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.test import Client as Browser

from booking.availability.models import OpenSlot, TemplateBlock, TemplateWeek
from booking.resources.models import Service, ServiceLength, ServiceProvider
from tenants.tenancy import tenant_tx
from tests.calendar.test_opening_times import SLOTS, drag, form_of, opened, slots, undo
from tests.cast import Cast, make_service
from tests.desk.conftest import at

SIX, SEVEN, EIGHT = (f"2026-11-24T{hour}:00" for hour in (18, 19, 20))


@pytest.fixture
def slot(alice: Browser, cast: Cast) -> OpenSlot:
    """Opened by a click: an hour for 500."""
    opened(alice, cast)
    return slots(cast)[0]


def saved(browser: Browser, cast: Cast, **changes: Any) -> OpenSlot:
    [row] = slots(cast)
    assert browser.post(f"{SLOTS}{row.pk}/", form_of(row, cast, **changes)).status_code == 302
    return slots(cast)[0]


def dearer(cast: Cast, price: int = 60000) -> None:
    with tenant_tx(cast.salon.tenant):
        ServiceLength.objects.update(price=price)


def test_what_the_settings_made_follows_and_what_was_written_does_not(alice, cast, slot):
    assert slot.follows_length
    by_hand = saved(alice, cast, price="650")
    assert (by_hand.price, by_hand.follows_length) == (65000, False)
    assert saved(alice, cast, price="650", minutes="120").price == 65000
    again = saved(alice, cast, price="", minutes="120")
    assert (again.price, again.follows_length) == (100000, True)


def test_a_price_written_just_as_the_length_makes_it_is_written(alice, cast, slot):
    row = saved(alice, cast, price="500", price_by="hand")
    assert (row.price, row.follows_length) == (50000, False)
    drag(alice, row, SIX, EIGHT)
    assert slots(cast)[0].price == 50000


@pytest.mark.parametrize("by", ["length", ""])
def test_what_the_page_reckoned_follows_even_where_somebody_went_back_to_it(alice, cast, slot, by):
    row = saved(alice, cast, price="1000", minutes="120", price_by=by)
    assert (row.price, row.follows_length) == (100000, True)


def test_after_a_change_of_tariff_it_costs_what_it_did_until_its_length_is_changed(alice, cast, slot):
    dearer(cast)
    row = saved(alice, cast, audience="clients")
    assert (row.price, row.audience, row.follows_length) == (50000, "clients", True)
    drag(alice, row, SEVEN, EIGHT)
    assert slots(cast)[0].price == 50000
    drag(alice, slots(cast)[0], SIX, EIGHT)
    row = slots(cast)[0]
    assert (row.price, row.follows_length) == (120000, True)


def test_a_written_price_stays_even_if_the_tariff_becomes_the_same(alice, cast, slot):
    row = saved(alice, cast, price="650")
    dearer(cast, 65000)
    drag(alice, row, SIX, EIGHT)
    assert slots(cast)[0].price == 65000
    assert "data-follows" not in alice.get(f"{SLOTS}{row.pk}/").text


def test_the_page_says_that_it_follows_whatever_the_tariff_became(alice, cast, slot):
    dearer(cast)
    page = f"{SLOTS}{slot.pk}/"
    assert "data-follows" in alice.get(page).text
    refused = alice.post(page, form_of(slot, cast, minutes="0", price="650", price_by="hand"))
    assert refused.status_code == 422
    assert "data-follows" not in refused.text


@pytest.mark.parametrize(("minutes", "price"), [("45", 37500), ("50", 41700), ("7", 5800), ("60", 50000)])
def test_what_follows_is_rounded_to_whole_crowns(alice, cast, slot, minutes, price):
    saved(alice, cast, minutes="120")
    row = saved(alice, cast, minutes=minutes, price="1000")
    assert (row.price, row.follows_length) == (price, True)


def test_a_colleague_with_a_price_of_their_own_makes_another_one(alice, cast, slot):
    bob = cast.salon.practitioners[1]
    with tenant_tx(cast.salon.tenant):
        ServiceProvider.objects.filter(resource=bob).update(price=70000)
    drag(alice, slot, SIX, SEVEN, **{"with": bob.code})
    row = slots(cast)[0]
    assert (row.resource_id, row.price, row.follows_length) == (bob.pk, 70000, True)


def test_an_undo_brings_back_whether_it_followed(alice, cast, slot):
    by_hand = alice.post(f"{SLOTS}{slot.pk}/", form_of(slot, cast, price="500", price_by="hand"), follow=True)
    assert not slots(cast)[0].follows_length
    dearer(cast)
    undo(alice, by_hand)
    row = slots(cast)[0]
    assert (row.price, row.follows_length) == (50000, True)
    drag(alice, row, SIX, EIGHT)
    assert slots(cast)[0].price == 120000


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])
def test_what_was_there_before_is_reckoned_once_as_it_was_at_every_look(cast: Cast):
    salon, owner = cast.salon, MigrationExecutor(connections["owner"])
    apps = owner.migrate([("availability", "0011_slot_services")]).apps
    try:
        common = {"tenant_id": salon.tenant.pk, "resource_id": salon.practitioners[0].pk, "location_id": salon.place.pk}
        own = common | {"resource_id": salon.practitioners[1].pk}
        with tenant_tx(salon.tenant):
            ServiceProvider.objects.filter(resource=salon.practitioners[1]).update(minutes=30, price=10000)
            cut = make_service(salon.tenant, "Cut", salon.practitioners, minutes=30, price=20000)
            Service.objects.filter(pk=cut.pk).update(position=1)  # after the massage
            cases = [
                (common, None, 60, 50000, True), (common, None, 50, 41700, True), (common, None, 50, 41667, False),
                (common, None, 60, None, False), (common, [cut.pk], 60, 40000, True), (own, None, 30, 10000, True),
                (own, None, 60, 50000, False), (common, [cut.pk, salon.service.pk], 60, 50000, True),
            ]  # fmt: skip
            week = TemplateWeek.objects.create(tenant=salon.tenant, name="Usual")
            expected = {}
            for whose, services, minutes, price, follows in cases:
                begins, ends = at(23, minute=30), at(23, minute=30) + timedelta(minutes=minutes)
                said = whose | {"service_ids": services, "price": price}
                row = apps.get_model("availability", "OpenSlot").objects.create(**said, start_at=begins, end_at=ends)
                block = apps.get_model("availability", "TemplateBlock").objects.create(
                    **said, week_id=week.pk, kind="slot", weekday=0, opens=begins.time(), closes=ends.time()
                )
                expected |= {row.pk: follows, block.pk: follows}
    finally:
        owner = MigrationExecutor(connections["owner"])
        owner.migrate(owner.loader.graph.leaf_nodes("availability"))
    with tenant_tx(salon.tenant):
        kept = {**_facts(OpenSlot), **_facts(TemplateBlock)}
    assert kept == expected


def _facts(model: Any) -> dict[Any, bool]:
    return dict(model.objects.values_list("pk", "follows_length"))
