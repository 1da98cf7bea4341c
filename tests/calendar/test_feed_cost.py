"""What the feed costs: as many questions for a full week of twenty as for an empty one of two."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from booking.availability.models import OpenSlot
from booking.resources.models import Resource, Service
from tenants.models import Tenant
from tenants.tenancy import tenant_tx
from tests.bench.businesses import make_business
from tests.bench.calendars import book
from tests.cast import Cast, member
from tests.conftest import Clock

# Really committed: what is read inside an open transaction of writes is not kept for others.
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])
WEEK = "from=2026-11-23&until=2026-11-30"
MOST = 8


def owner_of(tenant: Tenant, role: str = "owner") -> Browser:
    with tenant_tx(tenant):
        boss = member(tenant, f"Boss-{role}", role)
    browser = Browser()
    browser.force_login(boss.user)
    return browser


def asked(browser: Browser, slug: str, more: str = "") -> tuple[int, int]:
    """How many entries came, and how many questions they took once the rules are known."""
    browser.get(f"/{slug}/desk/calendar.json?{WEEK}{more}")
    with CaptureQueriesContext(connection) as questions:
        told = browser.get(f"/{slug}/desk/calendar.json?{WEEK}{more}").json()
    chosen = [one["sql"] for one in questions if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
    return len(told["entries"]), len(chosen)


def open_times(tenant: Tenant, day: date) -> None:
    """One of each, late in the evening, for a few services."""
    begins = datetime.combine(day, time(22), ZoneInfo(tenant.timezone))
    with tenant_tx(tenant):
        services = sorted(Service.objects.values_list("pk", flat=True))
        for person in Resource.objects.filter(kind="practitioner"):
            OpenSlot.objects.create(
                tenant=tenant, resource=person, location_id=person.location_id, service_ids=services[:3],
                start_at=begins, end_at=begins + timedelta(hours=1), price=50000,
            )  # fmt: skip


def test_a_week_of_twenty_people_and_seven_hundred_entries_takes_no_more_questions_than_an_empty_one(
    cast: Cast, alice: Browser, clock: Clock
):
    monday = clock.now.date()
    crowd = make_business("crowd", 20)
    book(crowd, monday, monday + timedelta(days=6), whole=True)
    full, of_full = asked(owner_of(crowd), "crowd")
    empty, of_empty = asked(alice, "salon")
    assert (full, empty) == (700, 0)
    assert of_full == of_empty <= MOST
    open_times(crowd, monday)
    assert asked(owner_of(crowd, "front_desk"), "crowd") == (full + 20, of_full)
    with tenant_tx(crowd):
        Resource.objects.filter(kind="practitioner").update(clients_shown_to="own")
    kept, of_kept = asked(owner_of(crowd, "manager"), "crowd")
    assert (kept, of_kept) == (full + 20, of_full)


def test_what_the_hours_are_made_of_costs_no_question_more(cast: Cast, alice: Browser, clock: Clock):
    crowd = make_business("crowd", 20)
    book(crowd, clock.now.date(), clock.now.date() + timedelta(days=6), whole=True)
    boss = owner_of(crowd)
    _full, without = asked(boss, "crowd")
    full, of_full = asked(boss, "crowd", "&blocks=1")
    assert (full, of_full) == (700, without)


def test_to_ask_whether_anything_is_new_takes_one_question_once_it_is_known_who_asks(cast: Cast, alice: Browser):
    """Where no stream can be had every open calendar asks it each second."""
    since = alice.get("/salon/desk/changes").json()["latest"]
    with CaptureQueriesContext(connection) as questions:
        assert alice.get("/salon/desk/changes", {"since": since}).json()["changed"] is False
    asked = [one["sql"] for one in questions if one["sql"].startswith("SELECT") and "set_config" not in one["sql"]]
    of_whom = [sql for sql in asked if "tenants_event" not in sql]
    assert (len(asked), len(of_whom)) == (4, 3)  # session, user, membership
