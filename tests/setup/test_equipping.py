"""Rooms were switched off, and are on again: bookings made meanwhile are named, and get the rooms that are free."""

from datetime import timedelta

import pytest

from booking.availability.models import Occupancy, TakenBy
from booking.bookings import equipping
from booking.bookings.cancelling import cancel
from booking.resources.models import Requirement, Resource, Service
from tenants.actors import SYSTEM, Actor
from tenants.models import Event, Tenant
from tenants.tenancy import tenant_tx
from tests.desk.conftest import at
from tests.setup.forms import typed
from tests.switching import switch_off

FEATURES, PAGE = "/salon/desk/settings/modules/", "/salon/desk/settings/things/missing/"


@pytest.fixture
def made_without(cast, book):
    """Two at ten and one at twelve, made while the business did without rooms; it has two."""
    switch_off(cast.salon, "things")
    return [book(at(10, days=1)), book(at(10, days=1), who=1), book(at(12, days=1))]


def rooms(cast, booking) -> set[str]:
    """What it takes besides the person."""
    with tenant_tx(cast.salon.tenant):
        part = booking.parts.get()
        taken = Occupancy.objects.filter(owner_id=part.pk, kind=TakenBy.BOOKING).exclude(resource=part.resource)
        return set(taken.values_list("resource__name", flat=True))


def left(cast) -> list[str]:
    with tenant_tx(cast.salon.tenant):
        return [part.booking.code for part in equipping.unequipped(cast.salon.tenant)]


def test_the_switch_says_how_many_before_and_after(alice, cast, made_without):
    said = "3 bookings to come have no room or thing, though their services need one."
    before = alice.get(FEATURES).text
    assert f"Kept: {said}" in before
    assert PAGE not in before
    after = alice.post(FEATURES, typed(alice, FEATURES, things="on"), follow=True).text
    assert said in after
    assert f'href="{PAGE}"' in after
    assert PAGE in alice.get("/salon/desk/settings/things/").text


def test_each_is_named_with_a_link_and_gets_a_room_of_its_own(alice, cast, made_without):
    switch_off(cast.salon)
    page = alice.get(PAGE).text
    assert all(f"/salon/desk/bookings/{one.code}/" in page for one in made_without)
    told = alice.post(PAGE, follow=True).text
    assert "3 bookings have what they need now." in told
    assert "Every booking to come has the room" in told
    first, second, third = (rooms(cast, one) for one in made_without)
    assert len(first) == len(second) == len(third) == 1
    assert first != second
    assert "Was given" in alice.get(f"/salon/desk/bookings/{made_without[0].code}/").text
    assert "no room or thing" not in alice.get(FEATURES).text


def test_a_second_press_changes_nothing(alice, cast, made_without):
    switch_off(cast.salon)
    alice.post(PAGE)
    kept = [rooms(cast, one) for one in made_without]
    alice.post(PAGE)
    assert [rooms(cast, one) for one in made_without] == kept
    with tenant_tx(cast.salon.tenant):
        assert Event.objects.filter(type="booking.equipped").count() == 3


def test_what_was_given_since_they_were_listed_is_not_given_again(cast, made_without, monkeypatch):
    switch_off(cast.salon)
    tenant, actor = cast.salon.tenant, SYSTEM
    with tenant_tx(tenant):
        listed = equipping.unequipped(tenant)
    assert equipping.equip_next(tenant=tenant, actor=actor).given == 3
    kept = [rooms(cast, one) for one in made_without]
    monkeypatch.setattr(equipping, "unequipped", lambda _tenant: listed)
    assert equipping.equip_next(tenant=tenant, actor=actor).given == 0
    assert [rooms(cast, one) for one in made_without] == kept
    with tenant_tx(tenant):
        assert Event.objects.filter(type=equipping.EQUIPPED).count() == 3


def test_what_finds_nothing_free_stays_as_it_was_and_is_named(alice, cast, made_without):
    with tenant_tx(cast.salon.tenant):
        Resource.objects.filter(pk=cast.salon.rooms[0].pk).update(active=False)
        before = set(Occupancy.objects.values_list("resource", "start_at", "end_at", "exclusive"))
    switch_off(cast.salon)
    told = alice.post(PAGE, follow=True).text
    assert "2 bookings have what they need now." in told
    assert len(left(cast)) == 1
    assert f"/salon/desk/bookings/{left(cast)[0]}/move/" in told
    with tenant_tx(cast.salon.tenant):
        assert before <= set(Occupancy.objects.values_list("resource", "start_at", "end_at", "exclusive"))
    assert "Nothing is free at those times." in alice.post(PAGE, follow=True).text


