"""Weekly hours that are for existing clients only, or for some ways to meet: changed where one sees them."""

from datetime import date

import pytest

from booking.availability.models import WeeklyHours
from tenants.tenancy import tenant_tx
from tests.calendar.test_dragging_bookings import PANEL
from tests.calendar.test_weekly_hours import A_WEEK, TUESDAY, USUAL, hours_of, undo, where, wish, worked
from tests.cast import Cast
from tests.setup.pages import confirmed


def slots(browser, cast: Cast, day: date = TUESDAY) -> list[str]:
    """What a stranger is offered of Alice."""
    code = cast.salon.practitioners[0].code
    asked = f"/api/v1/salon/slots?service={cast.salon.service.code}&from={day}&to={day}&practitioner={code}"
    return [slot["start"] for slot in browser.get(asked).json()["results"]]


@pytest.mark.parametrize("scope", ["day", "onwards"])
def test_for_existing_clients_only_and_back(alice, cast, scope):
    row = hours_of(cast)
    page = alice.get(where(row), headers=PANEL).text
    assert '<details class="more">' in page, "folded away while everybody may book"
    typed = wish(row, scope, "09:00", "17:00", audience="clients")
    done = confirmed(alice, where(row), typed, headers=PANEL, follow=True)
    assert "Working time 09:00–17:00 (existing clients only)" in done.text
    assert (slots(alice, cast), worked(cast, TUESDAY)) == ([], USUAL)
    assert bool(slots(alice, cast, TUESDAY + A_WEEK)) == (scope == "day")
    told = {"day": "Who may book: Everybody → Existing clients only", "onwards": "existing clients only)"}
    assert told[scope] in alice.get("/salon/desk/settings/log/").text
    assert undo(alice, done).status_code == 200
    assert slots(alice, cast) != []


def test_their_panel_says_for_whom_and_how_when_it_is_not_everybody(alice, cast):
    row = hours_of(cast)
    with tenant_tx(cast.salon.tenant):
        row.audience, row.modes = "clients", ["video"]
        row.save()
    page = alice.get(where(row), headers=PANEL).text
    assert "existing clients only, Video" in page
    assert '<details class="more" open>' in page
    typed = wish(row, "onwards", modes="video")
    assert confirmed(alice, where(row), typed, headers=PANEL).status_code in (302, 303)
    with tenant_tx(cast.salon.tenant):
        new = WeeklyHours.objects.get(resource=row.resource_id, weekday=1, valid_from_on=TUESDAY)
        assert (new.audience, new.modes, f"{new.opens:%H:%M}") == ("clients", ["video"], "11:00")


@pytest.mark.parametrize("wrong", [{"audience": "friends"}, {"modes": "pigeon"}, {"audience": ""}], ids=str)
def test_an_unknown_audience_or_way_is_refused(alice, cast, wrong):
    row = hours_of(cast)
    with tenant_tx(cast.salon.tenant):
        row.modes = ["video"]
        row.save()
    assert alice.post(where(row), wish(row, "day") | wrong).status_code == 422


def test_what_somebody_made_for_others_meanwhile_is_not_overwritten(alice, cast):
    row = hours_of(cast)
    late = wish(row, "day")
    with tenant_tx(cast.salon.tenant):
        row.audience = "clients"
        row.save()
    assert alice.post(where(row), late).status_code == 409
