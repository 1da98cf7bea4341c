"""Whoever signs up at the same moment: the same click makes one business, and an address has one owner."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from booking.availability.setup.signing_up import NewBusiness, sign_up
from booking.kernel.errors import Invalid
from tenants.actors import SYSTEM
from tenants.models import Membership, Tenant, new_key
from tenants.setup.address import change_address
from tenants.slugs import refusal_of
from tenants.tenancy import tenant_tx
from tests.cast import Cast

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])]
AT_ONCE = 8


def newcomer(key: UUID, slug: str, email: str) -> Any:
    business = NewBusiness(key, "Ro og rom", "therapy", "NO", slug, "Kari")
    return sign_up(email=email, business=business, language="nb")


def together(*acts: Callable[[], Any]) -> list[Any]:
    """What each returns, or the `Invalid` that it raises."""

    def done(act: Callable[[], Any]) -> Any:
        try:
            return act()
        except Invalid as problem:
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(done, acts))


def test_the_same_click_many_times_makes_one_business(houses: Cast):
    key = new_key()
    made = together(*[lambda: newcomer(key, "ro-og-rom", "kari@example.com")] * AT_ONCE)
    assert [tenant.pk for tenant in made] == [key] * AT_ONCE
    assert Membership.objects.filter(tenant_id=key).count() == 1


def test_an_address_is_given_to_one_of_many(houses: Cast):
    made = together(*[lambda n=n: newcomer(new_key(), "ro-og-rom", f"{n}@example.com") for n in range(AT_ONCE)])
    assert sum(isinstance(one, Tenant) for one in made) == 1
    assert sum(isinstance(one, Invalid) for one in made) == AT_ONCE - 1


def test_an_address_that_is_being_left_is_taken_by_nobody(houses: Cast):
    salon = houses.salon.tenant

    def leave() -> Any:
        with tenant_tx(salon):
            return change_address(tenant=salon, slug="klippet", actor=SYSTEM)

    others = [lambda n=n: newcomer(new_key(), "salon", f"{n}@example.com") for n in range(AT_ONCE)]
    moved, *refused = together(leave, *others)
    assert (moved.slug, moved.former_slug) == ("klippet", "salon")
    assert all(isinstance(one, Invalid) for one in refused)
    assert refusal_of("salon")
