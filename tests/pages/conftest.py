from collections.abc import Iterator

import pytest

from booking.availability.models import OpenSlot
from tests.cast import Cast
from tests.pages.keeping import keep
from tests.pages.visitor import Visitor
from tests.payments import stripe_server
from tests.payments.stripe_server import StandIn


@pytest.fixture
def dana(cast: Cast) -> Visitor:
    """Dana at Salon's pages, in English."""
    return Visitor(cast.salon)


@pytest.fixture
def blue(cast: Cast) -> OpenSlot:
    """Alice keeps Tuesday at six for those whom she knows."""
    return keep(cast.salon)


@pytest.fixture(scope="session")
def stripe_process() -> Iterator[StandIn]:
    with stripe_server.running() as stand_in:
        yield stand_in


@pytest.fixture
def stand_in(stripe_process: StandIn, settings) -> StandIn:
    """A Stripe that answers over HTTP, with nothing in it."""
    stripe_process.reset()
    stripe_process.control("webhooks", {"url": "", "secret": stripe_process.secret})
    settings.STRIPE_API_BASE = stripe_process.url
    settings.STRIPE_SECRET_KEY = "sk_test_tests"
    return stripe_process
