"""However many lines the log shows, of whatever kind: the database is asked as often as for one of them."""

import copy
from typing import Any

import pytest
from django.db import connection, models, reset_queries
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from booking.availability.models import Closure, GroupTerms
from booking.clients.models import Group
from booking.resources.models import Question, ResourceSkill, ServiceSkill, Skill, Team, TeamMember, Unit
from tenants.events import record
from tenants.keys import make_key
from tenants.models import Tenant, new_key
from tenants.setup import log
from tenants.setup.log_undo import _ways, kind_of
from tenants.setup.log_words import SAID, THINGS
from tenants.setup.row_form import FORMS, RowForm
from tenants.tenancy import tenant_tx
from tests.cast import Cast, House
from tests.setup.test_log import LOG

MANY = 4
BELOW = ("lengths", "providers", "requirements", "skills", "group_terms", "terms", "members", "services")


@pytest.fixture
def house(cast: Cast) -> House:
    """Something of everything that the settings know, with something below it."""
    salon = cast.salon
    with tenant_tx(salon.tenant):
        mine: dict[str, Any] = {"tenant": salon.tenant}
        skill = Skill.objects.create(**mine, name="Laser")
        ResourceSkill.objects.create(**mine, resource=salon.practitioners[0], skill=skill)
        ServiceSkill.objects.create(**mine, service=salon.service, skill=skill)
        group = Group.objects.create(**mine, name="Members")
        GroupTerms.objects.create(**mine, group=group, service=salon.service, offered=True)
        team = Team.objects.create(**mine, name="Monday")
        TeamMember.objects.create(**mine, team=team, resource=salon.practitioners[0])
        Unit.objects.create(**mine, name="North")
        Question.objects.create(**mine, service=salon.service, text="Any allergies?", asks="short")
        Closure.objects.create(**mine, name="Course", from_on="2026-12-24", until_on="2026-12-26")
        make_key(tenant=salon.tenant, name="Another", scopes=["read"])
    return salon


def another(row: Any, nth: int) -> Any:
    """One like it, with all that is below it."""
    one = copy.copy(row)
    one.pk, one._state = new_key(), models.base.ModelState()
    for field in one._meta.concrete_fields:
        if field.name == "code":
            one.code = field.get_default()
        elif field.name in ("name", "prefix"):
            setattr(one, field.name, f"{nth}{getattr(row, field.name)}"[:8])
        elif field.name in ("member", "photo"):
            setattr(one, field.attname, None)
    one.save(force_insert=True)
    for relation in row._meta.related_objects:
        if relation.get_accessor_name() in BELOW:
            for child in getattr(row, relation.get_accessor_name()).all():
                child.pk, child._state = new_key(), models.base.ModelState()
                setattr(child, relation.field.attname, one.pk)
                child.save(force_insert=True)
    return one


def rows_of(kind: type[RowForm], house: House) -> list[Any]:
    rows = list(kind.rows_for(house.tenant, house.owner)[:MANY])
    assert rows, f"nothing for {kind.__name__}"
    if isinstance(rows[0], Tenant):
        return rows * MANY
    if kind._meta.model.__name__ == "Membership":
        return rows
    return [rows[0], *(another(rows[0], nth) for nth in range(MANY - 1))]


def told_by(kind: type[RowForm], rows: list[Any], house: House) -> list[tuple[str, Any, dict[str, Any]]]:
    """Of each row an event with everything that the form may tell."""
    found = []
    for row in rows:
        state = kind(instance=row, tenant=house.tenant).state()
        said = {name: [value, value] for name, value in state.items() if name in kind.names()}
        what = "archived" if set(kind.names()) == {"active"} else "changed"
        found.append((f"{kind.thing}.{what}", row.pk, {"changed": said} if what == "changed" else {}))
    return found


def questions(alice: Browser, monkeypatch: Any, house: House, events: list[tuple[str, Any, dict[str, Any]]]) -> int:
    """How often the page asks for just these lines."""
    with tenant_tx(house.tenant):
        for kind, subject, data in events:
            record(house.tenant, kind, subject_id=subject, actor=house.owner.actor, **data)
    monkeypatch.setattr(log, "SHOWN", len(events))
    reset_queries()
    with CaptureQueriesContext(connection) as found:
        page = alice.get(LOG)
    assert len(page.context["lines"]) == len(events)
    return len(found)


def own_forms() -> list[type[RowForm]]:
    assert get_resolver().url_patterns, "every page is there, and so is its form"
    return [kind for name, kind in FORMS.items() if not name.startswith("tests.")]


def test_lines_of_any_form_of_the_settings_cost_what_one_does(alice, house, monkeypatch):
    grows = {}
    for kind in own_forms():
        with tenant_tx(house.tenant):
            events = told_by(kind, rows_of(kind, house), house)
        few, many = (questions(alice, monkeypatch, house, some) for some in (events[:1], events))
        if few != many:
            grows[kind.__name__] = (few, many)
    assert grows == {}


def test_lines_of_any_other_event_cost_what_one_does(alice, cast, house, monkeypatch):
    """Whatever is taken back without a form, or not at all."""
    with tenant_tx(house.tenant):
        each = [(house.owner, cast.bob), house.practitioners, house.rooms]
    data = {"closed": 1, "role": "owner"}
    kinds = {*SAID, *_ways, *(f"{thing}.{what}" for thing in THINGS for what in ("added", "removed"))}
    grows = {}
    for kind in sorted(kinds):
        one, all_of_them = ([(kind, row.pk, data) for rows in each for row in rows[:n]] for n in (1, 2))
        few, many = (questions(alice, monkeypatch, house, some) for some in (one, all_of_them))
        if few != many:
            grows[kind] = (few, many)
    assert grows == {}


def test_the_sweep_meets_each_form_by_what_it_tells(house):
    """Else it would measure another one's cost."""
    with tenant_tx(house.tenant):
        for kind in own_forms():
            (what, subject, data), *_others = told_by(kind, rows_of(kind, house), house)
            found = kind_of(log.Event(type=what, subject_id=subject, data=data))
            assert found is not None
            assert issubclass(kind, found) or found.names() >= set(data.get("changed", {}))
