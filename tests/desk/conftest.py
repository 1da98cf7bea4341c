"""The desk in the hands of each of the cast."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client as Browser

from booking.availability.catalogue import current
from booking.availability.wishing import Wish
from booking.bookings.direct import book_directly
from booking.bookings.models import Booking
from booking.clients.models import Client
from booking.clients.services import Contact
from tenants.actors import Actor
from tenants.models import Membership
from tenants.requests import LANGUAGE_COOKIE
from tenants.tenancy import tenant_tx
from tests.cast import Cast, House

STOCKHOLM = ZoneInfo("Europe/Stockholm")
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=STOCKHOLM)

LogIn = Callable[[Membership], Browser]
Book = Callable[..., Booking]


@pytest.fixture
def log_in() -> LogIn:
    """A browser with somebody in front of it who reads English."""

    def made(member: Membership) -> Browser:
        browser = Browser()
        browser.force_login(member.user)
        browser.cookies[LANGUAGE_COOKIE] = "en"
        return browser

    return made


@pytest.fixture
def alice(cast: Cast, log_in: LogIn) -> Browser:
    """Owner of the salon; sees everything in it."""
    return log_in(cast.alice)


@pytest.fixture
def bob(cast: Cast, log_in: LogIn) -> Browser:
    """Works in the salon; sees his own calendar."""
    return log_in(cast.bob)


@pytest.fixture
def book(cast: Cast) -> Book:
    """A booking that stands: Dana's, with Alice, unless told otherwise."""

    def made(
        start_at: datetime = TUESDAY, *, who: int = 0, house: House | None = None, client: Client | None = None
    ) -> Booking:
        house = house or cast.salon
        client = client or house.client
        with tenant_tx(house.tenant):
            catalogue = current(house.tenant)
            return book_directly(
                tenant=house.tenant,
                wish=Wish(
                    service=catalogue.service(house.service.code),
                    practitioner=catalogue.resources[house.practitioners[who].pk],
                ),
                start_at=start_at,
                contact=Contact(client.name, client.email, client.phone, "sv"),
                client=client,
                actor=Actor("member", house.owner.user_id),
            )

    return made


def at(hour: int, *, days: int = 0, minute: int = 0) -> datetime:
    """That hour on the Tuesday of the tests, or so many days after it."""
    return TUESDAY.replace(hour=hour, minute=minute) + timedelta(days=days)


def written(moment: datetime) -> str:
    """As the desk writes a start in an address."""
    return f"{moment.astimezone(ZoneInfo('UTC')):%Y-%m-%dT%H:%MZ}"
