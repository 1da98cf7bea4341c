"""The floor below the floor: the statements of a hold, and of its completion, by psycopg alone. Each line on stdin is
a plan, each line on stdout what came of it."""

import json
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection, models
from django.db.models.expressions import DatabaseDefault

from tests.bench.bare import confirm_rows, hold_rows

Statement = tuple[str, list[Any]]
TENANT = "SELECT set_config('app.tenant', %s, true)"
CONFIRM = """
    UPDATE bookings_booking SET client_id = %s, paying = 'on_site', status = 'confirmed', held_until = NULL,
        contact_name = 'Bench', contact_email = %s, language = 'sv', updated_at = ledig_now() WHERE id = %s
"""
KEEP = "UPDATE availability_occupancy SET expires_at = NULL WHERE owner_id = ANY(%s)"


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        for line in sys.stdin:
            self.stdout.write(json.dumps(run(json.loads(line))))
            self.stdout.flush()


def run(plan: dict[str, Any]) -> dict[str, Any]:
    tenant = UUID(plan["tenant"])
    jobs = [list(_job(tenant, asked, number, plan["whole"])) for number, asked in enumerate(plan["asked"])]
    todo = iter(jobs)
    took: list[float] = []
    ready = threading.Barrier(plan["clients"] + 1)
    threads = [threading.Thread(target=_client, args=(todo, took, ready)) for _ in range(plan["clients"])]
    for thread in threads:
        thread.start()
    ready.wait()
    begun, cpu = time.perf_counter(), time.process_time()
    for thread in threads:
        thread.join()
    return {"elapsed": time.perf_counter() - begun, "took": took, "own_cpu": time.process_time() - cpu}


def _client(todo: Iterator[list[list[Statement]]], took: list[float], ready: threading.Barrier) -> None:
    with psycopg.connect(**_address(), autocommit=True) as own:
        ready.wait()
        for job in todo:
            begun = time.perf_counter()
            for statements in job:
                with own.transaction():
                    for sql, parameters in statements:
                        own.execute(sql, parameters)
            took.append((time.perf_counter() - begun) * 1e3)


def _address() -> dict[str, Any]:
    database = settings.DATABASES["default"]
    return {
        "host": database["HOST"], "port": database["PORT"], "dbname": database["NAME"],
        "user": database["USER"], "password": database["PASSWORD"], "options": database["OPTIONS"]["options"],
    }  # fmt: skip


def _job(tenant: UUID, asked: dict[str, Any], number: int, whole: bool) -> Iterator[list[Statement]]:
    """Transactions, each a list of statements."""
    begin = (TENANT, [str(tenant)])
    booking, *others = hold_rows(tenant, asked, datetime.now(UTC))
    yield [begin, *map(_insert, (booking, *others))]
    if whole:
        client, *told = confirm_rows(tenant, booking.pk, f"client-{number}@bench.example")
        changes = [(CONFIRM, [client.pk, client.email, booking.pk]), (KEEP, [[others[0].pk]])]  # type: ignore[attr-defined]
        yield [begin, *map(_insert, (client, *told)), *changes]


def _insert(row: models.Model) -> Statement:
    """What the ORM would write. What the database makes itself is left out."""
    given = {
        field.column: field.get_db_prep_save(getattr(row, field.attname), connection)
        for field in row._meta.concrete_fields
        if not field.generated and not isinstance(getattr(row, field.attname, None), DatabaseDefault)
    }
    marks = ", ".join(["%s"] * len(given))
    return f"INSERT INTO {row._meta.db_table} ({', '.join(given)}) VALUES ({marks})", list(given.values())
