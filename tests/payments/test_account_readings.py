"""An account is read by several at once, and sometimes nobody is told: the newest that Stripe says is what holds."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client as Browser

from payments import connecting, sweeping
from payments.following import READINGS
from payments.gateway import GatewayUnavailable
from payments.tasks import sweep_accounts
from tenants.models import Connecting, Tenant
from tests.cast import Cast
from tests.conftest import Clock
from tests.payments.money import together
from tests.payments.stripe_server import StandIn
from tests.payments.test_connecting import (
    BACK,
    END,
    PAGE,
    START,
    alice,
    by_themselves,
    connected,
    events,
    log_in,
    salon,
    takes,
)

__all__ = ["alice", "by_themselves", "log_in"]
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])
READ = "GET /v1/accounts"


def changes(stand_in: StandIn, account: str, **account_is: Any) -> None:
    """Stripe changes its mind, and its event is lost."""
    stand_in.control(f"accounts/{account}", account_is)


def crossing(stand_in: StandIn, account: str, *meanwhile: Any) -> list[Any]:
    """An answer of Stripe's that is two seconds on its way; what is done meanwhile."""
    stand_in.control("answers", {"mode": "late", "seconds": 2, "match": READ})

    def faster() -> None:
        time.sleep(0.5)  # as likely as not after it has been asked; were it before, there would be nothing to prove
        for act in meanwhile:
            act()

    return together(lambda: connecting.hear(account), faster)


def test_an_answer_that_is_long_on_its_way_does_not_undo_a_newer_one(alice: Browser, cast: Cast, stand_in: StandIn):
    account = connected(alice, cast)
    told = crossing(
        stand_in, account,
        lambda: changes(stand_in, account, charges_enabled=False), lambda: connecting.hear(account),
    )  # fmt: skip
    assert told == [None, None]
    assert not takes(cast)
    assert events(cast)[-1] == "cards.checking"


def test_control_if_nobody_wrote_down_that_it_was_read_the_older_would_win(
    alice: Browser, cast: Cast, stand_in: StandIn
):
    account = connected(alice, cast)

    def round_() -> bool:
        changes(stand_in, account, charges_enabled=True)
        crossing(
            stand_in, account,
            lambda: changes(stand_in, account, charges_enabled=False), lambda: connecting.hear(account),
            lambda: Tenant.objects.filter(pk=cast.salon.tenant.pk).update(stripe_readings=F("stripe_readings") - 1),
        )  # fmt: skip
        return takes(cast)

    assert any(round_() for _round in range(4))


def test_an_answer_about_an_account_that_was_left_meanwhile_says_nothing_of_the_next(
    alice: Browser, cast: Cast, stand_in: StandIn
):
    connected(alice, cast)
    Tenant.objects.filter(pk=cast.salon.tenant.pk).update(stripe_account="acct_lost")
    told = crossing(stand_in, "acct_lost", lambda: alice.post(END), lambda: alice.post(START))
    assert told == [None, None]
    assert salon(cast).stripe_account not in ("acct_lost", "")
    assert salon(cast).stripe_state == Connecting.BEGUN


def test_whoever_is_always_crossed_leaves_it_to_the_others(
    alice: Browser, cast: Cast, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
):
    account = connected(alice, cast)
    asked = []
    reads = connecting.gateway.read_account

    def crossed(account: str) -> Any:
        asked.append(account)
        Tenant.objects.update(stripe_readings=F("stripe_readings") + 1)
        return reads(account)

    monkeypatch.setattr(connecting.gateway, "read_account", crossed)
    with pytest.raises(GatewayUnavailable):
        connecting.hear(account)
    assert len(asked) == READINGS
    assert "Stripe does not answer right now" in alice.get(BACK).text
    assert takes(cast)


def test_the_sweep_heals_what_no_event_told(alice: Browser, cast: Cast, stand_in: StandIn, clock: Clock):
    account = connected(alice, cast)
    changes(stand_in, account, charges_enabled=False, due=["individual.verification.document"])
    assert sweeping.sweep_accounts() == 0, "it was read just now"
    assert takes(cast)
    clock.forward(days=1)
    assert sweeping.sweep_accounts() == 1
    assert not takes(cast)
    assert "Stripe needs more" in alice.get(PAGE).text
    changes(stand_in, account, charges_enabled=True)
    clock.forward(minutes=59)
    assert sweeping.sweep_accounts() == 0
    clock.forward(minutes=1)
    assert sweeping.sweep_accounts() == 1, "sooner, as long as something is missing"
    assert takes(cast)
    assert events(cast) == ["cards.begun", "cards.ready", "cards.stopped", "cards.needs", "cards.ready"]


def test_the_sweep_asks_nothing_of_who_has_disconnected_or_was_set_up_otherwise(
    alice: Browser, cast: Cast, stand_in: StandIn, clock: Clock
):
    connected(alice, cast)
    alice.post(END)
    Tenant.objects.filter(pk=cast.gym.tenant.pk).update(stripe_account="acct_gym")
    clock.forward(days=2)
    assert sweeping.sweep_accounts() == 0


def test_a_stripe_that_is_silent_is_asked_later_and_nothing_changes_meanwhile(
    alice: Browser, cast: Cast, stand_in: StandIn, clock: Clock, settings: Any
):
    connected(alice, cast)
    there = settings.STRIPE_API_BASE
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    clock.forward(days=1)
    assert sweeping.sweep_accounts() == 0
    assert takes(cast)
    assert salon(cast).stripe_look_at == clock.now + timedelta(hours=1)
    settings.STRIPE_API_BASE = there
    assert sweeping.sweep_accounts() == 0
    clock.forward(hours=1)
    assert sweeping.sweep_accounts() == 1


def test_beat_sweeps_them(settings: Any):
    assert sweep_accounts.name in {one["task"] for one in settings.CELERY_BEAT_SCHEDULE.values()}
