"""Where Stripe stops card payments the owners hear of it, once: clients book unpaid meanwhile."""

from typing import Any

import pytest
from django.test import Client as Browser

from notifications.cards import tell_owners
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import Cast, member
from tests.payments.stripe_server import StandIn
from tests.payments.test_connecting import END, PAGE, alice, by_themselves, connected, log_in, told
from tests.setup.people import mails

__all__ = ["alice", "by_themselves", "log_in"]
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])
STOPPED = {"charges_enabled": False, "due": ["individual.verification.document"]}


@pytest.fixture(autouse=True)
def mailbox(settings: Any) -> None:
    settings.EMAIL_BACKEND = "notifications.senders.MailboxBackend"


def stopped(cast: Cast) -> Event:
    with tenant_tx(cast.salon.tenant):
        return Event.objects.select_related("tenant").get(type="cards.stopped")


def test_all_owners_are_told_once_each_in_their_language(alice: Browser, cast: Cast, stand_in: StandIn):
    olga = member(cast.salon.tenant, "Olga", "owner")
    member(cast.salon.tenant, "Mona", "manager")
    olga.user.language = "nb"
    olga.user.save()
    told(cast, stand_in, connected(alice, cast), **STOPPED)
    for _twice in range(2):
        tell_owners(stopped(cast))
    sent = {mail.to: mail for mail in mails(cast)}
    assert set(sent) == {"alice@salon.example", "olga@salon.example"}
    assert len(mails(cast)) == 2
    assert "kan inte ta emot kort just nu" in sent["alice@salon.example"].subject
    assert "kan ikke ta imot kort" in sent["olga@salon.example"].subject
    assert f"http://127.0.0.1:1{PAGE}" in sent["alice@salon.example"].text


def test_nobody_is_told_of_what_is_mended_or_was_their_own_doing(alice: Browser, cast: Cast, stand_in: StandIn):
    account = connected(alice, cast)
    told(cast, stand_in, account, **STOPPED)
    told(cast, stand_in, account, charges_enabled=True)
    assert mails(cast) == []
    alice.post(END)
    with tenant_tx(cast.salon.tenant):
        assert Event.objects.filter(type="cards.stopped").count() == 1
    assert mails(cast) == []


def test_the_page_says_what_holds_while_cards_are_stopped(alice: Browser, cast: Cast):
    page: Any = alice.get(f"/salon/desk/settings/services/{cast.salon.service.code}/payment/")
    assert "only if Stripe stops taking cards for you do clients pay on site" in page.text
