"""That the business confirms each booking itself: chosen among the times, and never together with paying first."""

import pytest

from booking.bookings.models import Paying
from booking.resources.models import Service
from tenants.models import Tenant
from tenants.tenancy import tenant_tx
from tests.grouping import change
from tests.setup.forms import UNDO, typed
from tests.setup.one_service import last_event, now
from tests.setup.pages import confirmed
from tests.setup.test_cards import ways
from tests.switching import switch_off

MODULES = "/salon/desk/settings/modules/"


@pytest.fixture
def unpaid(cast) -> None:
    with tenant_tx(cast.salon.tenant):
        Service.objects.filter(pk=cast.salon.service.pk).update(payable_online=False)


def test_it_is_chosen_told_and_taken_back(alice, cast, page, unpaid):
    times = page + "times/"
    told = alice.post(times, typed(alice, times, approval="on", answer_hours="48"), follow=True)
    assert (now(cast).approval, now(cast).answer_hours) == (True, 48)
    assert last_event(cast) == {"changed": {"approval": [False, True], "answer_hours": [24, 48]}}
    assert alice.get("/api/v1/salon/services").json()[0]["approval"] is True
    alice.post("/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]})
    assert now(cast).approval is False


def test_what_is_paid_before_cannot_be_asked_for(alice, cast, page):
    times = page + "times/"
    refused = confirmed(alice, times, typed(alice, times, approval="on", notice_minutes="180"))
    assert refused.status_code == 422
    assert "pay this service by card when they book" in refused.text
    assert (now(cast).approval, now(cast).notice_minutes) == (False, 60)


def test_what_is_asked_for_cannot_be_paid_before(alice, cast, page, unpaid):
    alice.post(page + "times/", typed(alice, page + "times/", approval="on"))
    refused = alice.post(page + "payment/", typed(alice, page + "payment/", payable_online="on"))
    assert refused.status_code == 422
    assert "You confirm each booking of this service yourself" in refused.text
    assert now(cast).payable_online is False


def test_a_way_back_does_not_lead_to_both(alice, cast, page, unpaid):
    times, payment = page + "times/", page + "payment/"
    alice.post(times, typed(alice, times, approval="on"))
    told = alice.post(times, typed(alice, times, approval=None), follow=True)
    alice.post(payment, typed(alice, payment, payable_online="on"))
    undone = alice.post("/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]})
    assert undone.status_code < 500
    assert (now(cast).approval, now(cast).payable_online) == (False, True)


def test_chosen_while_requests_are_off_a_card_takes_nothing_away(alice, cast, page):
    """Each holds as long as its part is on; with both, it is asked for and not paid before."""
    change(cast.salon, approval=True, payable_online=False)
    switch_off(cast.salon, "requests")
    payment = page + "payment/"
    assert "Requests are switched off. Once they are on again you confirm" in alice.get(payment).text
    assert alice.post(payment, typed(alice, payment, payable_online="on", payable_on_site=None)).status_code == 303
    assert (now(cast).approval, now(cast).payable_online) == (True, True)
    assert (asked_for(alice), ways(cast)[Paying.ONLINE], ways(cast)[Paying.ON_SITE]) == (False, True, False)
    assert "1 of them is paid by card meanwhile; switched on, it is paid on site." in alice.get(MODULES).text
    switch_off(cast.salon)
    assert (asked_for(alice), ways(cast)[Paying.ONLINE], ways(cast)[Paying.ON_SITE]) == (True, False, True)
    assert "can be paid by card" not in alice.get(MODULES).text
    both_are_kept(alice, cast, page)


@pytest.mark.parametrize("away", ["switched off", "no account"])
def test_chosen_while_cards_are_away_approval_takes_nothing_away(alice, cast, page, away):
    change(cast.salon, payable_on_site=False)
    if away == "switched off":
        switch_off(cast.salon, "cards")
    else:
        Tenant.objects.filter(pk=cast.salon.tenant.pk).update(takes_cards=False)
    times = page + "times/"
    assert "As long as this holds they do not pay by card" in alice.get(times).text
    assert confirmed(alice, times, typed(alice, times, approval="on")).status_code == 303
    kept = now(cast)
    assert (kept.approval, kept.payable_online, kept.payable_on_site) == (True, True, False)
    switch_off(cast.salon)
    Tenant.objects.filter(pk=cast.salon.tenant.pk).update(takes_cards=True)
    assert (asked_for(alice), ways(cast)[Paying.ONLINE], ways(cast)[Paying.ON_SITE]) == (True, False, True)
    both_are_kept(alice, cast, page)
    assert confirmed(alice, times, typed(alice, times, approval=None)).status_code == 303
    assert (ways(cast)[Paying.ONLINE], ways(cast)[Paying.ON_SITE]) == (True, False), "as it was before"


def both_are_kept(alice, cast, page) -> None:
    """By whatever else is saved, and either page says how it is."""
    times, payment = page + "times/", page + "payment/"
    assert "As long as this holds they do not pay by card" in alice.get(times).text
    assert "so nobody can pay before" in alice.get(payment).text
    assert confirmed(alice, times, typed(alice, times, step="60")).status_code == 303
    assert alice.post(payment, typed(alice, payment, payable_online=None, tax_rate="12")).status_code == 303
    kept = now(cast)
    assert (kept.approval, kept.payable_online, kept.step, kept.tax_rate) == (True, True, 60, 1200)


def asked_for(browser) -> bool:
    return browser.get("/api/v1/salon/services").json()[0]["approval"]


@pytest.mark.parametrize("wrong", [{"answer_hours": "0"}, {"answer_hours": "-1"}, {"answer_hours": "9" * 500}])
def test_odd_hours_are_refused(alice, cast, page, unpaid, wrong):
    times = page + "times/"
    assert alice.post(times, typed(alice, times, approval="on", **wrong)).status_code == 422
    assert now(cast).approval is False
