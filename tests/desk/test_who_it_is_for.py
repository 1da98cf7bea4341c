"""Booking by phone: what is asked of the person at the desk before somebody is booked."""

import re

from tests.desk.test_by_phone import BOOK, bookings, new_client, query


def test_a_form_from_before_the_other_booking_has_not_seen_it(alice, cast):
    """Back, and the same button again, while a colleague is free at the same time."""
    url = query(cast, client=cast.dana.code)
    shown = dict(re.findall(r'<input type="hidden" name="(start|client|seen)" value="([^"]*)"', alice.get(url).text))
    data = new_client() | shown
    data.pop("name")
    assert alice.post(url, data).status_code == 302
    asked = alice.post(url, data)
    assert asked.status_code == 409
    assert "The client has another booking then" in asked.text
    (first,) = bookings(cast)
    assert alice.post(url, data | {"seen": first.code}).status_code == 302
    assert alice.post(url, data | {"seen": first.code}).status_code == 409
    assert len(bookings(cast)) == 2


def test_a_number_must_be_one_that_can_be_called(alice, cast):
    for wrong in ("12345", "070123", "+47 12345"):
        page = alice.post(query(cast), new_client(phone=wrong))
        assert "Write it like 070-123 45 67." in page.text, wrong
    assert bookings(cast) == []
    assert alice.post(query(cast), new_client(phone="+47 406 12 345")).status_code == 302
    assert bookings(cast)[0].contact_phone == "+4740612345"


def test_phone_or_e_mail_is_enough_and_neither_is_called_optional(alice, cast):
    text = alice.get(query(cast)).text
    assert text.count("Phone or e-mail: one is enough.") == 2
    fields = text[text.index('for="id_phone"') : text.index('for="id_language"')]
    assert "optional" not in fields


def test_whoever_is_not_found_becomes_the_name_of_a_new_client(alice, cast):
    assert 'value="Bosse Ek"' in alice.get(query(cast, q="Bosse+Ek")).text.split('id="new"')[1]
    assert 'value="bo@example.com"' in alice.get(query(cast, q="bo@example.com")).text.split('id="new"')[1]
    assert 'value="dana"' not in alice.get(query(cast, q="dana")).text.split('id="new"')[1]
    time = alice.get(f"{BOOK}?q=Bosse+Ek").context["next"][0]
    assert "q=Bosse+Ek" in time.query
