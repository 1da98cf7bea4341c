"""A client group that is archived, or whose private link ends, is missed by those in it: what they lose is shown first,
and is what then happens."""

from typing import Any

import pytest

from booking.availability.models import GroupTerms
from booking.availability.setup.group_link import LinkForm
from booking.clients.models import Group
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import Cast, make_service
from tests.conftest import Clock
from tests.grouping import change, make_group
from tests.setup.changes import SETTINGS
from tests.setup.forms import SEEN, typed
from tests.setup.pages import foretold
from tests.setup.test_foresight_rules import free, seen

TERMS = {
    "for it alone": ({"booked_by": "groups"}, {"offered": True}),
    "farther ahead": ({"horizon_days": 14}, {"horizon_days": 60}),
    "less far ahead": ({"horizon_days": 60}, {"horizon_days": 14}),
    "not for it": ({}, {"offered": False}),
    "at another price": ({}, {"price": 1}),
}


@pytest.fixture(params=TERMS.values(), ids=TERMS)
def group(request, cast: Cast) -> Group:
    service, terms = request.param
    change(cast.salon, **service)
    return make_group(cast.salon, **terms)


def at(group: Group) -> str:
    return f"{SETTINGS}groups/{group.code}/"


def archiving(browser: Any, group: Group) -> dict[str, str]:
    return {"seen": browser.get(at(group)).context["archiving"].mark}


def pressing(browser: Any, group: Group, act: str) -> dict[str, str]:
    return {"seen": SEEN.findall(browser.get(at(group)).text)[1], "act": act, "link_until_on": ""}


def test_what_goes_and_comes_with_an_archived_group_is_what_was_foreseen(alice, cast, group):
    before, without = free(alice, cast, link=group.token), free(alice, cast)
    told = seen(alice, at(group) + "archive/", archiving(alice, group))
    moved = (told.gone, told.come) if told else (0, 0)
    assert moved == (max(0, before - without), max(0, without - before))
    assert free(alice, cast) == without
    with tenant_tx(cast.salon.tenant):
        assert not Group.objects.get().active


@pytest.mark.parametrize("act", ["withdraw", "renew"])
def test_so_it_is_when_its_link_ends(alice, cast, group, act):
    before, without = free(alice, cast, link=group.token), free(alice, cast)
    said = pressing(alice, group, act)
    told = seen(alice, at(group) + "link/", said)
    moved = (told.gone, told.come) if told else (0, 0)
    assert moved == (max(0, before - without), max(0, without - before))
    if told:
        assert told.note.startswith("Counted for whoever comes by the link")
    else:
        assert alice.post(at(group) + "link/", said).status_code in (303, 409)
    with tenant_tx(cast.salon.tenant):
        now = Group.objects.get()
        assert (now.link_open, now.link_version) == (act == "renew", 2)


def test_what_only_it_could_book_is_named(alice, cast):
    change(cast.salon, booked_by="groups")
    group, other = make_group(cast.salon, offered=True), make_group(cast.salon, "Others", price=1)
    with tenant_tx(cast.salon.tenant):
        shared = make_service(cast.salon.tenant, "Shared", cast.salon.practitioners)
        type(shared).objects.filter(pk=shared.pk).update(booked_by="groups")
        for one in (group, other):
            GroupTerms.objects.create(tenant=cast.salon.tenant, group=one, service=shared, offered=True)
    asked = alice.post(at(group) + "archive/", archiving(alice, group))
    told = foretold(asked)
    only = f"Only this group can book {cast.salon.service.name}; then nobody can."
    assert told.note == f"Counted for clients in this group. {only}"
    assert {one.service.name for one in told.times} == {cast.salon.service.name, "Shared"}
    assert "Its clients then book as everybody does" in asked.text
    assert "Nothing new can be booked" not in asked.text


def test_a_link_that_is_over_is_missed_by_nobody(alice, cast, clock: Clock):
    change(cast.salon, booked_by="groups")
    group = make_group(cast.salon, offered=True)
    with tenant_tx(cast.salon.tenant):
        Group.objects.update(link_until_on="2026-11-22")
    assert alice.post(at(group) + "link/", pressing(alice, group, "withdraw")).status_code == 303


def test_opening_it_or_giving_it_a_last_day_takes_nothing_today(alice, cast):
    change(cast.salon, booked_by="groups")
    group = make_group(cast.salon, link=False, offered=True)
    assert alice.post(at(group) + "link/", pressing(alice, group, "open")).status_code == 303
    later = pressing(alice, group, "day") | {"link_until_on": "2026-12-01"}
    assert alice.post(at(group) + "link/", later).status_code == 303


def test_looking_at_it_leaves_nothing_and_the_button_that_was_pressed_is_still_meant(alice, cast):
    change(cast.salon, booked_by="groups")
    group = make_group(cast.salon, offered=True)
    asked = alice.post(at(group) + "link/", pressing(alice, group, "withdraw"))
    with tenant_tx(cast.salon.tenant):
        assert Group.objects.get().link_open
        assert not Event.objects.filter(type__startswith="group.link").exists()
    form: LinkForm = asked.context["link_form"]
    assert '<input type="hidden" name="act" value="withdraw">' in asked.text
    assert f'name="known" value="{form.foretold.mark}"' in asked.text
    assert 'value="renew"' not in asked.text


def test_groups_that_are_chosen_instead_of_others_are_seen_first(alice, cast, page):
    change(cast.salon, booked_by="groups")
    members, others = make_group(cast.salon, offered=True), make_group(cast.salon, "Others", horizon_days=20)
    address = page + "booking/"
    before = free(alice, cast, link=members.token), free(alice, cast, link=others.token)
    told = seen(alice, address, typed(alice, address, groups=[others.code]))
    assert (told.gone, told.come) == (before[0], 0)
    assert told.note == "Counted for clients in Members. It changes for Others as well."
    after = free(alice, cast, link=members.token), free(alice, cast, link=others.token)
    assert (before[1], after[0]) == (0, 0)
    told = seen(alice, address, typed(alice, address, groups=[others.code, members.code]))
    assert (told.gone, told.come, told.note) == (0, before[0], "Counted for clients in Members.")
    told = seen(alice, address, typed(alice, address, groups=[members.code]))
    assert (told.gone, told.note) == (after[1], "Counted for clients in Others.")
