"""The desk's fixtures serve here as well."""

import pytest

from tests.cast import Cast
from tests.desk.conftest import alice, bob, book, log_in

__all__ = ["alice", "bob", "book", "log_in"]


@pytest.fixture
def page(cast: Cast) -> str:
    """Of the salon's service."""
    return f"/salon/desk/settings/services/{cast.salon.service.code}/"
