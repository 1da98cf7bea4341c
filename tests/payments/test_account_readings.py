"""An account is read by several at once, and sometimes nobody is told: the newest that Stripe says is what holds."""

import threading
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


def changes(stand_in: StandIn, account: str, **account_is: Any) -> None:
    """Stripe changes its mind, and its event is lost."""
    stand_in.control(f"accounts/{account}", account_is)


@pytest.fixture
def crossing(monkeypatch: pytest.MonkeyPatch) -> Any:
    """An answer of Stripe's that is long on its way: all that is done meanwhile is over before it is there."""
    reads, asked, over = connecting.gateway.read_account, threading.Event(), threading.Event()

    def slowly_once(account: str) -> Any:
        first = not asked.is_set()
        try:
            return reads(account)
        finally:
            asked.set()
            assert not first or over.wait(60)

    def cross(account: str, *meanwhile: Any) -> list[Any]:
        def faster() -> None:
            assert asked.wait(60)
            for act in meanwhile:
                act()
            over.set()

        monkeypatch.setattr(connecting.gateway, "read_account", slowly_once)
        return together(lambda: connecting.hear(account), faster)

    return cross


def test_an_answer_that_is_long_on_its_way_does_not_undo_a_newer_one(
    alice: Browser, cast: Cast, stand_in: StandIn, crossing: Any
):
    account = connected(alice, cast)
    told = crossing(
        account, lambda: changes(stand_in, account, charges_enabled=False), lambda: connecting.hear(account)
    )
    assert told == [None, None]
    assert not takes(cast)
    assert events(cast)[-1] == "cards.checking"


def test_control_if_nobody_wrote_down_that_it_was_read_the_older_would_win(
    alice: Browser, cast: Cast, stand_in: StandIn, crossing: Any
):
    account = connected(alice, cast)
    crossing(
        account,
        lambda: changes(stand_in, account, charges_enabled=False), lambda: connecting.hear(account),
        lambda: Tenant.objects.filter(pk=cast.salon.tenant.pk).update(stripe_readings=F("stripe_readings") - 1),
    )  # fmt: skip
    assert takes(cast)


def test_an_answer_about_an_account_that_was_left_meanwhile_says_nothing_of_the_next(
    alice: Browser, cast: Cast, stand_in: StandIn, crossing: Any
):
    connected(alice, cast)
    Tenant.objects.filter(pk=cast.salon.tenant.pk).update(stripe_account="acct_lost")
    told = crossing("acct_lost", lambda: alice.post(END), lambda: alice.post(START))
    assert told == [None, None]
    assert salon(cast).stripe_account not in ("acct_lost", "")
    assert salon(cast).stripe_state == Connecting.BEGUN


def test_a_sweep_that_may_not_read_an_account_takes_nothing_away(
    alice: Browser, cast: Cast, stand_in: StandIn, clock: Clock
):
    """The key may be a wrong one; who parts with Ledig is told of by an event."""
    connected(alice, cast)
    Tenant.objects.filter(pk=cast.salon.tenant.pk).update(stripe_account="acct_lost")
    clock.forward(days=1)
    assert sweeping.sweep_accounts() == 0
    assert takes(cast)
    assert salon(cast).stripe_look_at == clock.now + timedelta(hours=1)
    connecting.hear("acct_lost")
    assert not takes(cast)


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
