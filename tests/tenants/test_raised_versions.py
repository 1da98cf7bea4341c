"""Every change of what free times hang on raises a version, in the same transaction, whoever makes it."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from booking.availability import catalogue
from booking.availability.absences import add_absence
from booking.availability.models import (
    Absence,
    Closure,
    GroupTerms,
    Occupancy,
    OpenSlot,
    PlaceHours,
    Shift,
    Version,
    WeeklyHours,
)
from booking.availability.opening_book import book_for
from booking.clients.models import Group
from booking.resources.models import (
    Location,
    Question,
    Requirement,
    Resource,
    ResourceSkill,
    Service,
    ServiceLength,
    ServiceProvider,
    ServiceSkill,
    Skill,
    Team,
    TeamMember,
    Unit,
)
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.tenants.rows import fill

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])
DAY = date(2026, 11, 25)
TEN = datetime(2026, 11, 25, 9, tzinfo=UTC)


def versions(cast: Cast) -> dict[Any, int]:
    with tenant_tx(cast.salon.tenant):
        return dict(Version.objects.values_list("subject", "version"))


RULES = [
    Location,
    Resource,
    Service,
    ServiceLength,
    ServiceProvider,
    Requirement,
    Skill,
    ResourceSkill,
    ServiceSkill,
    WeeklyHours,
    Shift,
    OpenSlot,
    Closure,
    PlaceHours,
    Group,
    GroupTerms,
    Question,
    Unit,
    Team,
    TeamMember,
]


@pytest.mark.parametrize("model", RULES, ids=lambda model: model.__name__)
def test_writing_any_rule_raises_the_version_of_the_business(cast: Cast, model: Any):
    fill(cast.salon)
    tenant = cast.salon.tenant
    for change in (
        lambda: model.objects.update(tenant=tenant),
        lambda: raw(f"INSERT INTO {model._meta.db_table} SELECT * FROM {model._meta.db_table} WHERE false"),
        lambda: raw(f"DELETE FROM {model._meta.db_table} WHERE false"),
    ):
        before = versions(cast)
        with tenant_tx(tenant):
            change()
        after = versions(cast)
        assert after.pop(tenant.pk) == before.pop(tenant.pk) + 1
        assert after == before


def test_these_are_all_that_the_rules_are_read_from(cast: Cast):
    """But for what the row of the business says of them."""
    with tenant_tx(cast.salon.tenant), CaptureQueriesContext(connection) as asked:
        book_for(catalogue.current(cast.salon.tenant), DAY, DAY)
    read = {table for query in asked for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])}
    assert read - {"tenants_tenant"} == {model._meta.db_table for model in RULES}


def test_writing_an_occupancy_raises_the_version_of_its_resource_alone(cast: Cast):
    alice, bob = (practitioner.pk for practitioner in cast.salon.practitioners)
    with tenant_tx(cast.salon.tenant):
        add_absence(resource=cast.salon.practitioners[0], start_at=TEN, end_at=TEN + timedelta(hours=1))
    start = versions(cast)
    assert start[alice] == 1
    assert bob not in start
    with tenant_tx(cast.salon.tenant):
        Occupancy.objects.update(resource=cast.salon.practitioners[1])
    moved = versions(cast)
    assert (moved[alice], moved[bob]) == (2, 1)
    with tenant_tx(cast.salon.tenant):
        Occupancy.objects.all().delete()
        Absence.objects.all().delete()
    assert versions(cast)[bob] == moved[bob] + 1
    assert versions(cast)[alice] == moved[alice]
    assert versions(cast)[cast.salon.tenant.pk] == start[cast.salon.tenant.pk]


def raw(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
