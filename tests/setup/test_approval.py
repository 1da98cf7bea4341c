"""That the business confirms each booking itself: chosen among the times, and never together with paying first."""

import pytest

from booking.resources.models import Service
from tenants.tenancy import tenant_tx
from tests.setup.forms import UNDO, typed
from tests.setup.one_service import last_event, now
from tests.setup.pages import confirmed


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


@pytest.mark.parametrize("wrong", [{"answer_hours": "0"}, {"answer_hours": "-1"}, {"answer_hours": "9" * 500}])
def test_odd_hours_are_refused(alice, cast, page, unpaid, wrong):
    times = page + "times/"
    assert alice.post(times, typed(alice, times, approval="on", **wrong)).status_code == 422
    assert now(cast).approval is False
