"""Keys for programs: shown once, named, with what they may do and when they were used, and ended at once."""

import re
from typing import Any

import pytest
from django.test import Client as Browser

from tenants.models import ApiKey, Event, Membership
from tenants.tenancy import tenant_tx
from tests.cast import Cast, member
from tests.conftest import Clock
from tests.setup.forms import typed
from tests.tenants.rows import ask

LIST = "/salon/desk/settings/keys/"
ADD = LIST + "add/"
SEEN = re.compile(r'name="seen" value="([^"]+)"')
CLEAR = re.compile(r"ledig_[0-9a-f]{8}_[A-Za-z0-9-]{32}")
pytestmark = pytest.mark.django_db(databases=["default", "owner", "relay"])


def form(browser: Browser, **said: str) -> dict[str, str]:
    return {"seen": SEEN.findall(browser.get(ADD).text)[0], "name": "Our site", "scopes": "read"} | said


def made(browser: Browser, **said: str) -> str:
    answer = browser.post(ADD, form(browser, **said))
    assert answer.status_code == 200, answer.text
    return CLEAR.findall(answer.text)[0]


def program(key: str, *, write: bool = False) -> int:
    """What a program is told that asks with it: 404, for there is no such booking; or not even that."""
    path, headers = f"/api/v1/salon/bookings/{'A' * 8}", {"Authorization": f"Bearer {key}"}
    if write:
        return Browser().post(f"{path}/acceptance", {}, content_type="application/json", headers=headers).status_code
    return Browser().get(path, headers=headers).status_code


def row(cast: Cast, name: str = "Our site") -> ApiKey:
    with tenant_tx(cast.salon.tenant):
        return ApiKey.objects.get(name=name)


def events(cast: Cast) -> list[tuple[str, Any]]:
    with tenant_tx(cast.salon.tenant):
        return list(Event.objects.filter(type__startswith="key.").order_by("id").values_list("type", "data"))


def test_a_new_key_opens_what_it_may_and_is_shown_once(alice, cast):
    reads, writes = made(alice), made(alice, name="Our shop", scopes="read write")
    assert (program(reads), program(reads, write=True)) == (404, 403)
    assert (program(writes), program(writes, write=True)) == (404, 404)
    listed = alice.get(LIST).text
    assert not CLEAR.search(listed)
    assert f"ledig_{row(cast).prefix}_…" in listed
    assert listed.count("made by Alice") == 2
    assert "See, make, move and cancel bookings" in listed
    assert events(cast) == [("key.added", {}), ("key.added", {})]
    assert "Key for programs added" in alice.get("/salon/desk/settings/log/").text


def test_what_is_kept_opens_nothing(alice, cast):
    secret = made(alice).rpartition("_")[2]
    with tenant_tx(cast.salon.tenant):
        kept = str(ask("SELECT k::text FROM tenants_apikey k")) + str(ask("SELECT e::text FROM tenants_event e"))
    assert secret not in kept
    assert program(f"ledig_{row(cast).prefix}_{row(cast).digest}") == 401


def test_a_new_key_only_reads_unless_somebody_says_otherwise(alice, cast):
    shown = alice.get(ADD).context["form"]
    assert [one.data["selected"] for one in shown["scopes"]] == [True, False]


def test_two_clicks_make_one_key_and_both_answers_show_it(alice, cast):
    said = form(alice)
    first, second = (CLEAR.findall(alice.post(ADD, said).text) for _click in range(2))
    assert first == second != []
    assert len(events(cast)) == 1


def test_nobody_else_and_nobody_later_is_shown_it_again(alice, cast, clock: Clock, log_in):
    said = form(alice)
    alice.post(ADD, said)
    mona = log_in(member(cast.salon.tenant, "Mona", "manager"))
    assert mona.post(ADD, said)["Location"] == LIST
    clock.forward(minutes=6)
    assert alice.post(ADD, said)["Location"] == LIST


def test_the_list_says_when_it_was_used(alice, cast, clock: Clock):
    key = made(alice)
    assert "never used" in alice.get(LIST).text
    program(key)
    first = row(cast).last_used_at
    assert first is not None
    assert re.search(r"last used \w.* 09:00", alice.get(LIST).text)
    clock.forward(seconds=30)
    program(key)
    assert row(cast).last_used_at == first, "to the minute"
    clock.forward(minutes=2)
    program(key)
    assert row(cast).last_used_at > first


def test_one_that_is_ended_is_refused_from_the_next_request_on(alice, cast):
    key = made(alice)
    page = f"{LIST}{row(cast).pk}/end/"
    assert "End the key “Our site”" in alice.get(page).text
    assert program(key) == 404, "looking ends nothing"
    assert [alice.post(page)["Location"] for _click in range(2)] == [LIST, LIST]
    assert program(key) == 401
    assert [kind for kind, _data in events(cast)] == ["key.added", "key.ended"]
    assert re.search(r"ended \w.* 09:00", alice.get(LIST).text)
    assert alice.get(page)["Location"] == LIST


def test_whoever_may_make_none_any_more_has_none(alice, bob, cast):
    Membership.objects.filter(pk=cast.bob.pk).update(role="manager")
    key = made(bob)
    page = f"/salon/desk/settings/members/{cast.bob.pk}/"
    assert alice.post(page, typed(alice, page, role="practitioner")).status_code == 303
    assert program(key) == 401
    assert [kind for kind, _data in events(cast)] == ["key.added", "key.ended"]


def test_what_is_not_asked_is_refused(alice, cast):
    """A03, and rights that there are not."""
    for name in ("digest", "prefix", "made_by", "tenant", "expires_at", "revoked_at"):
        assert alice.post(ADD, form(alice) | {name: "1"}).status_code == 422
    for scopes in ("", "write", "admin", "read write admin"):
        assert alice.post(ADD, form(alice, scopes=scopes)).status_code == 422
    assert alice.post(ADD, form(alice, name="")).status_code == 422
    assert events(cast) == []


def test_there_are_only_so_many(alice, cast, monkeypatch):
    monkeypatch.setattr("tenants.setup.keys.MOST", 2)
    made(alice)
    refused = alice.post(ADD, form(alice, name="One more"))
    assert (refused.status_code, "2 keys already" in refused.text) == (422, True)
    alice.post(f"{LIST}{row(cast).pk}/end/")
    made(alice, name="One more")


def test_a_form_of_another_business_makes_none_here(alice, cast, log_in):
    """T02: the hidden mark names a row, too."""
    charlie = log_in(cast.charlie)
    theirs = SEEN.findall(charlie.get(ADD.replace("salon", "gym")).text)[0]
    assert alice.post(ADD, form(alice) | {"seen": theirs}).status_code == 409
    assert events(cast) == []
