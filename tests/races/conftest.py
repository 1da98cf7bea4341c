"""Two web processes for all races, and a database whose clock stands on our Monday."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from booking.management.commands.check_integrity import find_faults
from tests.cast import Cast, make_cast
from tests.conftest import MONDAY
from tests.races.crowd import Crowd
from tests.races.serving import serving


@pytest.fixture(scope="session")
def web(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the product."""
    with serving(tmp_path_factory.mktemp("web")) as url:
        yield url


@pytest.fixture
def monday(transactional_db: Any) -> Iterator[None]:
    """The database's clock alone: every process asks it, and no process's own is believed."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO test_clock VALUES (%s)", [MONDAY])
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM test_clock")


@pytest.fixture
def houses(monday: None) -> Iterator[Cast]:
    """The cast. After each race nothing may overlap, be lost or be stuck."""
    yield make_cast()
    assert find_faults() == []


@pytest.fixture
def crowd(web: str, houses: Cast) -> Crowd:
    """At Salon."""
    return Crowd(web, houses.salon)
