"""What is refused beside the calendar can be closed: on a phone the panel is all that one sees."""

from uuid import uuid4

import pytest
from django.test import Client as Browser

from booking.bookings.calendar import existing
from tests.cast import Cast

PANEL = {"HX-Request": "true", "HX-Target": "panel"}
CLOSES = "data-close-panel"


def test_what_is_not_there(alice: Browser):
    answer = alice.get(f"/salon/desk/slots/{uuid4()}/", headers=PANEL)
    assert answer.status_code == 404
    assert answer.text.lstrip().startswith("<section")
    assert CLOSES in answer.text
    assert "There is nothing at this address." in answer.text


def test_what_is_not_allowed(log_in, cast: Cast):
    answer = log_in(cast.finance).get("/salon/desk/time/", headers=PANEL)
    assert (answer.status_code, CLOSES in answer.text) == (403, True)


def test_a_form_that_nobody_can_vouch_for(cast: Cast):
    strict = Browser(enforce_csrf_checks=True)
    strict.force_login(cast.alice.user)
    answer = strict.post("/salon/desk/slots/", {"start": "2026-11-24T18:00"}, headers=PANEL)
    assert (answer.status_code, CLOSES in answer.text) == (403, True)
    assert "<html" not in answer.text


def test_our_own_fault(alice: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch):
    def broken(*_args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(existing, "scope_of", broken)
    alice.raise_request_exception = False
    answer = alice.get(f"/salon/desk/slots/{uuid4()}/", headers=PANEL)
    assert (answer.status_code, CLOSES in answer.text) == (500, True)
    assert "<html" not in answer.text


def test_elsewhere_a_refusal_is_a_fragment_as_before(alice: Browser):
    answer = alice.post("/salon/desk/slots/", {"start": "x"}, headers={"HX-Request": "true", "HX-Target": "toasts"})
    assert answer.status_code == 422
    assert CLOSES not in answer.text
