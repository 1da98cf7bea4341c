"""check_integrity finds each fault that is planted, names it, and finds nothing when there is none."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections

from booking.availability.models import Occupancy
from booking.bookings import cancelling
from booking.bookings.models import Booking, Part
from booking.management.commands.check_integrity import CHECKS, EVERYWHERE
from notifications.models import Message
from payments.models import LedgerEntry, Payment, Refund, StripeInbox
from payments.refunding import plan_refund
from tenants import events
from tenants.clock import database_now
from tenants.models import Delivery, new_key
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.conftest import Clock
from tests.payments.money import PRICE, TUESDAY, Waiting, check_out, hold, paid, real_database
from tests.payments.stripe_server import StandIn

pytestmark = real_database
OVERLAP = "overlap of exclusive occupancies"


def checked() -> tuple[int, list[dict[str, str]]]:
    out = StringIO()
    try:
        call_command("check_integrity", "--json", stdout=out)
    except SystemExit as left:
        return int(left.code or 0), json.loads(out.getvalue())["faults"]
    return 0, json.loads(out.getvalue())["faults"]


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def long_ago():
    return database_now() - timedelta(minutes=3)


def unfinished(waiting: Waiting) -> None:
    Booking.objects.filter(pk=waiting.booking.pk).update(status="awaiting_payment", held_until=long_ago())


def without_events(waiting: Waiting) -> None:
    twin = Booking.objects.get(pk=waiting.booking.pk)
    twin.pk, twin.code, twin.status, twin.paid_amount = new_key(), "NOEVENT1", "expired", 0
    twin.save(force_insert=True)


def entry(waiting: Waiting, amount: int, **fields: Any) -> None:
    LedgerEntry.objects.create(
        tenant=waiting.tenant, payment=waiting.payment, currency="SEK", amount=amount, stripe_id=str(new_key()),
        **{"booking": waiting.booking} | fields,
    )  # fmt: skip


def under_another_booking(waiting: Waiting) -> None:
    other = check_out(waiting.house, hold(waiting.house, TUESDAY + timedelta(hours=2)), "on_site").booking
    entry(waiting, 700, booking=other)
    Booking.objects.filter(pk=other.pk).update(paid_amount=700)


def succeeded_without_money(waiting: Waiting) -> None:
    Payment.objects.create(
        tenant=waiting.tenant, booking=waiting.booking, amount=5, currency="SEK", status="succeeded", intent_id="pi_x"
    )


def too_much_back(waiting: Waiting) -> None:
    entry(waiting, -PRICE - 1)
    Booking.objects.filter(pk=waiting.booking.pk).update(paid_amount=0, refunded_amount=PRICE + 1)
    Refund.objects.create(
        tenant=waiting.tenant, payment=waiting.payment, cause="x", amount=PRICE + 1, status="done", stripe_id="re_x"
    )


def nobody_sends(waiting: Waiting) -> None:
    plan_refund(Payment.objects.get(pk=waiting.payment.pk), 100, cause="x")
    Payment.objects.filter(pk=waiting.payment.pk).update(check_at=None)


def stuck_delivery(waiting: Waiting) -> None:
    event = events.record(waiting.tenant, "booking.cancelled", subject_id=waiting.booking.pk)
    Delivery.objects.filter(event=event).update(due_at=long_ago(), leased_until=long_ago())


def stuck_message(waiting: Waiting) -> None:
    Message.objects.filter(booking=waiting.booking).update(status="planned", due_at=long_ago())


def own_time(waiting: Waiting) -> Any:
    return Occupancy.objects.filter(owner_id__in=waiting.booking.parts.values("pk"))


def freed(waiting: Waiting) -> None:
    Occupancy.objects.filter(owner_id__in=Part.objects.filter(booking=waiting.booking).values("pk")).delete()


def will_be_freed(waiting: Waiting) -> None:
    owners = Part.objects.filter(booking=waiting.booking).values("pk")
    Occupancy.objects.filter(owner_id__in=owners).update(expires_at=database_now() + timedelta(hours=1))


def too_short(waiting: Waiting) -> None:
    owners = Part.objects.filter(booking=waiting.booking).values("pk")
    for row in Occupancy.objects.filter(owner_id__in=owners):
        Occupancy.objects.filter(pk=row.pk).update(end_at=row.end_at - timedelta(minutes=1))


def still_taken(waiting: Waiting) -> None:
    rows = list(Occupancy.objects.filter(owner_id__in=Part.objects.filter(booking=waiting.booking).values("pk")))
    cancelling.cancel(booking=waiting.booking, by="staff")
    Occupancy.objects.bulk_create(rows)


PLANTED: list[tuple[str, Callable[[Waiting], None]]] = [
    ("stuck booking", unfinished),
    ("booking without an event", without_events),
    ("paid amount differs from the ledger", lambda w: entry(w, 1)),
    ("paid amount differs from the ledger", lambda w: Booking.objects.filter(pk=w.booking.pk).update(paid_amount=1)),
    (
        "refunded amount differs from the ledger",
        lambda w: Booking.objects.filter(pk=w.booking.pk).update(refunded_amount=1),
    ),
    ("ledger entry under another booking than its payment", under_another_booking),
    ("payment that succeeded without a ledger entry", succeeded_without_money),
    ("more given back than came in", too_much_back),
    ("refund that nobody will send", nobody_sends),
    ("stuck payment", lambda w: Payment.objects.filter(pk=w.payment.pk).update(check_at=long_ago())),
    ("stuck delivery", stuck_delivery),
    ("stuck message", stuck_message),
    ("standing booking without its time", freed),
    ("standing booking without its time", will_be_freed),
    ("standing booking without its time", too_short),
    ("time taken by a booking that is over", still_taken),
    ("booking over another without a reason", lambda w: own_time(w).update(exclusive=False)),
    ("stuck event from Stripe", lambda w: StripeInbox.objects.create(event_id="e", type="t", due_at=long_ago())),
]


class Planted(Exception):
    """Nothing of it stays."""


@pytest.mark.parametrize(("what", "plant"), PLANTED)
def test_a_planted_fault_is_found_by_name(
    cast: Cast, stand_in: StandIn, what: str, plant: Callable[[Waiting], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = paid(cast.salon, stand_in)
    paid(cast.gym, stand_in)
    assert checked() == (0, [])
    monkeypatch.setattr("booking.management.commands.check_integrity.tenant_tx", inside)
    with pytest.raises(Planted), tenant_tx(waiting.tenant):
        plant(waiting)
        code, faults = checked()
        assert code == 1
        assert what in {fault["what"] for fault in faults}
        assert {fault["tenant"] for fault in faults} <= {"salon", ""}
        raise Planted
    monkeypatch.undo()
    assert checked() == (0, [])


@contextmanager
def inside(tenant: Any) -> Iterator[None]:
    """As `tenant_tx` within the transaction that planted the fault; the tenant that planted it comes back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.tenant')")
        (before,) = cursor.fetchone()
    with tenant_tx(tenant):
        yield
    sql("SELECT set_config('app.tenant', %s, true)", before)


