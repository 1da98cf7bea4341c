"""Booked by phone: the confirmation goes by e-mail, by SMS or not at all, as the person at the desk chose."""

import pytest
from django.test import override_settings

from notifications.models import Message
from tenants.tenancy import tenant_tx
from tests.desk.conftest import at
from tests.desk.phoning import bookings, hold, new_client, somebody_known
from tests.notifications.conftest import tell


@pytest.fixture(autouse=True)
def sms():
    with override_settings(SMS_URL="demo://"):
        yield


def messages(cast) -> set[tuple[str, str, str]]:
    """What is told to the client: which, by what, where."""
    with tenant_tx(cast.salon.tenant):
        rows = Message.objects.filter(recipient="client")
        return {(row.kind, row.medium, row.address) for row in rows}


def both(**more):
    return somebody_known(phone="+46701234567", **more)


@pytest.mark.parametrize(
    ("chosen", "confirmed"),
    [("email", ("email", "dana@example.com")), ("sms", ("sms", "+46701234567")), ("none", None)],
)
def test_the_confirmation_goes_as_was_chosen(alice, cast, chosen, confirmed):
    held = hold(alice, cast, client=cast.dana.code)
    assert alice.post(held, both(confirm_by=chosen)).status_code == 303
    tell(cast.salon.tenant)
    told = {(medium, address) for kind, medium, address in messages(cast) if kind == "confirmation"}
    assert told == ({confirmed} if confirmed else set())


def test_without_a_confirmation_the_client_is_reminded_all_the_same_and_the_practitioner_is_told(alice, cast):
    held = hold(alice, cast, at(10, days=2), client=cast.dana.code, **{"with": cast.salon.practitioners[1].code})
    alice.post(held, both(confirm_by="none"))
    tell(cast.salon.tenant)
    assert {kind for kind, _medium, _address in messages(cast)} == {"reminder"}
    with tenant_tx(cast.salon.tenant):
        assert Message.objects.filter(recipient="practitioner", kind="confirmation").exists()


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ("email", "Booked · confirmation by e-mail"),
        ("sms", "Booked · confirmation by SMS"),
        ("none", "Booked · no confirmation"),
    ],
)
def test_the_history_says_what_was_chosen(alice, cast, chosen, said):
    held = hold(alice, cast, client=cast.dana.code)
    assert said in alice.post(held, both(confirm_by=chosen), follow=True).text


def test_who_is_known_by_a_number_alone_gets_an_sms_unless_somebody_says_otherwise(alice, cast):
    with tenant_tx(cast.salon.tenant):
        type(cast.dana).objects.filter(pk=cast.dana.pk).update(email="")
    text = alice.get(hold(alice, cast, client=cast.dana.code)).text
    assert 'value="sms" id="id_confirm_by_1" checked' in text.replace('class="', "")


def test_an_sms_needs_a_number(alice, cast):
    held = hold(alice, cast)
    page = alice.post(held, new_client(phone="", email="n@example.com", confirm_by="sms"))
    assert page.status_code == 422
    assert "Write the number that the SMS goes to" in page.text
    assert bookings(cast) == []


def test_without_an_e_mail_it_goes_by_sms(alice, cast):
    alice.post(hold(alice, cast), new_client(confirm_by="email"))
    assert [one.confirm_by for one in bookings(cast)] == ["sms"]


def test_where_sms_is_not_set_up_nobody_is_promised_one(alice, cast):
    with override_settings(SMS_URL="console://"):
        held = hold(alice, cast)
        assert 'value="sms"' not in alice.get(held).text
        assert alice.post(held, new_client(confirm_by="sms")).status_code == 422
        alice.post(held, new_client(confirm_by="email"))
    tell(cast.salon.tenant)
    assert [one.confirm_by for one in bookings(cast)] == ["none"]
    assert "confirmation" not in {kind for kind, _medium, _address in messages(cast)}


def test_what_clients_book_themselves_is_confirmed_as_before(book, cast):
    book()
    tell(cast.salon.tenant)
    assert ("confirmation", "email", "dana@example.com") in messages(cast)
