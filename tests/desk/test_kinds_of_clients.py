"""New, existing, own and mediated clients are told apart."""

import pytest

from booking.clients.models import Client
from tenants.tenancy import tenant_tx
from tests.desk.conftest import at
from tests.desk.phoning import bookings, hold, new_client, somebody_known

PAGE = "/salon/desk/clients/"


def found(browser, kind):
    return {hit.client.name for hit in browser.get(PAGE, {"kind": kind}).context["hits"]}


@pytest.fixture
def nils(alice, cast) -> Client:
    """Booked by phone today, mediated by somebody else."""
    alice.post(hold(alice, cast, at(14)), new_client(source="mediated"))
    return bookings(cast)[0].client


def test_each_kind_is_a_list_of_its_own(alice, nils, book, cast, clock):
    book(at(10))
    assert found(alice, "new") == {"Nils Aronsson", "Dana CANARY-salon"}
    clock.set(at(12))
    assert (found(alice, "new"), found(alice, "existing")) == ({"Nils Aronsson"}, {"Dana CANARY-salon"})
    assert (found(alice, "own"), found(alice, "mediated")) == ({"Dana CANARY-salon"}, {"Nils Aronsson"})
    assert found(alice, "nonsense") == found(alice, "") == {"Nils Aronsson", "Dana CANARY-salon"}


def test_whoever_did_not_come_is_still_new(alice, book, cast, clock):
    booking = book(at(10))
    clock.set(at(12))
    with tenant_tx(cast.salon.tenant):
        type(booking).objects.filter(pk=booking.pk).update(status="no_show")
    assert found(alice, "new") == {"Dana CANARY-salon"}


def test_bob_counts_his_own_visits_only(bob, book, cast, clock):
    book(at(10), who=0)
    book(at(14), who=1)
    clock.set(at(12))
    assert found(bob, "new") == {"Dana CANARY-salon"}


def test_a_mediated_client_is_called_so_where_they_are_chosen_booked_and_seen(alice, nils, cast):
    assert "Mediated" in alice.get(PAGE, {"q": "nils"}, headers={"HX-Request": "true"}).text
    held = hold(alice, cast)
    assert "Mediated" in alice.get(f"{held}&client={nils.code}").text
    assert "Mediated" not in alice.get(f"{held}&client={cast.dana.code}").text
    assert "Mediated" in alice.get(f"/salon/desk/bookings/{bookings(cast)[0].code}/").text


def test_who_calls_by_themselves_is_own_unless_told_otherwise(alice, cast):
    alice.post(hold(alice, cast), new_client())
    assert bookings(cast)[0].client.source == "own"
    assert alice.post(hold(alice, cast, at(14)), new_client(source="stolen")).status_code == 422


def test_what_is_typed_at_a_booking_does_not_change_a_known_client(alice, cast):
    alice.post(hold(alice, cast, client=cast.dana.code), somebody_known(source="mediated"))
    cast.dana.refresh_from_db()
    assert cast.dana.source == "own"


def test_the_search_stays_within_the_kind(alice, nils):
    text = alice.get(PAGE, {"kind": "mediated", "q": "nils"}).text
    assert 'name="kind" value="mediated"' in text
    assert "kind=new&amp;" in text or "&amp;kind=new" in text
