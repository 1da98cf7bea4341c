"""Closing days, opening them again, and a question that is asked no more: taken back from the activity log too."""

from datetime import date
from typing import Any

import pytest
from django.test import Client as Browser

from booking.availability.models import Closure
from booking.resources.models import Question
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.setup.pages import confirmed, foretold, free_days, given
from tests.setup.test_log_undo import LOG, SETTINGS, lines, undo

CLOSURES = f"{SETTINGS}closures/"
TUESDAY, WEDNESDAY = "2026-11-24", "2026-11-25"


@pytest.fixture
def closed(alice: Browser, cast: Cast) -> Closure:
    typed = given(alice, f"{CLOSURES}add/", name="Course", from_on=TUESDAY, until_on=WEDNESDAY)
    assert confirmed(alice, f"{CLOSURES}add/", typed).status_code == 303
    return now(cast)[0]


def now(cast: Cast) -> list[Closure]:
    with tenant_tx(cast.salon.tenant):
        return list(Closure.objects.all())


def seen_and_undone(browser: Browser, line: Any) -> Any:
    shown = undo(browser, line)
    told = foretold(shown)
    assert told.times, "free times come or go, and that is shown first"
    return undo(browser, line, known=told.mark)


def test_a_closed_day_is_opened_again(alice, cast, closed):
    assert TUESDAY not in free_days(alice, cast.salon.service.code)
    (line,) = lines(alice)
    assert line.undo is not None
    assert len(now(cast)) == 1
    assert seen_and_undone(alice, line)["Location"] == LOG
    assert now(cast) == []
    assert TUESDAY in free_days(alice, cast.salon.service.code)
    again, first = lines(alice)
    assert (again.what, first.undo, first.since) == ("Closure removed", None, True)


def test_closing_again_from_the_log_is_itself_taken_back(alice, cast, closed):
    confirmed(alice, f"{CLOSURES}{closed.pk}/removal/", {})
    assert seen_and_undone(alice, lines(alice)[0]).status_code == 303
    line = lines(alice)[0]
    assert line.what == "Closure brought back"
    assert seen_and_undone(alice, line).status_code == 303
    assert now(cast) == []
    assert undo(alice, line).status_code == 409


def test_a_day_that_was_opened_again_is_closed_as_it_was(alice, cast, closed, book):
    confirmed(alice, f"{CLOSURES}{closed.pk}/removal/", {})
    booking = book()
    line = next(one for one in lines(alice) if one.what == "Closure removed")
    shown = undo(alice, line)
    assert [one.code for one in foretold(shown).shown] == [booking.code]
    assert now(cast) == []
    assert undo(alice, line, known=foretold(shown).mark)["Location"] == LOG
    (row,) = now(cast)
    assert (row.pk, row.from_on, row.until_on) == (closed.pk, date(2026, 11, 24), date(2026, 11, 25))
    assert TUESDAY not in free_days(alice, cast.salon.service.code)


def test_what_has_happened_since_is_not_overwritten(alice, cast, closed):
    (line,) = lines(alice)
    page = f"{CLOSURES}{closed.pk}/"
    confirmed(alice, page, given(alice, page, until_on=TUESDAY))
    assert undo(alice, line).status_code == 409
    changed, added = lines(alice)
    assert (added.undo, added.since) == (None, True)
    assert changed.undo is not None
    assert [row.until_on for row in now(cast)] == [date(2026, 11, 24)]


def test_neither_who_may_not_nor_another_business_takes_it_back(alice, bob, cast, closed, log_in):
    (line,) = lines(alice)
    assert undo(bob, line).status_code == 403
    assert log_in(cast.charlie).post(f"/gym/desk/settings/log/{line.undo}/undo/").status_code == 404
    assert len(now(cast)) == 1


def test_a_question_that_is_asked_no_more_is_asked_again(alice, cast):
    with tenant_tx(cast.salon.tenant):
        row = Question.objects.create(
            tenant=cast.salon.tenant, service=cast.salon.service, text="Any allergies?", asks="short"
        )
    page = f"{SETTINGS}services/{cast.salon.service.code}/questions/{row.code}/archive/"
    assert alice.post(page, {"active": "no"}).status_code == 303
    (line,) = lines(alice)
    assert line.what == "Question archived"
    assert undo(alice, line)["Location"] == LOG
    with tenant_tx(cast.salon.tenant):
        assert Question.objects.get(pk=row.pk).active
    again, first = lines(alice)
    assert (again.what, first.undo, first.since) == ("Question brought back", None, True)
