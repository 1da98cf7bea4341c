"""What tests about money share: Dana's booking that waits for money, Stripe's words, and all workers' work at once."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client as Browser

import notifications.tasks
import payments.tasks
from booking.availability.catalogue import current
from booking.availability.wishing import Wish
from booking.bookings import holding
from booking.bookings.models import Booking
from booking.bookings.selectors import history
from booking.clients.services import Contact
from booking.management.commands.check_integrity import find_faults
from notifications.models import Message
from payments import checkout, inbox, sweeping
from payments.models import LedgerEntry, Payment, Refund, StripeInbox
from payments.stand_in.signing import payload_of, signature
from tenants.clock import DatabaseNow
from tenants.models import Delivery, Tenant
from tenants.tenancy import tenant_tx
from tests.cast import House
from tests.payments.stripe_server import StandIn

real_database = pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])

STOCKHOLM = ZoneInfo("Europe/Stockholm")
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=STOCKHOLM)
DANA = Contact("Dana Ek", "dana@example.com", "+46701234567", "sv")
PRICE = 50000


@dataclass
class Waiting:
    """A booking that waits for its money."""

    house: House
    booking: Booking
    intent: str

    @property
    def tenant(self) -> Tenant:
        return self.house.tenant

    def now(self) -> Booking:
        with tenant_tx(self.tenant):
            return Booking.objects.select_related("tenant").get(pk=self.booking.pk)

    @property
    def status(self) -> str:
        return self.now().status

    def payments(self) -> list[Payment]:
        with tenant_tx(self.tenant):
            return list(Payment.objects.filter(booking=self.booking).order_by("pk"))

    @property
    def payment(self) -> Payment:
        return self.payments()[0]

    def ledger(self) -> list[int]:
        with tenant_tx(self.tenant):
            rows = LedgerEntry.objects.filter(booking=self.booking).order_by("created_at", "pk")
            return list(rows.values_list("amount", flat=True))

    def refunds(self) -> list[Refund]:
        with tenant_tx(self.tenant):
            return list(Refund.objects.filter(payment__booking=self.booking).order_by("pk"))

    def told(self, beginning: str = "") -> list[str]:
        """The types of its events, oldest first."""
        with tenant_tx(self.tenant):
            return [event.type for event in history(self.booking) if event.type.startswith(beginning)]


def hold(house: House, start_at: datetime = TUESDAY, who: int = 0) -> Booking:
    with tenant_tx(house.tenant):
        catalogue = current(house.tenant)
        wish = Wish(catalogue.service(house.service.code), catalogue.resources[house.practitioners[who].pk])
        return holding.place_hold(tenant=house.tenant, wish=wish, start_at=start_at)


def check_out(house: House, held: Booking, paying: str = "online") -> checkout.Checkout:
    return checkout.check_out(tenant=house.tenant, hold_token=held.hold_token, contact=DANA, paying=paying)


def awaiting(house: House, start_at: datetime = TUESDAY, who: int = 0) -> Waiting:
    done = check_out(house, hold(house, start_at, who))
    assert done.card_field is not None
    return Waiting(house, done.booking, done.card_field.client_secret.split("_secret")[0])


def paid(house: House, stand_in: StandIn, start_at: datetime = TUESDAY, who: int = 0) -> Waiting:
    """Confirmed by money, everything worked off."""
    waiting = awaiting(house, start_at, who)
    stand_in.pay(waiting.intent)
    look(waiting)
    work_off()
    assert waiting.status == "confirmed"
    return waiting


def look(waiting: Waiting) -> None:
    checkout.look_again(tenant=waiting.tenant, booking=waiting.booking)


def post(event: dict[str, Any], secret: str, *, age: int = 0, **more: Any) -> HttpResponse:
    """A webhook as Stripe sends it, signed so many seconds ago by the test's clock."""
    payload = payload_of(event)
    signed = signature(payload, secret, int(time.time()) - age)
    return post_raw(more.get("payload", payload), more.get("signature", signed))


def post_raw(payload: str, header: str | None) -> HttpResponse:
    headers = {} if header is None else {"Stripe-Signature": header}
    return Browser().post("/webhooks/stripe/", payload, content_type="application/json", headers=headers)


def event_of(stand_in: StandIn, kind: str = "payment_intent.succeeded") -> dict[str, Any]:
    """The newest event of a type, as Stripe would send it."""
    event = dict(stand_in.events(kind)[-1])
    event.pop("_account")
    return json.loads(json.dumps(event))


def work_off() -> None:
    """Do everything that is due, as beat and the workers would, until nothing is."""
    for _round in range(30):
        if not sum((sweeping.sweep_holds(), sweeping.reconcile(), _open_inbox(), *map(_react_and_send, _tenants()))):
            return
    raise AssertionError("the work never ends")


def _tenants() -> list[Tenant]:
    return list(Tenant.objects.all())


def _open_inbox() -> int:
    due = list(StripeInbox.objects.filter(done_at=None, due_at__lte=DatabaseNow()).values_list("pk", flat=True))
    for event_id in due:
        inbox.open_event(event_id)
    return len(due)


def _react_and_send(tenant: Tenant) -> int:
    with tenant_tx(tenant):
        due = Delivery.objects.filter(done_at=None, dead_at=None, due_at__lte=DatabaseNow(), leased_until=None)
        deliveries = list(due.values_list("consumer", "pk"))
        messages = Message.objects.filter(status="planned", due_at__lte=DatabaseNow(), leased_until=None)
        letters = list(messages.values_list("pk", flat=True))
    readers = {"payments": payments.tasks.read_event, "notifications": notifications.tasks.read_event}
    for consumer, pk in deliveries:
        readers[consumer](str(tenant.pk), str(pk))
    for pk in letters:
        notifications.tasks.send_message(str(tenant.pk), str(pk))
    return len(deliveries) + len(letters)


def assert_sound(stand_in: StandIn | None = None) -> None:
    """The oracle: nothing that check_integrity looks for, and Stripe's money is our ledger's money."""
    work_off()
    assert find_faults() == []
    if stand_in is not None:
        assert booked() == at_stripe(stand_in)


def booked() -> dict[str, int]:
    """By intent, what our ledgers hold."""
    sums: dict[str, int] = {}
    for tenant in _tenants():
        with tenant_tx(tenant):
            for entry in LedgerEntry.objects.select_related("payment"):
                sums[entry.payment.intent_id] = sums.get(entry.payment.intent_id, 0) + entry.amount
    return sums


def at_stripe(stand_in: StandIn) -> dict[str, int]:
    """By intent, what Stripe received for us and did not give back."""
    intents = [one for one in stand_in.intents() if one["amount_received"] and one["metadata"].get("booking")]
    sums = {one["id"]: one["amount_received"] for one in intents}
    for refund in stand_in.refunds():
        if refund["status"] in ("succeeded", "pending") and refund["payment_intent"] in sums:
            sums[refund["payment_intent"]] -= refund["amount"]
    return sums


def together(*calls: Callable[[], Any]) -> list[Any]:
    """All at the same moment, each in a thread with connections of its own. Answers, or what was raised, in order."""
    barrier = threading.Barrier(len(calls))
    answers: list[Any] = [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            barrier.wait(10)
            answers[place] = call()
        except Exception as problem:
            answers[place] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers
