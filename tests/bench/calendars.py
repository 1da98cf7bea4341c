"""Fills calendars: 60 % of eight hours, day after day, by one statement for each business. As *app*, under row
security, with every trigger and constraint at work."""

import random
from datetime import date
from typing import Any

from django.db import connection

from booking.clients.models import Client
from tenants.models import Tenant, new_key
from tenants.tenancy import tenant_tx
from tests.bench.sizes import OPENS, ZONE

REGULARS = 300
PATTERNS = 97  # a prime, so that neighbours in time and place look different

# Which hours are taken: the pattern of a practitioner's day. Ids are made by the database, in order of time.
WANTED = """
    WITH wanted AS MATERIALIZED (
        SELECT uuidv7() AS booking_id, uuidv7() AS part_id, people.id AS resource_id,
               people.n * 7 + days.n * 5 + first AS pick,
               (day + %(opens)s::time) AT TIME ZONE %(zone)s + first * interval '15 minutes' AS start_at,
               (day + %(opens)s::time) AT TIME ZONE %(zone)s + until * interval '15 minutes' AS end_at
        FROM unnest(%(people)s::uuid[]) WITH ORDINALITY AS people (id, n)
        CROSS JOIN generate_series(0, %(until)s::date - %(since)s::date) AS days (n)
        CROSS JOIN LATERAL (SELECT %(since)s::date + days.n AS day) AS dated
        JOIN unnest(%(patterns)s::int[], %(firsts)s::int[], %(untils)s::int[]) AS taken (pattern, first, until)
          ON taken.pattern = (people.n * 31 + days.n * 7) %% %(count)s)
"""
BOOKINGS = """,
    booked AS (
        INSERT INTO bookings_booking (id, tenant_id, code, status, channel, start_at, end_at, location_id, mode,
            client_proven, contact_name, contact_email, contact_phone, language, message, price, tax_rate, currency,
            client_id, paid_amount, paying, policy, token_version, sequence, cancelled_by, cancel_reason)
        SELECT booking_id, %(tenant)s, upper(left(md5(booking_id::text), 12)), 'confirmed', 'import', start_at, end_at,
            %(place)s, 'on_site', false, 'Somebody', '', '', 'sv', '', 50000, 0, 'SEK',
            (%(clients)s::uuid[])[1 + pick %% %(regulars)s], 0, 'on_site', '{}', 1, 0, '', ''
        FROM wanted),
    parted AS (
        INSERT INTO bookings_part (id, tenant_id, booking_id, position, service_id, resource_id, start_at, end_at,
            buffer_before, buffer_after, price)
        SELECT part_id, %(tenant)s, booking_id, 0, %(service)s, resource_id, start_at, end_at, 0, 0, 50000 FROM wanted)
"""
OCCUPANCIES = """
    INSERT INTO availability_occupancy (id, tenant_id, resource_id, start_at, end_at, kind, owner_id, exclusive)
    SELECT uuidv7(), %(tenant)s, resource_id, start_at, end_at, 'booking', part_id, true FROM wanted
"""


def book(tenant: Tenant, since: date, until: date, *, whole: bool) -> int:
    """Book the days, both included. `whole`: with bookings and parts; else only what is taken. Returns how many."""
    with tenant_tx(tenant), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', '0', true)")
        statement = WANTED + (BOOKINGS if whole else "") + OCCUPANCIES
        days = {"since": since, "until": until}
        cursor.execute(statement, _facts(cursor, tenant) | days | _regulars(tenant, whole=whole) | _patterns())
        return cursor.rowcount


def _facts(cursor: Any, tenant: Tenant) -> dict[str, Any]:
    cursor.execute("SELECT array_agg(id ORDER BY position), min(location_id::text) FROM resources_resource")
    people, place = cursor.fetchone()
    cursor.execute("SELECT id FROM resources_service")
    (service,) = cursor.fetchone()
    return {"tenant": tenant.pk, "people": people, "place": place, "service": service, "opens": OPENS, "zone": ZONE}


def _regulars(tenant: Tenant, *, whole: bool) -> dict[str, Any]:
    """Who comes: so many that some are there for the first time and most have been before."""
    if whole and not Client.objects.filter(tenant=tenant).exists():
        Client.objects.bulk_create(
            Client(tenant=tenant, name=f"Client {n:03}", email=f"client{n:03}@example.com", pk=new_key())
            for n in range(REGULARS)
        )
    return {"clients": list(Client.objects.filter(tenant=tenant).values_list("pk", flat=True)), "regulars": REGULARS}


def _patterns() -> dict[str, Any]:
    """Days of five bookings of 45 to 75 minutes, 19 quarters of 32, with gaps at random; the same in every run."""
    random_ = random.Random(7)
    rows: list[tuple[int, int, int]] = []
    for pattern in range(PATTERNS):
        gaps = [0, *sorted(random_.randrange(14) for _ in range(5))]
        at = 0
        for length, gap, before in zip(random_.sample((3, 3, 4, 4, 5), 5), gaps[1:], gaps, strict=False):
            at += gap - before
            rows.append((pattern, at, at + length))
            at += length
    patterns, firsts, untils = (list(column) for column in zip(*rows, strict=True))
    return {"patterns": patterns, "firsts": firsts, "untils": untils, "count": PATTERNS}
