"""What Stripe says of a business's account, read and followed. An account is read for many reasons, by several programs
at once: of readings that cross, the newest is what the business follows in the end."""

from datetime import datetime, timedelta

from django.db import transaction

from payments import gateway
from tenants import events
from tenants.actors import Actor
from tenants.clock import database_now
from tenants.models import Connecting, Tenant
from tenants.tenancy import tenant_tx

LOST = {"account_invalid", "resource_missing"}  # what Stripe calls an account that is not ours to read (any more)
NOT_FOLLOWED = ("", Connecting.OFF)
READINGS = 5  # so often crossed by others, it is left to them
SOON, DAILY = timedelta(hours=1), timedelta(days=1)  # an event may never come


def bring_in_line(
    tenant: Tenant, actor: Actor, *, again: bool = False, unasked: bool = False
) -> gateway.AccountSnapshot | None:  # fmt: skip
    """Read the account, and let the business follow. None, and no cards: Ledig may not read it (any more). Called
    outside a transaction. `again`: one that is disconnected is connected by this. `unasked`: nobody has said that
    anything is new; what cannot be read then stays as it is, for a wrong key of ours would disconnect everybody.

    A reading counts when no other was written down since it began, else the account is read anew: so each that is
    written down is newer than the one before it. Raises `GatewayUnavailable`, `GatewayRefused`."""
    for _reading in range(READINGS):
        before = Tenant.objects.get(pk=tenant.pk)
        seen = _read(before.stripe_account)
        if seen is None and unasked:
            return None
        if _written_down(before, seen, actor, again=again):
            return seen
    raise gateway.GatewayUnavailable("others read it all the time")


def state_of(seen: gateway.AccountSnapshot) -> Connecting:
    """Ready is what can be paid into, whatever Stripe wants to know besides by and by."""
    if seen.charges_enabled:
        return Connecting.READY
    if not seen.details_submitted:
        return Connecting.BEGUN
    return Connecting.NEEDS if seen.wanted else Connecting.CHECKING


def locked(tenant: Tenant) -> Tenant:
    return Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)


def say(row: Tenant, state: Connecting, actor: Actor, *, by_hand: bool = False) -> None:
    """The locked row says so from now on; readings that began before count no more. `by_hand`: somebody wants it so,
    and need not be told."""
    news, stopped = row.stripe_state != state, row.takes_cards and state != Connecting.READY
    row.stripe_state, row.takes_cards = state, state == Connecting.READY
    row.stripe_readings += 1
    row.stripe_look_at = _next_look(state, database_now())
    with transaction.atomic():
        row.save(update_fields=["stripe_account", "stripe_state", "takes_cards", "stripe_readings", "stripe_look_at"])
        if stopped and not by_hand:
            events.record(row, events.CARDS_STOPPED, subject_id=row.pk, actor=actor)
        if news:
            events.record(row, f"cards.{state}", subject_id=row.pk, actor=actor)


def look_later(tenant: Tenant) -> None:
    """Nobody answered; others first."""
    Tenant.objects.filter(pk=tenant.pk).exclude(stripe_look_at=None).update(stripe_look_at=database_now() + SOON)


def _read(account: str) -> gateway.AccountSnapshot | None:
    """None: there is none, or its owner has parted with Ledig at Stripe."""
    try:
        return gateway.read_account(account)
    except gateway.GatewayRefused as refusal:
        if refusal.code in LOST:
            return None
        raise


def _written_down(before: Tenant, seen: gateway.AccountSnapshot | None, actor: Actor, *, again: bool) -> bool:
    """False: another reading, or a press, was faster."""
    with tenant_tx(before):
        row = locked(before)
        if row.stripe_readings != before.stripe_readings:
            return False
        if again or row.stripe_state not in NOT_FOLLOWED:
            say(row, Connecting.OFF if seen is None else state_of(seen), actor)
    return True


def _next_look(state: Connecting, now: datetime) -> datetime | None:
    if state in NOT_FOLLOWED:
        return None
    return now + (SOON if state in (Connecting.CHECKING, Connecting.NEEDS) else DAILY)
