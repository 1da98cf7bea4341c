"""Who does the finances has no calendar: whose role becomes that loses it in sight of what is booked there, and has it
back with another one."""

from typing import Any

import pytest

from booking.availability.models import WeeklyHours
from booking.bookings.models import Booking
from booking.resources.models import Resource
from tenants.models import Event, Invitation, Membership
from tenants.tenancy import tenant_tx
from tests.cast import Cast, member
from tests.desk.conftest import at
from tests.setup.pages import confirmed, foretold, given
from tests.setup.people import INVITE, change, link, page, stranger, wish

pytestmark = pytest.mark.django_db(databases=["default", "owner", "relay"])


def role(cast: Cast) -> str:
    return Membership.objects.get(pk=cast.bob.pk).role


def events(cast: Cast, kind: str) -> list[dict[str, Any]]:
    with tenant_tx(cast.salon.tenant):
        return list(Event.objects.filter(type=kind).order_by("id").values_list("data", flat=True))


def test_finance_has_no_calendar_and_nothing_of_it_is_lost_unseen(alice, cast, book):
    booking = book(at(10), who=1)
    public = f"/salon/p/{cast.salon.practitioners[1].code}/"
    shown = change(alice, cast.bob, role="finance")
    assert (shown.status_code, role(cast)) == (200, "practitioner")
    assert f"/salon/desk/bookings/{booking.code}/move/" in shown.text
    assert "Theirs takes no more bookings" in shown.text
    assert stranger().get(public).status_code == 200
    known = foretold(shown).mark
    book(at(14), who=1)
    shown = change(alice, cast.bob, role="finance", known=known)
    assert (shown.status_code, role(cast)) == (200, "practitioner"), "one more was booked meanwhile"
    assert change(alice, cast.bob, role="finance", known=foretold(shown).mark).status_code == 303
    assert stranger().get(public).status_code == 404
    assert "At rest" in alice.get(page(cast.bob)).text
    with tenant_tx(cast.salon.tenant):
        assert set(Booking.objects.values_list("status", flat=True)) == {"confirmed"}
    assert change(alice, cast.bob, role="front_desk").status_code == 303
    assert stranger().get(public).status_code == 200
    told = [len(events(cast, f"practitioner.{what}")) for what in ("archived", "restored")]
    assert told == [1, 1]


def test_a_calendar_without_bookings_or_free_times_rests_at_once(alice, cast):
    with tenant_tx(cast.salon.tenant):
        WeeklyHours.objects.all().delete()
    assert change(alice, cast.bob, role="finance").status_code == 303
    with tenant_tx(cast.salon.tenant):
        assert not Resource.objects.get(member=cast.bob).active


def test_who_does_the_finances_is_given_no_calendar_by_any_way(alice, cast, log_in):
    fred = member(cast.salon.tenant, "Fred", "finance")
    refused = alice.post(f"{page(fred)}calendar/", {"calendar": "new"})
    assert (refused.status_code, "Choose another role first" in refused.text) == (422, True)
    assert "Finance has no calendar of its own." in alice.get(page(fred)).text
    alice.post(INVITE, wish("elsewhere@new.example"))
    with tenant_tx(cast.salon.tenant):
        Invitation.objects.update(email=fred.user.email)
    assert log_in(fred).post(link(cast, fred.user.email)).status_code == 303
    with tenant_tx(cast.salon.tenant):
        assert not Resource.objects.filter(member=fred).exists()


def test_neither_coming_back_nor_the_log_wakes_the_calendar_of_who_does_the_finances(alice, cast):
    assert confirmed(alice, page(cast.bob), given(alice, page(cast.bob), role="finance")).status_code == 303
    with tenant_tx(cast.salon.tenant):
        rested = Event.objects.filter(type="practitioner.archived").latest("id")
    refused = confirmed(alice, f"/salon/desk/settings/log/{rested.pk}/undo/", {})
    assert (refused.status_code, "It is back with another role" in refused.text) == (409, True)
    alice.post(f"{page(cast.bob)}leaving/")
    alice.post(f"{page(cast.bob)}return/")
    with tenant_tx(cast.salon.tenant):
        assert not Resource.objects.get(member=cast.bob).active
