"""Refunds from before bookings knew what went back: the migration reads them from the ledger, and the bank may send
one back afterwards."""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connections
from django.db.migrations.executor import MigrationExecutor

from booking.bookings.confirming import record_refunded
from booking.bookings.models import Booking
from booking.management.commands.check_integrity import find_faults
from payments.models import LedgerEntry, Payment, PaymentStatus
from tenants.tenancy import tenant_tx
from tests.cast import Cast, House
from tests.desk.conftest import Book, at, book  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])
BEFORE, AFTER = ("payments", "0002_row_security"), ("payments", "0003_refunded_amount")


@pytest.fixture
def migrated_back() -> Iterator[None]:
    MigrationExecutor(connections["owner"]).migrate([BEFORE])
    yield
    MigrationExecutor(connections["owner"]).migrate([AFTER])


def moved(house: House, booking: Booking, *amounts: int) -> None:
    """The ledger as it was written then: money came, and some of it went back; the booking did not count it."""
    with tenant_tx(house.tenant):
        payment = Payment.objects.create(
            tenant=house.tenant, booking=booking, status=PaymentStatus.SUCCEEDED, amount=amounts[0], currency="SEK"
        )
        for n, amount in enumerate(amounts):
            LedgerEntry.objects.create(
                tenant=house.tenant, payment=payment, booking=booking, amount=amount, currency="SEK",
                stripe_id=f"{payment.pk}-{n}",
            )  # fmt: skip
        Booking.objects.filter(pk=booking.pk).update(paid_amount=sum(amounts))


def test_what_went_back_long_ago_is_counted_and_may_come_again(cast: Cast, book: Book, migrated_back: None):  # noqa: F811
    old, new, other = book(at(10)), book(at(12)), book(at(10), house=cast.gym)
    moved(cast.salon, old, 50000, -20000, -5000)
    moved(cast.salon, new, 50000)
    moved(cast.gym, other, 40000, -40000)
    with pytest.raises(IntegrityError), tenant_tx(cast.salon.tenant):
        record_refunded(booking=old, amount=-20000)
    MigrationExecutor(connections["owner"]).migrate([AFTER])
    with tenant_tx(cast.salon.tenant):
        kept = dict(Booking.objects.values_list("pk", "refunded_amount"))
        assert kept == {old.pk: 25000, new.pk: 0}
    with tenant_tx(cast.gym.tenant):
        assert Booking.objects.get().refunded_amount == 40000
    assert find_faults() == []
    with tenant_tx(cast.salon.tenant):
        LedgerEntry.objects.create(
            tenant=cast.salon.tenant, payment=old.payments.get(), booking=old, amount=20000, currency="SEK",
            stripe_id="back:returned",
        )  # fmt: skip
        record_refunded(booking=old, amount=-20000)
        assert Booking.objects.get(pk=old.pk).refunded_amount == 5000
