"""The personal identity number: asked for where the business wants it, sealed, and shown in part to tell namesakes."""

import pytest
from django.db import connection

from booking.clients.models import Client
from booking.clients.services import Contact, make_client
from booking.kernel.secrets_at_rest import unseal
from tenants.access import ACCESS, MAY_IDENTIFY
from tenants.models import Event, Tenant
from tenants.tenancy import tenant_tx
from tests.desk.phoning import bookings, hold, holds, new_client

NUMBER, OTHER = "19850312-2387", "640823-3234"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def asks(cast):
    """The salon asks for it; `asks("required")` insists."""

    def made(how: str = "optional") -> None:
        Tenant.objects.filter(pk=cast.salon.tenant.pk).update(identity_numbers=how)

    made()
    return made


def namesake(cast, number: str, **contact) -> Client:
    with tenant_tx(cast.salon.tenant):
        return make_client(tenant=cast.salon.tenant, contact=Contact("Nils Ek", **contact), identity=number)


def test_it_is_not_asked_for_unless_the_business_wants_it(alice, cast):
    held = hold(alice, cast)
    assert "Personal identity number" not in alice.get(held).text
    assert alice.post(held, new_client(identity=NUMBER)).status_code == 303
    assert bookings(cast)[0].client.identity == ""


def test_it_is_kept_sealed_and_a_part_is_shown(alice, cast, asks):
    held = hold(alice, cast)
    assert "Personal identity number" in alice.get(held).text
    assert alice.post(held, new_client(identity=NUMBER)).status_code == 303
    client = bookings(cast)[0].client
    assert client.identity == "19850312-••87"
    assert unseal(client.identity_sealed) == "198503122387"
    found = alice.get("/salon/desk/clients/", {"q": "nils"}, headers=HTMX).text
    assert "19850312-••87" in found
    assert "19850312-••87" in alice.get(f"{hold(alice, cast)}&client={client.code}").text


def test_no_text_of_any_table_or_event_or_log_holds_it(alice, cast, asks, caplog):
    alice.post(hold(alice, cast), new_client(identity=NUMBER))
    with tenant_tx(cast.salon.tenant):
        rows = [str(one) for event in Event.objects.all() for one in (event.data, event.subject_code)]
        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(c)::text FROM clients_client c")
            rows += [row for (row,) in cursor.fetchall()]
    assert len(rows) > 3
    for text in (*rows, caplog.text):
        assert "8503122387" not in text
        assert NUMBER not in text


def test_namesakes_are_told_apart(alice, cast):
    namesake(cast, "198503122387", phone="+46705551212")
    namesake(cast, "196408233234", phone="+46705551313")
    text = alice.get("/salon/desk/clients/", {"q": "nils ek"}, headers=HTMX).text
    assert ("19850312-••87" in text, "19640823-••34" in text) == (True, True)


def test_namesakes_are_told_apart_when_one_books_for_a_new_client_too(alice, cast, asks):
    """CA10."""
    for number in ("198503122387", "196408233234"):
        namesake(cast, number, phone="+46705551212")
    asked = alice.post(hold(alice, cast), new_client(phone="070-555 12 12"))
    assert asked.status_code == 409
    assert asked.text.count("Yes, book for Nils Ek") == 2
    assert ("19850312-••87" in asked.text, "19640823-••34" in asked.text) == (True, True)


def test_the_same_number_means_the_same_person(alice, cast, asks):
    known = namesake(cast, "198503122387")
    asked = alice.post(hold(alice, cast), new_client(identity="850312-2387"))
    assert asked.status_code == 409
    assert f"Yes, book for {known.name}" in asked.text


@pytest.mark.parametrize("wrong", ["19850312-2388", "850312", "19851312-2387", "0", "abc", "198503122387 198503122387"])
def test_what_cannot_be_one_is_refused_and_the_time_stays_held(alice, cast, asks, wrong):
    page = alice.post(hold(alice, cast), new_client(identity=wrong))
    assert page.status_code == 422
    assert bookings(cast) == []
    assert len(holds(cast)) == 1


def test_where_it_is_required_nobody_new_is_booked_without(alice, cast, asks):
    asks("required")
    held = hold(alice, cast)
    assert alice.post(held, new_client()).status_code == 422
    assert alice.post(held, new_client(identity=OTHER)).status_code == 303


def test_a_practitioner_sees_it_of_their_own_clients_only(bob, book, cast):
    theirs = namesake(cast, "198503122387", email="nils@example.com")
    assert "••87" not in bob.get("/salon/desk/clients/", {"q": "nils"}, headers=HTMX).text
    book(who=1, client=theirs)
    assert "••87" in bob.get("/salon/desk/clients/", {"q": "nils"}, headers=HTMX).text


def test_whoever_is_here_for_the_money_comes_near_it_nowhere(log_in, book, cast):
    booking = book(client=namesake(cast, "198503122387", email="nils@example.com"))
    frank = log_in(cast.finance)
    assert cast.finance.role not in MAY_IDENTIFY
    assert ACCESS["desk-clients"].who | ACCESS["desk-hold"].who <= MAY_IDENTIFY
    for path in ("clients/?q=nils", f"bookings/{booking.code}/", f"book/{booking.code}/"):
        assert "••87" not in frank.get(f"/salon/desk/{path}").text


def test_two_businesses_cannot_find_out_that_they_share_a_client(cast):
    marks = set()
    for house in (cast.salon, cast.gym):
        with tenant_tx(house.tenant):
            marks.add(make_client(tenant=house.tenant, contact=Contact("N"), identity="198503122387").identity_mark)
    assert len(marks) == 2
