"""The words of a key are random and in clear nowhere but in the answers to one form; sealed, for a few minutes."""

import logging

import pytest
from django.contrib.sessions.models import Session
from django.test import Client as Browser

from booking.kernel.secrets_at_rest import unseal
from tenants.keys import cut
from tenants.models import ApiKey
from tenants.tasks import forget_old
from tenants.tenancy import tenant_tx
from tests.cast import Cast, member
from tests.conftest import Clock
from tests.payments.money import together
from tests.setup.test_keys import ADD, CLEAR, LIST, events, form, made, program, row
from tests.tenants.rows import ask, tenant_tables

pytestmark = pytest.mark.django_db(databases=["default", "owner", "relay"])


def test_nothing_that_is_kept_leads_to_the_words(cast: Cast):
    """Not our secret key with the id of the row either: cut again, the same row has others."""
    key = row(cast, "Program")
    words = {cut(key) for _cut in range(20)}
    assert len({one.split("_")[1] for one in words}) == len({one.split("_")[2] for one in words}) == 20
    assert all(CLEAR.fullmatch(one) for one in words)
    assert key.words is None, "where no second click can come nothing is sealed"


def test_they_are_sealed_until_their_maker_has_seen_the_list(alice: Browser, cast: Cast, log_in):
    key = made(alice)
    assert unseal(row(cast).words) == key
    log_in(member(cast.salon.tenant, "Mona", "manager")).get(LIST)
    assert row(cast).words is not None
    alice.get(LIST)
    assert row(cast).words is None
    assert program(key) == 404, "it opens what it may all the same"


def test_seen_or_used_or_ended_they_are_shown_to_no_late_click(alice: Browser, cast: Cast):
    for name in ("Seen", "Used", "Ended"):
        said = form(alice, name=name)
        key = CLEAR.findall(alice.post(ADD, said).text)[0]
        if name == "Seen":
            alice.get(LIST)
        elif name == "Used":
            program(key)
        else:
            alice.post(f"{LIST}{row(cast, name).pk}/end/")
        assert row(cast, name).words is None
        assert alice.post(ADD, said)["Location"] == LIST


def test_after_some_minutes_they_are_forgotten(alice: Browser, cast: Cast, clock: Clock):
    made(alice)
    clock.forward(minutes=4)
    forget_old()
    assert row(cast).words is not None
    clock.forward(minutes=2)
    forget_old()
    assert row(cast).words is None


def test_in_clear_they_are_in_no_table_no_session_no_cache_and_no_log(
    alice: Browser, cast: Cast, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    secret = made(alice).rpartition("_")[2]
    alice.get(LIST)
    with tenant_tx(cast.salon.tenant):
        kept = [str(ask(f"SELECT t::text FROM {table} t")) for table in (*tenant_tables(), "tenants_cache")]
    kept += [str(one.get_decoded()) for one in Session.objects.all()]
    assert not [text for text in kept if secret in text]
    assert secret not in caplog.text


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])
def test_two_clicks_at_the_same_moment_show_the_same_key(alice: Browser, cast: Cast):
    for turn in range(4):
        said = form(alice, name=f"Our site {turn}")
        answers = together(*[lambda said=said: alice_again(alice).post(ADD, said)] * 4)
        assert {answer.status_code for answer in answers} == {200}
        shown = {CLEAR.findall(answer.text)[0] for answer in answers}
        assert len(shown) == 1
        assert program(shown.pop()) == 404
    with tenant_tx(cast.salon.tenant):
        assert ApiKey.objects.filter(name__startswith="Our site").count() == 4
    assert len(events(cast)) == 4


def alice_again(alice: Browser) -> Browser:
    """The same login in a browser of its own, for a thread."""
    again = Browser()
    again.cookies = alice.cookies
    return again
