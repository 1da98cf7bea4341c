"""What was changed is taken back from the activity log, as long as nobody has changed it since."""

import uuid
from datetime import datetime
from typing import Any

import pytest
from django.test import Client as Browser

from booking.resources.models import Location
from tenants.models import Event
from tenants.setup.log_undo import kind_of
from tenants.setup.row_form import FORMS
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.desk.conftest import STOCKHOLM
from tests.setup.changes import CHANGES, fewer_hours
from tests.setup.pages import ODD, confirmed, foretold, free_days, given, inert

SETTINGS = "/salon/desk/settings/"
LOG = f"{SETTINGS}log/"


@pytest.fixture
def place(cast: Cast) -> str:
    return f"{SETTINGS}places/{cast.salon.place.code}/"


def lines(browser: Browser, query: str = "") -> list[Any]:
    return browser.get(f"{LOG}{query}").context["lines"]


def undo(browser: Browser, line: Any, **typed: str) -> Any:
    return browser.post(f"{LOG}{line.undo}/undo/", typed)


def now(cast: Cast) -> Location:
    with tenant_tx(cast.salon.tenant):
        return Location.objects.get(pk=cast.salon.place.pk)


def test_a_change_is_taken_back_and_so_is_that(alice, cast, place):
    alice.post(place, given(alice, place, street="Kungsgatan 9", city="Uppsala"))
    (line,) = lines(alice)
    assert sorted(line.details) == ["Street: Storgatan 1 → Kungsgatan 9", "Town: Stockholm → Uppsala"]
    assert (line.about, line.since) == (cast.salon.place.name, False)
    assert undo(alice, line)["Location"] == LOG
    assert (now(cast).street, now(cast).city) == ("Storgatan 1", "Stockholm")
    again, first = lines(alice)
    assert (again.what, again.who) == ("Place changed", "Alice")
    assert "Street: Kungsgatan 9 → Storgatan 1" in again.details
    assert (first.undo, first.since) == (None, True)
    assert "Changed again since" in alice.get(LOG).text
    undo(alice, again)
    assert now(cast).street == "Kungsgatan 9"


def test_what_was_changed_since_in_other_fields_stays(alice, cast, place):
    alice.post(place, given(alice, place, street="Kungsgatan 9"))
    alice.post(place, given(alice, place, city="Uppsala"))
    assert undo(alice, lines(alice)[1]).status_code == 303
    assert (now(cast).street, now(cast).city) == ("Storgatan 1", "Uppsala")


def test_what_was_changed_since_is_not_overwritten_however_it_was_changed(alice, cast, place):
    alice.post(place, given(alice, place, street="Kungsgatan 9"))
    (line,) = lines(alice)
    with tenant_tx(cast.salon.tenant):
        Location.objects.update(street="Elsewhere 1")
    refused = undo(alice, line)
    assert refused.status_code == 409
    assert "This has been changed since." in refused.text
    assert now(cast).street == "Elsewhere 1"


def test_pressed_twice_it_is_taken_back_once(alice, cast, place):
    alice.post(place, given(alice, place, street="Kungsgatan 9"))
    (line,) = lines(alice)
    assert [undo(alice, line).status_code for _click in range(2)] == [303, 409]
    assert now(cast).street == "Storgatan 1"


def test_what_is_personal_is_kept_nowhere_and_so_cannot_be_taken_back(alice, cast, place):
    alice.post(place, given(alice, place, street="Kungsgatan 9", directions="Ring the bell"))
    (line,) = lines(alice)
    assert "How to find the way in: changed" in line.details
    assert (line.undo, line.since) == (None, False)
    with tenant_tx(cast.salon.tenant):
        event = Event.objects.get(type="place.changed")
    assert alice.post(f"{LOG}{event.pk}/undo/").status_code == 404


