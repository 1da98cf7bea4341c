"""A booking went to another client: the earlier one's links open nothing, their words and answers are shown to nobody,
and all of it comes back with one button."""

from django.test import Client as Browser

from booking.bookings.answers import answers_of
from booking.bookings.models import Handover, Status
from notifications.passing_on import kept_of
from notifications.tasks import forget_links
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.asking import SECRET, ask
from tests.desk.conftest import at
from tests.desk.giving import PANEL, changed, erik, now_of, said, undo, url
from tests.desk.phoning import bookings, hold, new_client, somebody_known

__all__ = ["erik"]


def test_the_earlier_clients_links_open_nothing_any_more(alice, book, erik, cast):
    booking = book()
    old = [f"/salon/b/{booking.manage_token}/{rest}" for rest in ("", "move/", "cancellation/", "calendar.ics")]
    held = f"/salon/h/{booking.hold_token}/"
    assert Browser().get(old[0]).status_code == 200
    assert Browser().get(held).status_code == 303
    api = f"/api/v1/salon/bookings/{booking.code}"
    bearer = {"Authorization": f"Bearer {booking.manage_token}"}
    assert Browser().get(api, headers=bearer).status_code == 200
    alice.post(url(booking, client=erik), said())
    for page in (*old, held):
        assert Browser().get(page).status_code == 404, page
    assert Browser().get(api, headers=bearer).status_code in (401, 404)
    assert Browser().post(old[2], {"seen": 1}).status_code == 404
    theirs = Browser().get(f"/salon/b/{now_of(booking).manage_token}/")
    assert theirs.status_code == 200
    assert "Dana" not in theirs.text
    assert now_of(booking).status == Status.CONFIRMED


def test_what_the_earlier_client_wrote_and_answered_is_shown_to_nobody(alice, cast, erik):
    code = ask(cast.salon)
    alice.post(hold(alice, cast), new_client(message="CANARY-words", **{f"answer_{code}": SECRET}))
    (booking,) = bookings(cast)
    assert SECRET in alice.get(url(booking, "")).text
    alice.post(url(booking, client=erik), said(**{f"answer_{code}": "Only pollen"}))
    page = alice.get(url(booking, "")).text
    assert "Only pollen" in page
    for hidden in (SECRET, "CANARY-words"):
        assert hidden not in page
    with tenant_tx(booking.tenant_id):
        kept = Handover.objects.get()
        assert b"CANARY" not in bytes(kept.sealed)
        assert "CANARY" not in str(Event.objects.filter(subject_id=booking.pk).values_list("data", flat=True))


def test_a_client_who_gets_it_back_finds_their_answers_again(alice, cast, erik):
    code = ask(cast.salon)
    page = f"{hold(alice, cast)}&client={cast.dana.code}"
    alice.post(page, somebody_known(**{f"answer_{code}": SECRET}))
    (booking,) = bookings(cast)
    alice.post(url(booking, client=erik), said())
    with tenant_tx(booking.tenant_id):
        assert answers_of(booking) == []
    alice.post(url(booking, client=cast.dana), said(1, email="dana@example.com"))
    with tenant_tx(booking.tenant_id):
        assert [one.said for one in answers_of(booking)] == [SECRET]
    assert now_of(booking).token_version == 3


def test_after_some_days_nothing_of_the_earlier_client_is_kept(alice, cast, erik, clock):
    code = ask(cast.salon)
    page = f"{hold(alice, cast, at(10, days=13))}&client={cast.dana.code}"
    alice.post(page, somebody_known(**{f"answer_{code}": SECRET}))
    (booking,) = bookings(cast)
    old = f"/salon/b/{booking.manage_token}/"
    alice.post(url(booking, client=erik), said(tell="on"))
    for days, kept in ((6, True), (2, False)):
        clock.forward(days=days)
        forget_links()
        with tenant_tx(booking.tenant_id):
            assert bool(bytes(Handover.objects.get().sealed)) == kept
    assert Browser().get(old).status_code == 404
    assert alice.get(url(booking, "")).status_code == 200
    with tenant_tx(booking.tenant_id):
        assert kept_of(booking, {"handover": str(Handover.objects.get().pk)}) is None, "no notice goes out so late"
    alice.post(url(booking, client=cast.dana), said(1, email="dana@example.com"))
    assert now_of(booking).client == cast.dana
    with tenant_tx(booking.tenant_id):
        assert answers_of(booking) == []


def test_undo_gives_it_back_with_all_that_was_theirs(alice, cast, erik):
    code = ask(cast.salon)
    alice.post(hold(alice, cast), new_client(message="My back", **{f"answer_{code}": SECRET}))
    (booking,) = bookings(cast)
    changed(booking, client_proven=False, reply="Bring a towel")
    before = now_of(booking)
    done = alice.post(url(booking, client=erik), said(tell="on"), follow=True, headers=PANEL)
    new_link = now_of(booking).manage_token
    assert "Undone." in undo(alice, done.text).text
    fresh = now_of(booking)
    theirs = ("client", "client_proven", "contact_name", "contact_email", "contact_phone", "language", "message",
              "reply", "confirm_by", "token_version")  # fmt: skip
    assert [getattr(fresh, name) for name in theirs] == [getattr(before, name) for name in theirs]
    with tenant_tx(booking.tenant_id):
        assert [one.said for one in answers_of(booking)] == [SECRET]
        assert not Handover.objects.exists()
    assert Browser().get(f"/salon/b/{before.manage_token}/").status_code == 200
    assert Browser().get(f"/salon/b/{new_link}/").status_code == 404
    assert undo(alice, done.text).status_code == 409
    alice.post(url(booking, client=cast.dana), said(2, email="dana@example.com"))
    assert now_of(booking).manage_token != new_link


def test_when_the_half_minute_is_over_it_cannot_be_taken_back(alice, book, erik, clock):
    booking = book()
    done = alice.post(url(booking, client=erik), said(), follow=True, headers=PANEL)
    clock.forward(seconds=31)
    late = undo(alice, done.text)
    assert late.status_code == 409
    assert "It is too late to undo" in late.text
    assert now_of(booking).client == erik
