"""Under row security the hottest questions still go by an index, asked as the app with a table that is large enough."""

import os
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from booking.availability.catalogue import current, read
from booking.availability.taken import read_taken
from booking.availability.wishing import Wish
from booking.bookings.cancelling import cancel
from booking.bookings.holding import place_hold
from booking.bookings.models import Booking
from booking.bookings.selectors import agenda, history, managed
from booking.clients.services import Contact, match_or_make
from booking.kernel.clock import to_minute
from tenants import outbox
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.tenants.rows import fill

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])
TUESDAY = datetime(2026, 11, 24, tzinfo=ZoneInfo("Europe/Stockholm"))
# What is read whole on purpose, because it is all needed or never large: a business's own rules.
READ_WHOLE = {
    "resources_location", "resources_resource", "resources_service", "resources_servicelength",
    "resources_serviceprovider", "resources_requirement", "availability_weeklyhours", "availability_placehours",
    "availability_shift", "availability_openslot", "availability_closure", "clients_group", "availability_groupterms",
    "test_clock", "tenants_tenant", "tenants_user", "tenants_membership",
}  # fmt: skip
# Written past row security and foreign keys: only how many rows there are is of interest here.
LARGE = """
    SET session_replication_role = replica;
    INSERT INTO bookings_booking (id, tenant_id, code, status, channel, start_at, end_at, location_id, mode,
        client_proven, contact_name, contact_email, contact_phone, language, message, price, tax_rate, currency,
        paid_amount, paying, policy, token_version, sequence, cancelled_by, cancel_reason)
    SELECT gen_random_uuid(), tenant_id, 'M' || n, 'confirmed', 'web', start_at + n * interval '2 hours',
        end_at + n * interval '2 hours', location_id, mode, false, '', '', '', 'sv', '', price, 0, 'SEK',
        0, '', '{}', 1, 0, '', ''
    FROM (SELECT * FROM bookings_booking LIMIT 1) b, generate_series(1, 20000) n;
    INSERT INTO bookings_part (id, tenant_id, booking_id, position, service_id, resource_id, start_at, end_at,
        buffer_before, buffer_after, price)
    SELECT gen_random_uuid(), b.tenant_id, b.id, 0, p.service_id, p.resource_id, b.start_at, b.end_at, 0, 0, 0
    FROM bookings_booking b, (SELECT * FROM bookings_part LIMIT 1) p WHERE b.code ~ '^M[0-9]+$';
    INSERT INTO availability_occupancy (id, tenant_id, resource_id, start_at, end_at, kind, owner_id, exclusive)
    SELECT gen_random_uuid(), tenant_id, resource_id, start_at + n * interval '1 day', end_at + n * interval '1 day',
        'booking', gen_random_uuid(), true
    FROM (SELECT * FROM availability_occupancy WHERE exclusive) o, generate_series(1, 20000) n;
    INSERT INTO clients_client (id, tenant_id, code, name, email, phone, language, test)
    SELECT gen_random_uuid(), tenant_id, 'M' || n, 'N' || n, n || '@example.com', '', 'sv', false
    FROM (SELECT * FROM clients_client LIMIT 1) c, generate_series(1, 20000) n;
    INSERT INTO tenants_event (id, tenant_id, type, subject_id, subject_code, actor_kind, data)
    SELECT gen_random_uuid(), tenant_id, type, gen_random_uuid(), '', 'client', '{}'
    FROM (SELECT * FROM tenants_event LIMIT 1) e, generate_series(1, 20000) n;
    INSERT INTO tenants_delivery (id, tenant_id, event_id, consumer, attempts, done_at, last_error)
    SELECT gen_random_uuid(), tenant_id, id, 'test', 0, now(), '' FROM tenants_event;
    INSERT INTO availability_version (subject, tenant_id, version)
    SELECT gen_random_uuid(), tenant_id, 1 FROM (SELECT * FROM clients_client LIMIT 1) c, generate_series(1, 20000) n;
    ANALYZE;
"""


@pytest.fixture
def full(cast: Cast) -> Cast:
    """Salon has twenty thousand of everything, and PostgreSQL knows."""
    fill(cast.salon)
    server = os.environ["LEDIG_TEST_SUPERUSER_URL"].rpartition("/")[0]
    with psycopg.connect(f"{server}/{connection.settings_dict['NAME']}", autocommit=True) as superuser:
        superuser.execute(LARGE)
    return cast


def plans(act: Any) -> list[tuple[str, str]]:
    """Every query of `act`, and how PostgreSQL goes about it."""
    with CaptureQueriesContext(connection) as captured:
        act()
    asked = [query["sql"] for query in captured.captured_queries]
    asked = [sql for sql in asked if sql.lstrip().startswith(("SELECT", "WITH", "UPDATE", "DELETE"))]
    with connection.cursor() as cursor:
        return [(sql, _plan(cursor, sql)) for sql in asked if not sql.startswith("SELECT coalesce(current_setting")]


def _plan(cursor: Any, sql: str) -> str:
    cursor.execute("EXPLAIN " + sql)
    return "\n".join(row[0] for row in cursor.fetchall())


def no_long_reads(act: Any) -> None:
    looked = plans(act)
    assert looked
    for statement, plan in looked:
        read = {line.split("Seq Scan on ")[1].split()[0] for line in plan.splitlines() if "Seq Scan on " in line}
        assert read <= READ_WHOLE, f"{statement}\n{plan}"


def test_the_hottest_questions_go_by_an_index(full: Cast):
    tenant, bob = full.salon.tenant, full.bob
    ids = [practitioner.pk for practitioner in full.salon.practitioners]
    first = to_minute(TUESDAY)
    with tenant_tx(tenant):
        one = Booking.objects.exclude(code__regex="^M[0-9]+$").get()
        wish = Wish(current(tenant).service(full.salon.service.code))
        taken = plans(lambda: read_taken(tenant.pk, ids, first, first + 31 * 1440))
        assert [plan for _sql, plan in taken if "occupancy_by_start" in plan], taken
        no_long_reads(lambda: read_taken(tenant.pk, ids, first, first + 31 * 1440, kinds=True, ignoring=ids))
        no_long_reads(lambda: read(tenant))
        no_long_reads(lambda: agenda(tenant, bob, TUESDAY, TUESDAY + timedelta(days=7)))
        no_long_reads(lambda: managed(tenant, one.manage_token))
        no_long_reads(lambda: match_or_make(tenant=tenant, contact=Contact("D", "dana@example.com")))
        no_long_reads(lambda: history(one))
        no_long_reads(lambda: place_hold(tenant=tenant, wish=wish, start_at=TUESDAY + timedelta(days=1, hours=14)))
        no_long_reads(lambda: cancel(booking=one))
    with connections["relay"].cursor() as cursor:
        assert "delivery_due" in _plan(cursor, outbox.DUE)