def test_an_overlap_is_found_where_the_constraint_is_gone(cast: Cast, stand_in: StandIn, clock: Clock) -> None:
    waiting = paid(cast.salon, stand_in)
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid = 'availability_occupancy'::regclass AND contype = 'x'"
        )
        ((name, definition),) = cursor.fetchall()
        cursor.execute(f"ALTER TABLE availability_occupancy DROP CONSTRAINT {name}")
    try:
        with tenant_tx(waiting.tenant):
            row = Occupancy.objects.filter(resource=cast.salon.practitioners[0]).get()
            row.pk, row.start_at = new_key(), row.end_at - timedelta(minutes=1)
            row.end_at = row.start_at + timedelta(minutes=5)
            row.save(force_insert=True)
        assert checked() == (1, [{"tenant": "salon", "what": OVERLAP, "which": str(row.pk)}])
        with tenant_tx(waiting.tenant):
            row.delete()
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute(f"ALTER TABLE availability_occupancy ADD CONSTRAINT {name} {definition}")
    assert checked() == (0, [])


def test_bookings_that_touch_are_no_overlap(cast: Cast, stand_in: StandIn) -> None:
    paid(cast.salon, stand_in)
    paid(cast.salon, stand_in, TUESDAY + timedelta(minutes=90))
    assert checked() == (0, [])


def test_every_check_has_a_planted_fault() -> None:
    assert {what for what, _plant in PLANTED} | {OVERLAP} == set(CHECKS) | set(EVERYWHERE)


def test_without_json_it_says_one_line_for_each_or_that_all_is_well(cast: Cast) -> None:
    out = StringIO()
    call_command("check_integrity", stdout=out)
    assert out.getvalue() == "Everything is in order.\n"
    StripeInbox.objects.create(event_id="evt_lost", type="t", due_at=long_ago())
    out = StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("check_integrity", stdout=out)
    assert out.getvalue() == "-\tstuck event from Stripe\tevt_lost\n1 found.\n"
    StripeInbox.objects.all().delete()
