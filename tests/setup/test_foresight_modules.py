"""What is foreseen is what happens where the business does without a part as well, over the change of the clock: what
is switched off is neither counted nor named, and holds again afterwards."""

from datetime import date, datetime
from itertools import cycle
from typing import Any

import pytest
from django.test import Client as Browser

from booking.availability.models import GroupTerms
from booking.clients.models import Group
from booking.resources.models import Requirement, Resource, Service, ServiceProvider, Skill, Team, TeamMember, Unit
from booking.resources.skills import ask_for_skills, set_skills
from tenants.modules import GROUPS, MODULES, SKILLS, THINGS
from tenants.tenancy import tenant_tx
from tests.cast import Cast, House
from tests.setup.changes import CHANGES, RULES
from tests.setup.pages import foretold
from tests.setup.test_foresight import MOMENTS, STOCKHOLM, counted, numbers, on_offer, owner, salon
from tests.switching import switch_off

__all__ = ["owner", "salon"]

CLOCKS = [MOMENTS["in autumn"], MOMENTS["in spring"]]
OF_PEOPLE = ["a most for a day"]
OF_ROOMS = ["a room for fewer people", "a room for more people", "a room without a bed"]
NEED_ROOMS = ["two rooms instead of one", "more people than a room takes", "no room"]
OFF = {THINGS: [THINGS], SKILLS: [SKILLS], GROUPS: [GROUPS]}
OFF |= {"all others": [name for name in MODULES if name not in OFF]}
WITHOUT_THEM = {THINGS: {*OF_ROOMS, *NEED_ROOMS}}  # whose pages or lines are not there then
TRIED = [
    (off, rule) for off in OFF for rule in (*RULES, *OF_PEOPLE, *OF_ROOMS) if rule not in WITHOUT_THEM.get(off, ())
]
CASES = [(*case, now) for case, now in zip(TRIED, cycle(CLOCKS), strict=False)]


@pytest.fixture
def now(request: Any, clock: Any, cast: Cast) -> datetime:
    clock.set(request.param)
    moment: datetime = request.param
    return moment


def furnish(house: House, until: date) -> None:
    """A little of each part: Massage asks for what Alice can until that day and Bob from then on; Talk needs another
    pair of hands that has been trained; both are booked with a room by itself too; members find less."""
    tenant, (alice, bob) = house.tenant, house.practitioners
    with tenant_tx(tenant):
        talk = Service.objects.get(name="Talk")
        set_skills(tenant=tenant, resource=alice, held=[("Laser", None, until), ("Help", None, None)])
        set_skills(tenant=tenant, resource=bob, held=[("Laser", until, None), ("Help", None, until)])
        ask_for_skills(tenant=tenant, service=house.service, names=["Laser"])
        Requirement.objects.create(
            tenant=tenant, service=talk, kind="practitioner", skill=Skill.objects.get(name="Help"), quantity=1
        )
        for service in (talk, house.service):
            ServiceProvider.objects.create(tenant=tenant, service=service, resource=house.rooms[1])
        group = Group.objects.create(tenant=tenant, name="Members", link_open=True)
        GroupTerms.objects.create(tenant=tenant, group=group, service=talk, horizon_days=9)
        unit = Unit.objects.create(tenant=tenant, name="North")
        Resource.objects.filter(pk=alice.pk).update(unit=unit)
        team = Team.objects.create(tenant=tenant, name="Blue")
        TeamMember.objects.create(tenant=tenant, team=team, resource=bob)


@pytest.mark.parametrize(
    ("off", "rule", "now"), CASES, ids=[f"without {off}: {rule}" for off, rule, _now in CASES], indirect=["now"]
)
def test_the_numbers_are_those_of_a_business_that_does_without(owner: Browser, salon, now, book, off, rule):
    furnish(salon.salon, date(now.year, now.month, 28))
    switch_off(salon.salon, *OFF[off])
    book(datetime(now.year, now.month, 21 if now.month == 10 else 16, 10, tzinfo=STOCKHOLM), who=0)
    page, typed = CHANGES[rule](salon, owner, now)
    before = on_offer(owner, salon, now)
    answer = owner.post(page, typed)
    told = foretold(answer)
    if told is not None:
        answer = owner.post(page, typed | {"known": told.mark})
    assert answer.status_code == 303
    assert (numbers(told) if told else {}) == counted(before, on_offer(owner, salon, now))