@pytest.mark.parametrize("change", ["a service archived", "a room archived"])
def test_archiving_is_taken_back_and_that_in_turn_is_shown_first(alice, cast, clock, change):
    page, typed = CHANGES[change](cast, alice, clock.now)
    before = free_days(alice, cast.salon.service.code)
    confirmed(alice, page, typed)
    (line,) = lines(alice)
    assert undo(alice, line).status_code == 303
    assert free_days(alice, cast.salon.service.code) == before
    back = lines(alice)[0]
    assert back.what.endswith("brought back")
    asked = undo(alice, back)
    if change == "a service archived":  # the other room is enough
        assert foretold(asked).gone > 0
        assert "Undo all the same" in asked.text
        assert lines(alice)[0].undo == back.undo
        assert undo(alice, back, known=foretold(asked).mark).status_code == 303
    assert lines(alice)[0].what.endswith("archived")


def test_hours_taken_back_name_what_was_booked_meanwhile(alice, cast, clock, book):
    page, typed = fewer_hours(cast, alice, clock.now)
    confirmed(alice, page, typed)
    late = book(datetime(2026, 11, 28, 10, tzinfo=STOCKHOLM))  # on the Saturday that came with them
    line = lines(alice, "?kind=hours")[0]
    asked = undo(alice, line)
    assert late.code in {one.code for one in foretold(asked).shown}
    assert lines(alice, "?kind=hours")[0].undo == line.undo
    assert undo(alice, line, known=foretold(asked).mark).status_code == 303
    assert lines(alice, "?kind=hours")[0].undo != line.undo


def test_lines_of_a_form_are_said_in_words(alice, cast):
    service = f"{SETTINGS}services/{cast.salon.service.code}/"
    form = alice.get(service).context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    typed = {name: "on" if value is True else value for name, value in typed.items()}
    assert alice.post(service, typed | {"minutes_0": "45", "price_0": "450"}).status_code == 303
    (line,) = lines(alice)
    assert line.details == ["Lengths and prices: 60 · 500 → 45 · 450"]
    page, more = fewer_hours(cast, alice, None)
    confirmed(alice, page, more)
    assert lines(alice)[0].details == [
        "Weekly hours: Mo–Fr 09:00–17:00 → Tu 10:00–12:00; We 07:30–12:00; Sa 10:00–14:00"
    ]


def test_whoever_may_not_change_the_settings_may_not_take_them_back(alice, bob, cast, place, log_in):
    alice.post(place, given(alice, place, street="Kungsgatan 9"))
    (line,) = lines(alice)
    for one in (bob, log_in(cast.front_desk), log_in(cast.finance)):
        assert undo(one, line).status_code == 403
    assert undo(log_in(cast.charlie), line).status_code == 404
    assert now(cast).street == "Kungsgatan 9"


def test_another_business_events_are_refused_like_none(alice, cast, log_in):
    """T02."""
    charlie = log_in(cast.charlie)
    theirs = f"/gym/desk/settings/places/{cast.gym.place.code}/"
    charlie.post(theirs, given(charlie, theirs, street="Kungsgatan 9"))
    with tenant_tx(cast.gym.tenant):
        event = Event.objects.get(type="place.changed")
    said = [alice.post(f"{LOG}{key}/undo/") for key in (event.pk, uuid.uuid4())]
    assert [answer.status_code for answer in said] == [404, 404]
    with tenant_tx(cast.gym.tenant):
        assert Location.objects.get().street == "Kungsgatan 9"


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_odd_words_break_nothing(alice, place, odd):
    alice.post(place, given(alice, place, street="Kungsgatan 9"))
    (line,) = lines(alice)
    for field in ("known", "seen", "form", "event"):
        assert inert(undo(alice, line, **{field: odd})), field


def test_each_form_finds_itself_by_what_it_tells(monkeypatch):
    for name in [name for name in FORMS if name.startswith("tests.")]:
        monkeypatch.delitem(FORMS, name)
    for form in FORMS.values():
        if form.told and form.__bases__[0].__name__ in ("RowForm", "RowsForm", "ForeseenForm"):
            event = Event(type=f"{form.thing}.changed", data={"changed": {name: [1, 2] for name in form.told}})
            assert kind_of(event) is form
