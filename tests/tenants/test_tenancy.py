"""The tenant of a transaction: chosen for it alone, gone with it, and the right one again behind a nested one."""

import contextlib
import uuid

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from booking.availability.catalogue import read
from booking.availability.taken import read_taken
from booking.clients.models import Client
from booking.kernel.errors import NotFound
from tenants import events
from tenants.models import Delivery, Event, Tenant
from tenants.tenancy import enter, enter_by_slug, tenant_by_slug, tenant_tx
from tests.cast import Cast
from tests.tenants.rows import ask

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])


def chosen() -> str:
    return ask("SELECT coalesce(current_setting('app.tenant', true), '')")[0][0]


def test_the_tenant_is_gone_with_its_transaction(cast: Cast):
    with tenant_tx(cast.salon.tenant):
        assert chosen() == str(cast.salon.tenant.pk)
    assert chosen() == ""
    with pytest.raises(DatabaseError):
        Client.objects.count()


def test_the_tenant_is_gone_when_the_transaction_fails(cast: Cast):
    with pytest.raises(ZeroDivisionError), tenant_tx(cast.salon.tenant):
        Client.objects.create(tenant=cast.salon.tenant, name="Nobody")
        raise ZeroDivisionError
    assert chosen() == ""
    with tenant_tx(cast.salon.tenant):
        assert not Client.objects.filter(name="Nobody").exists()


def test_a_transaction_of_another_tenant_inside_gives_the_first_one_back(cast: Cast):
    with tenant_tx(cast.salon.tenant):
        with tenant_tx(cast.gym.tenant):
            assert set(Client.objects.values_list("tenant", flat=True)) == {cast.gym.tenant.pk}
        assert set(Client.objects.values_list("tenant", flat=True)) == {cast.salon.tenant.pk}


def test_a_failed_transaction_of_another_tenant_inside_gives_the_first_one_back(cast: Cast):
    with tenant_tx(cast.salon.tenant):
        with pytest.raises(ZeroDivisionError), tenant_tx(cast.gym.tenant.pk):
            raise ZeroDivisionError
        assert set(Client.objects.values_list("tenant", flat=True)) == {cast.salon.tenant.pk}


@pytest.mark.parametrize("entering", ["tenant_tx", "enter", "enter_by_slug"])
def test_reading_for_one_business_in_the_transaction_of_another_is_refused(cast: Cast, entering: str):
    """It would choose the other for the rest of the transaction."""
    salon, gym = cast.salon.tenant, cast.gym.tenant
    enter_salon = {"enter": lambda: enter(salon.pk), "enter_by_slug": lambda: enter_by_slug("salon")}
    with contextlib.ExitStack() as inside:
        inside.enter_context(tenant_tx(salon) if entering == "tenant_tx" else transaction.atomic())
        enter_salon.get(entering, tuple)()
        assert read(salon).catalogue.tenant_id == salon.pk
        for reading in (lambda: read(gym), lambda: read_taken(gym.pk, [], 0, 1)):
            with pytest.raises(DatabaseError, match=f"{salon.pk} was entered, and not {gym.pk}"), transaction.atomic():
                reading()
        assert set(Client.objects.values_list("tenant", flat=True)) == {salon.pk}
        with tenant_tx(gym):
            assert read(gym).catalogue.tenant_id == gym.pk
        assert set(Client.objects.values_list("tenant", flat=True)) == {salon.pk}
    assert read(gym).catalogue.tenant_id == gym.pk


def test_a_plain_transaction_has_no_tenant_behind_one_that_had(cast: Cast):
    with transaction.atomic():
        with tenant_tx(cast.salon.tenant):
            assert Client.objects.exists()
        with pytest.raises(DatabaseError):
            Client.objects.count()


def test_a_tenant_cannot_be_chosen_outside_a_transaction(cast: Cast):
    with pytest.raises(TransactionManagementError):
        enter(cast.salon.tenant.pk)


def test_a_tenant_that_does_not_exist_has_no_rows_and_takes_none(cast: Cast):
    with pytest.raises(IntegrityError), tenant_tx(uuid.uuid4()) as _:
        assert not Client.objects.exists()
        Client.objects.create(tenant_id=chosen(), name="Nobody")


def test_what_is_rung_on_commit_has_no_tenant_and_is_not_rung_after_a_rollback(cast: Cast):
    rung: list[str] = []
    with tenant_tx(cast.salon.tenant):
        transaction.on_commit(lambda: rung.append(chosen()))
        with pytest.raises(ZeroDivisionError), tenant_tx(cast.salon.tenant):
            transaction.on_commit(lambda: rung.append("never"))
            raise ZeroDivisionError
    assert rung == [""]


def test_an_event_and_its_deliveries_come_and_go_with_the_change(cast: Cast):
    tenant = cast.salon.tenant
    with pytest.raises(ZeroDivisionError), tenant_tx(tenant):
        events.record(tenant, "booking.cancelled", subject_id=tenant.pk)
        raise ZeroDivisionError
    with tenant_tx(tenant):
        assert not Event.objects.exists()
        events.record(tenant, "booking.cancelled", subject_id=tenant.pk)
    with tenant_tx(tenant):
        assert set(Delivery.objects.values_list("consumer", flat=True)) == {"payments", "notifications"}


def test_a_business_is_found_by_its_exact_slug_unless_it_is_suspended(cast: Cast):
    with transaction.atomic():
        assert enter_by_slug("salon") == cast.salon.tenant
        assert chosen() == str(cast.salon.tenant.pk)
    Tenant.objects.filter(pk=cast.gym.tenant.pk).update(suspended_at=cast.gym.tenant.created_at)
    for slug in ("SALON", "gym", "nobody", ""):
        with pytest.raises(NotFound):
            tenant_by_slug(slug)
        with pytest.raises(NotFound), transaction.atomic():
            enter_by_slug(slug)
    assert connection.get_autocommit()
