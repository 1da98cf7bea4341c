"""CA4 A1: the legend tells of every colour and every sign that an entry of the calendar can have."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.test import Client as Browser

from booking.availability.book import Stretch
from booking.availability.catalogue import current
from booking.availability.models import Absence, Activity, Audience, OpenSlot
from booking.bookings.calendar.wording import Entry, Wording
from booking.bookings.selectors import SHOWN_AT_DESK
from booking.resources.models import Mode, Service
from tenants.tenancy import tenant_tx
from tests.cast import Cast, make_service
from tests.desk.conftest import at

SCRIPT = Path(__file__).parents[2] / "static/js/calendar-entry.js"
BOTH = (False, True)
HOUR = timedelta(hours=1)
FROM, UNTIL = at(10), at(11)


@pytest.fixture
def legend(alice: Browser) -> str:
    page = alice.get("/salon/desk/?view=week").text
    [found] = re.findall(
        r"What the colours mean</h2>.*?(?=<div class=\"stack stack--tight menu__keys)", page, re.DOTALL
    )
    return found


@pytest.fixture
def wording(cast: Cast) -> Iterator[Wording]:
    with tenant_tx(cast.salon.tenant):
        Service.objects.update(color="#123456")
        make_service(cast.salon.tenant, "Cut", cast.salon.practitioners)
        yield Wording(cast.salon.tenant, current(cast.salon.tenant), reader=cast.alice.user_id)


def bookings(wording: Wording, cast: Cast) -> Iterator[Entry]:
    """In every way that one can be."""
    who, what = cast.salon.practitioners[0].pk, cast.salon.service.pk
    for status, name, mode, paid, arrived, forced, often, test, first, kept in product(
        SHOWN_AT_DESK, ("", "Dana"), Mode.values, (0, 100), (None, FROM), ("", "x"), BOTH, BOTH, BOTH, BOTH
    ):
        yield wording.booking(
            FROM, UNTIL, who, what, "code", status, name, mode, 100, paid, 0, arrived, forced, often, test,
            cast.alice.user_id, first, kept, None,
        )  # fmt: skip


def others(wording: Wording, cast: Cast) -> Iterator[Entry]:
    who = {"resource_id": cast.salon.practitioners[0].pk, "start_at": FROM, "end_at": UNTIL}
    yield wording.activity(Activity(title="Meeting", **who))
    yield wording.absence(Absence(note="Ill", **who))
    for audience, services in product(Audience.values, (None, [cast.salon.service.pk])):
        yield wording.slot(OpenSlot(audience=audience, service_ids=services, **who))
    for audience in Audience.values:
        limits: Any = Stretch(0, 60, audience, frozenset([cast.salon.service.pk]), None)
        yield wording.hours(FROM, UNTIL, cast.salon.practitioners[0], limits)


def test_every_colour_is_in_the_legend(wording, cast, legend):
    kinds = {entry["kind"] for entry in (*bookings(wording, cast), *others(wording, cast))}
    assert kinds == {"held", "requested", "first", "booked", "open", "known", "activity", "absence", "hours"}
    explained = set(re.findall(r"entry-box--(\w+)", legend)) | set(re.findall(r"legend__(hours)", legend))
    assert kinds | {"closed"} <= explained
    assert {"legend__hours--known", "legend__hours--limited"} <= set(re.findall(r"legend__hours--\w+", legend))


def test_every_sign_is_in_the_legend_as_the_grid_draws_it(wording, cast, legend):
    given = {sign for entry in (*bookings(wording, cast), *others(wording, cast)) for sign in entry.get("signs", ())}
    drawn = dict(re.findall(r'(\w+): "(.)"', re.findall(r"var SIGNS = {(.*?)};", SCRIPT.read_text())[0]))
    assert given == drawn.keys()
    assert {sign for sign in given if drawn[sign] not in re.sub(r"<[^>]+>", "", legend)} == set()


def test_whatever_an_exclamation_mark_can_mean_is_said(wording, cast, legend):
    [line] = re.findall(r"<li>! (.*?)</li>", legend)
    words: dict[bool, set[str]] = {True: set(), False: set()}
    for entry in bookings(wording, cast):
        words["alert" in entry.get("signs", ())].update(entry["said"].split(", "))
    reasons = words[True] - words[False]
    assert reasons == {"Did not come", "over something else", "more than the rule allows"}
    assert {one for one in reasons if one.lower() not in line} == set()


def test_a_time_for_one_service_alone_has_its_colour_and_keeps_its_state(wording, cast):
    other = next(pk for pk in wording.services if pk != cast.salon.service.pk)
    who = {"resource_id": cast.salon.practitioners[0].pk, "start_at": FROM, "end_at": UNTIL}

    def entry(*services: Any, audience: str = "everyone") -> Entry:
        return wording.slot(OpenSlot(audience=audience, service_ids=list(services) or None, **who))

    assert [entry(*some)["color"] for some in ((cast.salon.service.pk,), (cast.salon.service.pk, other), ())] == [
        "#123456", "", "",
    ]  # fmt: skip
    known = entry(cast.salon.service.pk, audience="clients")
    assert (known["kind"], known["color"], known["signs"]) == ("known", "#123456", ["person"])


def test_the_legend_tells_what_the_colour_of_a_service_is_on_a_free_time(legend):
    assert re.search(r"entry-box--open entry-box--colored.*dashed: open for that service alone", legend)
