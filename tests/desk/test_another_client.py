"""Another client for a booking that stands: chosen as by phone, looked at once, and whoever comes later is told."""

import re

import pytest
from django.test import Client as Browser

from booking.bookings.models import Booking, Status
from booking.management.commands.check_integrity import find_faults
from tenants.tenancy import tenant_tx
from tests.desk.conftest import at
from tests.desk.giving import PANEL, changed, erik, now_of, said, undo, url
from tests.desk.phoning import clients, new_client

__all__ = ["erik"]


def test_the_bookings_page_leads_to_a_search_and_a_form_for_somebody_new(alice, book, erik):
    booking = book()
    assert f'href="{url(booking)}"' in alice.get(url(booking, "")).text
    page = alice.get(url(booking), headers=PANEL)
    assert page.status_code == 200
    assert "Who is it for instead?" in page.text
    (hit,) = alice.get(f"{url(booking)}?q=erik").context["hits"]
    assert hit.onward == url(booking, client=erik)
    part = alice.get(f"/salon/desk/clients/?q=erik&booking={booking.code}", headers={"HX-Request": "true"})
    assert f'href="{url(booking, client=erik)}"' in part.text
    assert "/desk/clients/" not in part.text
    nobody = alice.get(f"/salon/desk/clients/?q=Zoe&booking={booking.code}", headers={"HX-Request": "true"}).text
    assert f"{url(booking)}?q=Zoe" in nobody
    assert 'value="Zoe"' in re.search(r'<input[^>]*name="name"[^>]*>', alice.get(f"{url(booking)}?q=Zoe").text)[0]


def test_before_it_is_changed_the_page_says_what_it_leads_to(alice, book, erik):
    page = alice.get(url(book(), client=erik), headers=PANEL).text
    for words in (
        "Give it to Erik Ek?", "Massage CANARY-salon, Tue 24 Nov 10:00–11:00", "Dana CANARY-salon", "500",
        "stays as agreed", "The link that Dana CANARY-salon has stops working",
        "Tell Dana CANARY-salon that it is not theirs any more",
    ):  # fmt: skip
        assert words in page, words
    assert re.search(r'type="checkbox" name="tell"[^>]*checked', page)
    assert "<html" not in page


def test_somebody_known_gets_it_with_their_own_contact_and_proven(alice, book, cast, erik):
    booking = book()
    changed(booking, client_proven=False, message="My back", reply="Bring a towel", over_limit=True)
    done = alice.post(url(booking, client=erik), said(tell="on"), follow=True, headers=PANEL)
    assert "Now for Erik Ek: Tue 24 Nov 10:00–11:00" in done.text
    fresh = now_of(booking)
    assert (fresh.client, fresh.client_proven, fresh.contact_name, fresh.contact_email, fresh.contact_phone) == (
        erik, True, "Erik Ek", "erik@example.com", "+46701112233",
    )  # fmt: skip
    assert (fresh.language, fresh.message, fresh.reply, fresh.over_limit) == ("nb", "", "", False)
    kept = ("status", "start_at", "end_at", "price", "group_id", "policy", "paying", "code", "channel", "created_at")
    assert [getattr(fresh, name) for name in kept] == [getattr(booking, name) for name in kept]
    assert (fresh.sequence, fresh.token_version) == (1, 2)
    with tenant_tx(booking.tenant_id):
        assert find_faults() == []


def test_somebody_new_is_written_down_with_it(alice, book, cast):
    booking = book()
    form = {**new_client(), "sequence": 0}
    assert alice.post(url(booking), form).status_code == 303
    fresh = now_of(booking)
    assert (fresh.client.name, fresh.contact_phone) == ("Nils Aronsson", "+46705551212")
    assert len(clients(cast)) == 2


def test_somebody_new_who_looks_known_is_asked_about_first(alice, book, cast, erik):
    booking = book()
    form = {**new_client(name="E. Ek", email="Erik@example.com"), "sequence": 0}
    asked = alice.post(url(booking), form)
    assert asked.status_code == 409
    assert "Yes, it is Erik Ek" in asked.text
    assert f'href="?client={erik.code}"' in asked.text
    assert now_of(booking).client == cast.dana
    assert alice.post(url(booking), {**form, "seen": erik.code}).status_code == 303
    assert now_of(booking).client not in (cast.dana, erik)


def test_what_is_missing_is_said_and_what_was_typed_is_kept(alice, book, cast):
    booking = book()
    page = alice.post(url(booking), {**new_client(name="", phone="", message="Ring twice"), "sequence": 0})
    assert page.status_code == 422
    assert "Ring twice" in page.text
    assert now_of(booking).client == cast.dana
    assert len(clients(cast)) == 1


def test_of_two_tabs_the_later_one_is_told_and_keeps_what_was_typed(alice, book, cast, erik, log_in):
    booking, fiona = book(), log_in(cast.front_desk)
    fiona.post(url(booking, client=erik), said())
    late = alice.post(url(booking), {**new_client(message="Ring twice"), "sequence": 0}, headers=PANEL)
    assert late.status_code == 409
    assert "Somebody changed this booking while you looked at it. Now it is Erik Ek's, Tue 24 Nov" in late.text
    assert "Ring twice" in late.text
    assert 'name="sequence" value="1"' in late.text
    assert late["HX-Trigger"] == "calendar-changed"
    assert (now_of(booking).client, len(clients(cast))) == (erik, 2)


