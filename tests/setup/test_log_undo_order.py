"""Another order of a list is taken back from the activity log, while what was moved stands where it was put."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser

from booking.resources.arranging import move_person, move_team, move_to, move_unit
from booking.resources.models import Question, Resource, Service, Team, Unit
from booking.resources.questions import move_question
from tenants.tenancy import tenant_tx
from tests.cast import Cast, make_service, practitioner
from tests.setup.test_log_undo import lines, undo

NAMES = ("A", "B", "C")
MOVES = {Service: move_to, Resource: move_person, Team: move_team, Unit: move_unit, Question: move_question}


def three(cast: Cast, model: type[Any]) -> list[Any]:
    """The only ones in use, in this order."""
    tenant = cast.salon.tenant
    model.objects.update(active=False)
    make: dict[type[Any], Callable[[str], Any]] = {
        Service: lambda name: make_service(tenant, name, cast.salon.practitioners),
        Resource: lambda name: practitioner(tenant, cast.salon.place, name),
        Question: lambda name: Question.objects.create(
            tenant=tenant, service=cast.salon.service, text=name, asks="short"
        ),
    }
    rows = []
    for position, name in enumerate(NAMES):
        row = make[model](name) if model in make else model.objects.create(tenant=tenant, name=name)
        row.position = position
        row.save()
        rows.append(row)
    return rows


def order(cast: Cast, model: type[Any]) -> str:
    with tenant_tx(cast.salon.tenant):
        rows = model.objects.filter(active=True).order_by("position")
        return "".join(row.text if model is Question else row.name for row in rows)


def move(cast: Cast, row: Any, place: int) -> None:
    whose = {"service": row.service} if isinstance(row, Question) else {"tenant": cast.salon.tenant}
    with tenant_tx(cast.salon.tenant):
        MOVES[type(row)](**whose, code=row.code, place=place, actor=cast.alice.actor)


@pytest.fixture(params=list(MOVES), ids=lambda model: model.__name__)
def moved(request: Any, cast: Cast) -> list[Any]:
    """The first was made the last."""
    with tenant_tx(cast.salon.tenant):
        rows = three(cast, request.param)
    move(cast, rows[0], 2)
    assert order(cast, request.param) == "BCA"
    return rows


def test_the_order_comes_back_and_pressed_twice_it_is_once(alice: Browser, cast: Cast, moved: list[Any]):
    model = type(moved[0])
    (line,) = lines(alice)
    assert line.details == ["Place in the list: 1 → 3"]
    assert line.about == str(moved[0])
    assert [undo(alice, line).status_code for _click in range(2)] == [303, 409]
    assert order(cast, model) == "ABC"
    again, first = lines(alice)
    assert (again.undo is not None, first.undo, first.since) == (True, None, True)
    undo(alice, again)
    assert order(cast, model) == "BCA"


def test_what_was_moved_again_or_put_away_is_left_alone(alice: Browser, cast: Cast, moved: list[Any]):
    model = type(moved[0])
    (line,) = lines(alice)
    move(cast, moved[0], 1)
    refused = undo(alice, line)
    assert refused.status_code == 409
    assert "This has been changed since." in refused.text
    assert order(cast, model) == "BAC"
    newest = lines(alice)[0]
    with tenant_tx(cast.salon.tenant):
        model.objects.filter(pk=moved[0].pk).update(active=False)
    assert undo(alice, newest).status_code == 409
    assert [one.since for one in lines(alice)] == [True, True]


def test_units_are_counted_below_their_region(alice: Browser, cast: Cast):
    with tenant_tx(cast.salon.tenant):
        north, *below = three(cast, Unit)
        Unit.objects.filter(pk__in=[one.pk for one in below]).update(above=north)
    move(cast, below[0], 1)
    assert order(cast, Unit).replace("A", "") == "CB"
    (line,) = lines(alice)
    assert undo(alice, line).status_code == 303
    assert order(cast, Unit).replace("A", "") == "BC"


def test_whoever_may_not_put_them_in_order_may_not_take_it_back(alice, bob, cast, log_in):
    with tenant_tx(cast.salon.tenant):
        rows = three(cast, Team)
    move(cast, rows[0], 2)
    (line,) = lines(alice)
    for one in (bob, log_in(cast.front_desk), log_in(cast.finance)):
        assert undo(one, line).status_code == 403
    assert undo(log_in(cast.charlie), line).status_code == 404
    assert order(cast, Team) == "BCA"
