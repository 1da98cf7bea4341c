"""A business connects its own account at Stripe: cards are offered just as long as Stripe says that it can be paid."""

import re
import time
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest
import stripe
from django.test import Client as Browser

from booking.bookings.models import Paying
from payments import connecting, gateway, inbox
from payments.models import StripeInbox
from payments.offering import offered
from payments.stand_in.signing import payload_of, signature
from tenants.models import Event, Tenant
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.desk.conftest import alice, log_in
from tests.grouping import change
from tests.payments.shapes import differences
from tests.payments.stripe_server import StandIn

__all__ = ["alice", "log_in"]
PAGE = "/salon/desk/settings/cards/"
START, END, BACK = PAGE + "onboarding/", PAGE + "end/", PAGE + "?returned"

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])


@pytest.fixture(autouse=True)
def by_themselves(cast: Cast, settings: Any) -> None:
    """Salon has signed itself up: it takes no cards yet."""
    settings.BASE_URL = "http://127.0.0.1:1"
    Tenant.objects.filter(pk=cast.salon.tenant.pk).update(takes_cards=False)


class Stay(HTTPRedirectHandler):
    def redirect_request(self, *_given: Any) -> None:
        """Where it leads is what is asked."""


def at_stripe(url: str, outcome: str) -> str:
    """The owner answers Stripe's questions; where they are sent then."""
    page = build_opener().open(url, timeout=30)
    assert page.status == 200
    try:
        build_opener(Stay).open(Request(url, urlencode({"outcome": outcome}).encode()), timeout=30)
    except OSError as answer:
        return str(answer.headers["location"])  # type: ignore[attr-defined]
    raise AssertionError("nobody is sent back")


def salon(cast: Cast) -> Tenant:
    return Tenant.objects.get(pk=cast.salon.tenant.pk)


def takes(cast: Cast) -> bool:
    return offered(salon(cast), cast.salon.service)[Paying.ONLINE]


def connected(browser: Browser, cast: Cast, outcome: str = "ready") -> str:
    """The account."""
    went = browser.post(START)["Location"]
    assert at_stripe(went, outcome) == f"http://127.0.0.1:1{BACK}"
    assert browser.get(BACK).status_code == 200
    return salon(cast).stripe_account


def told(cast: Cast, stand_in: StandIn, account: str, **account_is: Any) -> None:
    """Stripe changes its mind, its webhook comes, and the worker reads it."""
    stand_in.control(f"accounts/{account}", account_is)
    event = next(each for each in stand_in.events(connecting.UPDATED)[::-1])
    payload = payload_of(event)
    headers = {"Stripe-Signature": signature(payload, stand_in.secret, int(time.time()))}
    answer = Browser().post("/webhooks/stripe/", payload, content_type="application/json", headers=headers)
    assert answer.status_code == 200
    inbox.open_event(event["id"])


def events(cast: Cast) -> list[str]:
    with tenant_tx(cast.salon.tenant):
        found = Event.objects.filter(type__startswith="cards.").order_by("id")
        return list(found.values_list("type", flat=True))


def test_from_nothing_to_cards_by_stripes_own_pages(alice: Browser, cast: Cast, stand_in: StandIn):
    assert "Not connected" in alice.get(PAGE).text
    assert not takes(cast)
    account = connected(alice, cast)
    assert account.startswith("acct_")
    assert takes(cast)
    assert "straight to your own account" in alice.get(PAGE).text
    assert events(cast) == ["cards.begun", "cards.ready"]
    [made] = [one for one in stand_in.control("accounts")["accounts"] if one["id"] == account]
    assert (made["country"], made["metadata"]) == ("SE", {"tenant": str(cast.salon.tenant.pk)})
    assert "Card payments are ready" in alice.get("/salon/desk/settings/log/?kind=money").text


def test_the_page_says_how_many_services_take_cards_and_how_many_will(alice: Browser, cast: Cast, stand_in: StandIn):
    assert "1 service can be paid by card as soon as cards are taken." in alice.get(PAGE).text
    account = connected(alice, cast)
    assert "1 service can be paid by card." in alice.get(PAGE).text
    told(cast, stand_in, account, charges_enabled=False)
    assert "1 service can be paid by card as soon" in alice.get(PAGE).text
    told(cast, stand_in, account, charges_enabled=True)
    change(cast.salon, approval=True)
    assert "No service can be paid by card yet." in alice.get(PAGE).text, "what is asked for is paid on site"
    alice.post(END)
    assert "can be paid by card" not in alice.get(PAGE).text


@pytest.mark.parametrize(
    ("outcome", "said"),
    [("later", "Not finished yet"), ("checking", "Stripe checks what you told"), ("needs", "Stripe needs more")],
)
def test_until_it_is_ready_the_page_says_why_and_no_card_is_taken(
    outcome: str, said: str, alice: Browser, cast: Cast, stand_in: StandIn
):
    account = connected(alice, cast, outcome)
    assert said in alice.get(PAGE).text
    assert not takes(cast)
    told(cast, stand_in, account, details_submitted=True, charges_enabled=True, due=[])
    assert takes(cast)
    assert events(cast)[-1] == "cards.ready"


