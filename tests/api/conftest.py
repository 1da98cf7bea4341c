"""Programs of the cast. Limits are off here, apart from the tests that are about them."""

import pytest

from tests.api.program import Program
from tests.cast import Cast
from tests.payments.conftest import stand_in, stripe_process

__all__ = ["stand_in", "stripe_process"]


@pytest.fixture(autouse=True)
def no_limits(settings) -> None:
    settings.RATE_LIMITS = False


@pytest.fixture
def anybody(cast: Cast) -> Program:
    """Nobody in particular, at Salon."""
    return Program(cast.salon)


@pytest.fixture
def key_holder(cast: Cast) -> Program:
    """A program with Salon's key."""
    return Program(cast.salon, cast.salon.key)
