"""A delivery whose worker dies each time ends among the dead, where staff see it."""

import pytest

from tenants import events, outbox
from tenants.models import Delivery
from tenants.tenancy import tenant_tx
from tests.cast import Cast


@pytest.mark.django_db
def test_after_the_last_attempt_nobody_tries_again(cast: Cast):
    tenant = cast.salon.tenant
    with tenant_tx(tenant):
        events.record(tenant, "booking.cancelled", subject_id=tenant.pk)
        delivery = Delivery.objects.filter(consumer="payments").get()
        for _attempt in range(outbox.ATTEMPTS):
            assert outbox.claim(tenant.pk, delivery.pk) is not None
            Delivery.objects.filter(pk=delivery.pk).update(
                leased_until=None
            )  # the worker was killed, its lease is over
        assert outbox.claim(tenant.pk, delivery.pk) is None
        delivery.refresh_from_db()
    assert delivery.dead_at is not None