def test_a_webhook_takes_cards_away_too_and_is_only_a_hint(alice: Browser, cast: Cast, stand_in: StandIn):
    account = connected(alice, cast)
    told(cast, stand_in, account, charges_enabled=False, due=["individual.verification.document"])
    assert not takes(cast)
    assert "Stripe needs more" in alice.get(PAGE).text
    stand_in.control(f"accounts/{account}", {"charges_enabled": True})
    lied = stand_in.events(connecting.UPDATED)[-1]
    lied["id"], lied["data"]["object"]["charges_enabled"] = "evt_old", False
    payload = payload_of(lied)
    headers = {"Stripe-Signature": signature(payload, stand_in.secret, int(time.time()))}
    Browser().post("/webhooks/stripe/", payload, content_type="application/json", headers=headers)
    inbox.open_event("evt_old")
    assert takes(cast), "what stands in the event does not count"


def test_whoever_parts_with_ledig_at_stripe_takes_no_cards_and_can_begin_anew(
    alice: Browser, cast: Cast, stand_in: StandIn
):
    account = connected(alice, cast)
    Tenant.objects.filter(pk=cast.salon.tenant.pk).update(stripe_account="acct_lost")
    connecting.hear("acct_lost")
    assert takes(cast) is False
    alice.post(START)
    assert salon(cast).stripe_account not in ("acct_lost", account, "")


def test_an_event_of_an_account_that_is_nobodys_changes_nothing(alice: Browser, cast: Cast, stand_in: StandIn, sdk):
    other = sdk.v1.accounts.create({"type": "standard", "country": "SE"})
    told(cast, stand_in, other.id, details_submitted=True, charges_enabled=True, due=[])
    assert StripeInbox.objects.get().done_at is not None
    assert not takes(cast)
    assert salon(cast).stripe_account == ""


def test_an_account_is_of_the_country_that_the_business_is_in_when_it_is_written_down(
    alice: Browser, cast: Cast, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
):
    """The country is changed while Stripe opens the account."""
    asked, create = [], gateway.create_account

    def opened(**told: Any) -> Any:
        made = create(**told)
        if not asked:
            Tenant.objects.filter(pk=cast.salon.tenant.pk).update(country="NO")
        asked.append(told["country"])
        return made

    monkeypatch.setattr(gateway, "create_account", opened)
    account = connected(alice, cast)
    [kept] = [one for one in stand_in.control("accounts")["accounts"] if one["id"] == account]
    assert (asked, kept["country"], salon(cast).country) == (["SE", "NO"], "NO", "NO")
    assert events(cast) == ["cards.begun", "cards.ready"]


def test_two_clicks_make_one_account_and_each_link_is_good_once(alice: Browser, cast: Cast, stand_in: StandIn):
    first, second = (alice.post(START)["Location"] for _click in range(2))
    assert first != second
    assert len(stand_in.control("accounts")["accounts"]) == 1
    assert events(cast) == ["cards.begun"]
    at_stripe(first, "ready")
    with pytest.raises(OSError, match="refused"):
        build_opener().open(first, timeout=30)  # sent back to our page, which nobody serves here


def test_disconnected_takes_none_whatever_stripe_says_and_connects_again(alice: Browser, cast: Cast, stand_in: StandIn):
    account = connected(alice, cast)
    assert alice.post(END)["Location"] == PAGE
    assert not takes(cast)
    told(cast, stand_in, account, charges_enabled=True)
    alice.get(BACK)
    assert not takes(cast)
    assert salon(cast).stripe_account == account, "what was paid there can still be paid back"
    assert alice.post(START)["Location"] == f"http://127.0.0.1:1{PAGE}"
    assert takes(cast)
    assert len(stand_in.control("accounts")["accounts"]) == 1
    assert events(cast) == ["cards.begun", "cards.ready", "cards.off", "cards.ready"]


def test_without_stripe_the_page_says_so_and_nothing_is_changed(alice: Browser, cast: Cast, settings: Any):
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    answer = alice.post(START, follow=True)
    assert "Stripe does not answer right now" in answer.text
    assert events(cast) == []


def test_where_cards_were_set_up_otherwise_nothing_is_touched(alice: Browser, cast: Cast, stand_in: StandIn):
    Tenant.objects.filter(pk=cast.salon.tenant.pk).update(takes_cards=True)
    assert "were set up for you" in alice.get(PAGE).text
    assert alice.post(START)["Location"] == PAGE
    alice.post(END)
    assert takes(cast)
    assert stand_in.control("accounts")["accounts"] == []


def test_nothing_of_the_account_or_of_stripes_link_stands_in_the_page_or_in_events(
    alice: Browser, cast: Cast, stand_in: StandIn
):
    account = connected(alice, cast, "needs")
    with tenant_tx(cast.salon.tenant):
        written = str(list(Event.objects.values_list("data", flat=True)))
    for text in (alice.get(PAGE).text, written):
        assert account not in text
        assert "link_" not in text
    policy = alice.get(PAGE)["Content-Security-Policy"]
    assert re.search(r"form-action 'self' http", policy)


def test_the_stand_ins_accounts_and_links_have_every_field(sdk: stripe.StripeClient):
    account = sdk.v1.accounts.create({"type": "standard", "country": "NO", "email": "a@b.no"})
    link = sdk.v1.account_links.create(
        {"account": account.id, "type": "account_onboarding", "return_url": "http://a", "refresh_url": "http://b"}
    )
    for answer in (account, sdk.v1.accounts.retrieve(account.id), link):
        assert differences(answer.to_dict()) == []