def test_the_room_is_taken_as_long_as_the_person_and_the_pause_stays(alice, cast, book):
    with tenant_tx(cast.salon.tenant):
        Service.objects.update(buffer_before=15, buffer_after=10, processing_after=20, processing_minutes=20)
    switch_off(cast.salon, "things")
    booking = book(at(10, days=1))
    with tenant_tx(cast.salon.tenant):
        Service.objects.update(processing_after=0, processing_minutes=0)
        part = booking.parts.get()
        mine = set(Occupancy.objects.filter(owner_id=part.pk).values_list("start_at", "end_at"))
    switch_off(cast.salon)
    alice.post(PAGE)
    with tenant_tx(cast.salon.tenant):
        taken = Occupancy.objects.filter(owner_id=part.pk)
        assert set(taken.filter(resource=part.resource).values_list("start_at", "end_at")) == mine
        room = taken.exclude(resource=part.resource).get()
    assert (room.start_at, room.end_at) == (
        part.start_at - timedelta(minutes=15), part.end_at + timedelta(minutes=10),
    )  # fmt: skip
    assert room.expires_at is None


def test_what_was_not_tried_yet_is_said_and_tried_by_the_next_press(alice, cast, made_without, monkeypatch):
    """Those that begin at the same time belong together."""
    monkeypatch.setattr(equipping, "AT_ONCE", 1)
    switch_off(cast.salon)
    told = alice.post(PAGE, follow=True)
    assert "2 bookings have what they need now." in told.text
    assert "1 later booking was not tried yet. Press again to go on with it." in told.text
    assert left(cast) == [made_without[2].code]
    after = told.context["after"]
    assert f'name="after" value="{after}"' in told.text
    assert "Every booking to come has the room" in alice.post(PAGE, {"after": after}, follow=True).text


def test_what_finds_nothing_keeps_no_later_one_from_being_tried(alice, cast, made_without, monkeypatch):
    monkeypatch.setattr(equipping, "AT_ONCE", 1)
    with tenant_tx(cast.salon.tenant):
        Resource.objects.filter(pk__in=[one.pk for one in cast.salon.rooms]).update(active=False)
    switch_off(cast.salon)
    told = alice.post(PAGE, follow=True)
    assert "Nothing is free at those times." in told.text
    with tenant_tx(cast.salon.tenant):
        Resource.objects.filter(pk=cast.salon.rooms[0].pk).update(active=True)
    told = alice.post(PAGE, {"after": told.context["after"]}, follow=True)
    assert "1 booking has what it needs now." in told.text
    assert made_without[2].code not in left(cast)
    for odd in ("-1", "٢", "9" * 5000, "<svg onload=alert(1)>"):
        assert alice.get(PAGE, {"after": odd}).status_code == 200
        assert alice.post(PAGE, {"after": odd}).status_code == 303


def test_what_has_its_room_or_is_over_or_cancelled_is_not_named(alice, cast, book, made_without, clock):
    switch_off(cast.salon)
    kept = book(at(14, days=1))
    with tenant_tx(cast.salon.tenant):
        cancel(booking=made_without[2], actor=Actor("member"), by="staff")
    assert sorted(left(cast)) == sorted(one.code for one in made_without[:2])
    assert kept.code not in alice.get(PAGE).text
    clock.forward(days=5)
    assert left(cast) == []


def test_a_service_that_needs_two_of_them_is_named_while_it_has_one(cast, book):
    booking = book(at(10, days=1))
    assert left(cast) == []
    with tenant_tx(cast.salon.tenant):
        Requirement.objects.filter(tenant=cast.salon.tenant).update(quantity=2)
    assert left(cast) == [booking.code]


def test_while_rooms_are_off_there_is_no_such_page_and_the_gym_keeps_its_own(alice, cast, made_without):
    assert alice.get(PAGE).status_code == alice.post(PAGE).status_code == 404
    with tenant_tx(cast.gym.tenant):
        assert equipping.unequipped(Tenant.objects.get(slug="gym")) == []
