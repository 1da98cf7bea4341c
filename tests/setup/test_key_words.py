"""The words of a key are random and in clear nowhere but in the answers to one form; sealed, for a few minutes."""

import logging
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from booking.kernel.secrets_at_rest import unseal
from tenants.keys import cut
from tenants.models import ApiKey
from tenants.tasks import forget_key_words, forget_old
from tenants.tenancy import tenant_tx
from tests.cast import Cast
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


def test_they_are_sealed_until_the_key_is_used(alice: Browser, cast: Cast):
    key = made(alice)
    assert unseal(row(cast).words) == key
    assert program(key) == 404, "it opens what it may"
    assert row(cast).words is None


def test_looking_at_the_list_writes_nothing(alice: Browser, cast: Cast, clock: Clock):
    made(alice)
    clock.forward(minutes=10)
    with CaptureQueriesContext(connection) as asked:
        assert alice.get(LIST).status_code == 200
    assert not [one["sql"] for one in asked if one["sql"].lstrip().startswith(("INSERT", "UPDATE", "DELETE"))]


def test_used_or_ended_they_are_shown_to_no_late_click(alice: Browser, cast: Cast):
    for name in ("Used", "Ended"):
        said = form(alice, name=name)
        key = CLEAR.findall(alice.post(ADD, said).text)[0]
        if name == "Used":
            program(key)
        else:
            alice.post(f"{LIST}{row(cast, name).pk}/end/")
        assert row(cast, name).words is None
        assert alice.post(ADD, said)["Location"] == LIST


@pytest.mark.parametrize("by", ["the worker that is rung", "the sweep"])
def test_after_two_minutes_they_are_forgotten(
    alice: Browser, cast: Cast, clock: Clock, by: str, monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
):  # fmt: skip
    rung: list[tuple[str, Any, float]] = []
    monkeypatch.setattr(
        "celery.current_app.send_task", lambda task, args, countdown=0, **_how: rung.append((task, args, countdown))
    )
    with django_capture_on_commit_callbacks(execute=True):
        made(alice)
    [(args, later)] = [(args, later) for task, args, later in rung if task == forget_key_words.name]
    forget = forget_old if by == "the sweep" else lambda: forget_key_words(*args)
    clock.forward(seconds=later - 10)
    forget()
    assert row(cast).words is not None
    clock.forward(seconds=10)
    forget()
    assert row(cast).words is None
    assert 120 <= later < 130


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
