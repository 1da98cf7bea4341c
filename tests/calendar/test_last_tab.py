"""The dialog of two clicks opens on the tab that its member used last, unless the address names one."""

import re

import pytest

from booking.bookings.calendar.choices import TABS
from tests.calendar.test_entering import ENTRIES, given

CHOICES = "/salon/desk/choices/"
SPOT = {"start": "2026-11-28T10:00", "end": "2026-11-28T12:00"}


def tab(browser, **said) -> str:
    [chosen] = re.findall(r'data-tab="([a-z]+)"[^>]*aria-current="page"', browser.get(ENTRIES, SPOT | said).text)
    return chosen


@pytest.mark.parametrize("last", TABS)
def test_it_opens_on_the_tab_that_was_chosen_last(alice, log_in, cast, last):
    assert tab(alice) == "booking"
    alice.post(CHOICES, {"tab": last})
    assert tab(alice) == last
    assert tab(log_in(cast.alice)) == last  # on another machine too
    assert tab(log_in(cast.bob)) == "booking"


@pytest.mark.parametrize("kind", ["shift", "activity", "absence"])
def test_it_opens_on_what_was_entered_last(alice, cast, kind):
    alice.post(CHOICES, {"view": "day"})
    alice.post(ENTRIES, given(cast, kind))
    assert tab(alice) == kind
    assert '"view": "day"' in alice.get("/salon/desk/").context["config"]


def test_what_was_refused_or_only_looked_at_changes_nothing(alice, cast):
    assert alice.post(ENTRIES, given(cast, "activity", title="")).status_code == 422
    assert tab(alice, tab="absence") == "absence"
    assert tab(alice) == "booking"


@pytest.mark.parametrize("named", TABS)
def test_an_address_that_names_a_tab_has_its_way(alice, named):
    alice.post(CHOICES, {"tab": "absence" if named == "booking" else "booking"})
    assert tab(alice, tab=named) == named


def test_for_a_client_it_is_a_booking(alice, cast):
    alice.post(CHOICES, {"tab": "absence"})
    assert tab(alice, client=cast.dana.code) == "booking"
    assert tab(alice, client=cast.dana.code, tab="shift") == "shift"


@pytest.mark.parametrize("odd", ["", "nothing", "slot", "booking,absence"])
def test_an_odd_tab_is_as_if_not_said(alice, odd):
    alice.post(CHOICES, {"tab": "activity"})
    alice.post(CHOICES, {"tab": odd})
    assert tab(alice) == "activity"
    assert tab(alice, tab=odd) == "activity"
