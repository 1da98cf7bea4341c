"""Booking by phone: what is asked of the person at the desk before somebody is booked."""

from tests.desk.phoning import BOOK, bookings, hold, new_client, somebody_known


def test_whoever_books_the_same_client_twice_at_one_time_has_seen_the_first(alice, cast):
    one, other = (hold(alice, cast, **{"with": who.code, "client": cast.dana.code}) for who in cast.salon.practitioners)
    assert alice.post(one, somebody_known()).status_code == 303
    asked = alice.post(other, somebody_known())
    assert asked.status_code == 409
    assert "The client has another booking then" in asked.text
    (first,) = bookings(cast)
    assert alice.post(other, somebody_known(seen=first.code)).status_code == 303
    assert len(bookings(cast)) == 2


def test_a_number_must_be_one_that_can_be_called(alice, cast):
    held = hold(alice, cast)
    for wrong in ("12345", "070123", "+47 12345"):
        page = alice.post(held, new_client(phone=wrong))
        assert "Write it like 070-123 45 67." in page.text, wrong
    assert bookings(cast) == []
    assert alice.post(held, new_client(phone="+47 406 12 345")).status_code == 303
    assert bookings(cast)[0].contact_phone == "+4740612345"


def test_phone_or_e_mail_is_enough_and_neither_is_called_optional(alice, cast):
    text = alice.get(hold(alice, cast)).text
    assert text.count("Phone or e-mail: one is enough.") == 2
    fields = text[text.index('for="id_phone"') : text.index('id="id_confirm_by_0"')]
    assert "optional" not in fields


def test_whoever_is_not_found_becomes_the_name_of_a_new_client(alice, cast):
    held = hold(alice, cast)
    assert 'value="Bosse Ek"' in alice.get(f"{held}&q=Bosse+Ek").text.split('id="new"')[1]
    assert 'value="bo@example.com"' in alice.get(f"{held}&q=bo@example.com").text.split('id="new"')[1]
    assert 'value="dana"' not in alice.get(f"{held}&q=dana").text.split('id="new"')[1]
    time = alice.get(f"{BOOK}?q=Bosse+Ek").context["next"][0]
    assert "q=Bosse+Ek" in time.query