def test_pressed_twice_it_is_changed_once(alice, book, erik):
    booking = book()
    assert alice.post(url(booking, client=erik), said()).status_code == 303
    assert alice.post(url(booking, client=erik), said()).status_code == 409
    again = alice.post(url(booking, client=erik), said(1), follow=True)
    assert "It is Erik Ek&#x27;s already." in again.text
    assert now_of(booking).sequence == 1


@pytest.mark.parametrize("money", [{"paid_amount": 50000}, {"refunded_amount": 50000}])
def test_once_somebody_has_paid_it_stays_theirs(alice, book, cast, erik, money):
    booking = book()
    changed(booking, **money)
    for answer in (alice.get(url(booking, client=erik)), alice.post(url(booking, client=erik), said())):
        assert answer.status_code == 409
        assert "Dana CANARY-salon has paid for it" in answer.text
        assert "Cancel the booking, with the money back" in answer.text
        assert url(booking, "cancellation/") in answer.text
    assert now_of(booking).client == cast.dana


@pytest.mark.parametrize(
    ("status", "said_so"),
    [
        (Status.CANCELLED, "It does not stand any more"),
        (Status.REQUESTED, "Answer first"),
        (Status.AWAITING_PAYMENT, "The client is paying just now"),
    ],
)
def test_what_does_not_stand_is_not_given_away(alice, book, cast, erik, clock, status, said_so):
    booking = book()
    changed(booking, status=status, held_until=at(9))
    answer = alice.post(url(booking, client=erik), said())
    assert answer.status_code == 409
    assert said_so in answer.text
    assert now_of(booking).client == cast.dana


@pytest.mark.parametrize("status", [Status.CONFIRMED, Status.COMPLETED, Status.NO_SHOW])
def test_a_visit_that_was_entered_for_the_wrong_client_is_put_right(alice, book, erik, clock, status):
    booking = book()
    changed(booking, status=status)
    clock.forward(days=3)
    page = alice.get(url(booking, client=erik)).text
    assert "It has been, so nobody gets a message of it." in page
    assert 'name="tell"' not in page
    assert alice.post(url(booking, client=erik), said(tell="on")).status_code == 303
    fresh = now_of(booking)
    assert (fresh.client, fresh.status, fresh.confirm_by) == (erik, status, "none")


def test_the_history_says_from_whom_to_whom_and_who_did_what(alice, book, cast, erik):
    booking = book()
    start = at(12).isoformat()
    assert Browser().post(f"/salon/b/{booking.manage_token}/move/", {"start": start, "seen": 0}).status_code == 303
    done = alice.post(url(booking, client=erik), said(1), follow=True)
    lines = [(line.what, line.who) for line in alice.get(url(booking, "")).context["history"]]
    assert lines[0][0] == "Client changed from Dana CANARY-salon to Erik Ek · Dana CANARY-salon was not told"
    assert lines[1][1] == "Dana CANARY-salon", "it was Dana who moved it, not Erik"
    undo(alice, done.text)
    lines = [line.what for line in alice.get(url(booking, "")).context["history"]]
    assert lines[:2] == [
        "Client changed from Erik Ek to Dana CANARY-salon · taken back",
        "Client changed from Dana CANARY-salon to Erik Ek · Dana CANARY-salon was not told",
    ]
    assert "Booking given to another client" in alice.get("/salon/desk/settings/log/").text


def test_the_first_visit_is_the_new_clients(alice, book, cast, erik):
    booking = book(at(10, days=1))
    book(at(10))
    with tenant_tx(booking.tenant_id):
        Booking.objects.exclude(pk=booking.pk).update(status=Status.COMPLETED)
    assert "First visit" not in alice.get(url(booking, "")).text
    alice.post(url(booking, client=erik), said())
    assert "First visit" in alice.get(url(booking, "")).text


def test_another_booking_of_theirs_at_that_time_is_warned_of_once(alice, book, erik):
    booking, other = book(), book(who=1, client=erik)
    page = alice.post(url(booking, client=erik), said())
    assert page.status_code == 409
    assert "The client has another booking then" in page.text
    assert alice.post(url(booking, client=erik), said(seen=other.code)).status_code == 303


def test_bob_changes_his_own_only_and_only_to_whom_he_may_see(bob, book, erik, cast):
    theirs, his = book(), book(who=1)
    assert bob.get(url(theirs)).status_code == 404
    assert bob.post(url(his, client=erik), said()).status_code == 404
    assert bob.get(f"{url(his)}?q=erik").context["hits"] == []
    assert now_of(his).client == cast.dana


def test_a_client_of_another_business_is_nobody_here(alice, book, cast):
    booking = book()
    assert alice.post(url(booking, client=cast.gym.client), said()).status_code == 404
    assert now_of(booking).client == cast.dana


def test_a_hostile_name_lies_still(alice, book):
    """I01."""
    booking = book()
    nasty = "<svg onload=alert(1)>{{7*7}}"
    done = alice.post(url(booking), {**new_client(name=nasty), "sequence": 0}, follow=True)
    assert "&lt;svg onload=alert(1)&gt;{{7*7}}" in done.text
    assert "<svg onload" not in done.text
