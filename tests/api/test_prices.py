"""What `/services` says that a service costs is what the public page says, on whose terms whoever asks."""

from typing import Any

import pytest
from django.test import Client as Browser

from booking.clients.models import Group
from booking.resources.models import Resource, ServiceLength, ServiceProvider
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.grouping import make_group


@pytest.fixture
def members(cast: Cast) -> Group:
    """They pay 400 for an hour that costs others 500, and 560 for one and a half that costs others 700."""
    with tenant_tx(cast.salon.tenant):
        ServiceLength.objects.create(
            tenant=cast.salon.tenant, service=cast.salon.service, minutes=90, price=70000
        )  # fmt: skip
    return make_group(cast.salon, price=40000)


def give(cast: Cast, *who: int, **values: Any) -> None:
    with tenant_tx(cast.salon.tenant):
        people = [cast.salon.practitioners[n].pk for n in who]
        ServiceProvider.objects.filter(service=cast.salon.service, resource__in=people).update(**values)


def said(cast: Cast, group: Group | None = None) -> tuple[int, int, bool]:
    """The usual length and its price by the API, and whether the list of services says the same price."""
    visitor = Browser(headers={"Accept-Language": "en"})
    headers = {"Private-Link": group.token} if group else {}
    [service] = visitor.get("/api/v1/salon/services", headers=headers).json()
    if group:
        visitor.get(f"/salon/private/{group.token}/")
    page = visitor.get("/salon/").text
    amount = service["price"]["amount"]
    return service["duration_minutes"], amount, f"{amount // 100}\xa0kr" in page


def test_the_price_is_that_of_the_first_length_that_somebody_gives(cast: Cast, members: Group):
    assert (said(cast), said(cast, members)) == ((60, 50000, True), (60, 40000, True))
    give(cast, 0, 1, by_length={"60": None})
    assert (said(cast), said(cast, members)) == ((90, 70000, True), (90, 56000, True))


def test_whoever_is_not_on_the_page_says_nothing_of_lengths_or_prices(cast: Cast, members: Group):
    give(cast, 1, by_length={"60": None})
    with tenant_tx(cast.salon.tenant):
        Resource.objects.filter(pk=cast.salon.practitioners[0].pk).update(public=False)
    assert (said(cast), said(cast, members)) == ((90, 70000, True), (90, 56000, True))


def test_where_all_ask_more_than_is_usual_the_least_of_it_is_said(cast: Cast, members: Group):
    give(cast, 0, price=60000)
    give(cast, 1, price=65000)
    assert (said(cast), said(cast, members)) == ((60, 60000, True), (60, 40000, True))


def test_an_own_length_and_price_are_said_where_all_have_them(cast: Cast):
    give(cast, 0, 1, minutes=45, price=45000)
    assert said(cast)[1:] == (45000, True)


def test_of_what_nobody_gives_the_listed_price_is_said(cast: Cast, members: Group):
    give(cast, 0, 1, by_length={"60": None, "90": None})
    assert (said(cast)[:2], said(cast, members)[:2]) == ((60, 50000), (60, 40000))
