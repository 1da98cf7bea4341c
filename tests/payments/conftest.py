from collections.abc import Iterator

import pytest
import stripe

from tests.payments import stripe_server
from tests.payments.money import assert_sound
from tests.payments.receiver import Receiver
from tests.payments.stripe_server import StandIn


@pytest.fixture(scope="session")
def stripe_process() -> Iterator[StandIn]:
    """One stand-in for the whole run."""
    with stripe_server.running() as stand_in:
        yield stand_in


@pytest.fixture
def stand_in(stripe_process: StandIn, settings) -> StandIn:
    """The stand-in with nothing in it, and the product's settings pointed at it."""
    stripe_process.reset()
    stripe_process.control("webhooks", {"url": "", "secret": stripe_process.secret})
    settings.STRIPE_API_BASE = stripe_process.url
    settings.STRIPE_SECRET_KEY = "sk_test_tests"
    settings.STRIPE_PUBLISHABLE_KEY = "pk_test_tests"
    settings.STRIPE_WEBHOOK_SECRET = stripe_process.secret
    settings.STRIPE_JS_URL = f"{stripe_process.url}/v3/"
    return stripe_process


@pytest.fixture
def sdk(stand_in: StandIn) -> stripe.StripeClient:
    """The official client, which asks once and does not try again."""
    return stripe.StripeClient("sk_test_tests", base_addresses={"api": stand_in.url}, max_network_retries=0)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Something that takes webhooks."""
    with Receiver() as taking:
        yield taking


@pytest.fixture(autouse=True)
def sound(request: pytest.FixtureRequest) -> Iterator[None]:
    """Five minutes after each test with the cast: no fault in our books, and Stripe's money is our money."""
    if "cast" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("cast")
    stripe = request.getfixturevalue("stand_in") if "stand_in" in request.fixturenames else None
    yield
    request.getfixturevalue("clock").forward(minutes=5)
    assert_sound(stripe)
