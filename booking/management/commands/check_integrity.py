"""`manage.py check_integrity`: what must never be true, looked for in every business as the app sees it.

Each check is one query that finds the offenders by a public code or an id, never by anything personal. Prints one
line for each, or everything as JSON, and exits with 1 when there is any."""

import json
import sys
from dataclasses import asdict, dataclass
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from tenants.models import Tenant
from tenants.tenancy import tenant_tx

CHECKS = {
    "overlap of exclusive occupancies": """
        SELECT id FROM (
            SELECT id, start_at, max(end_at) OVER (
                PARTITION BY resource_id ORDER BY start_at, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS taken_until
            FROM availability_occupancy WHERE exclusive
        ) AS taken WHERE start_at < taken_until
    """,
    "standing booking without its time": """
        SELECT DISTINCT b.code FROM bookings_booking b LEFT JOIN bookings_part p ON p.booking_id = b.id
        LEFT JOIN LATERAL (VALUES
            (p.start_at - p.buffer_before * interval '1 minute',
             CASE p.gap_end WHEN 0 THEN p.end_at ELSE p.start_at + p.gap_begin * interval '1 minute' END),
            (p.start_at + p.gap_end * interval '1 minute', p.end_at + p.buffer_after * interval '1 minute')
        ) AS piece (begins, ends) ON true
        WHERE b.status IN ('confirmed', 'completed', 'no_show') AND NOT EXISTS (
            SELECT 1 FROM availability_occupancy o
            WHERE o.owner_id = p.id AND o.resource_id = p.resource_id AND o.expires_at IS NULL
              AND o.start_at <= piece.begins AND o.end_at >= piece.ends)
    """,
    "time taken by a booking that is over": """
        SELECT DISTINCT b.code FROM bookings_booking b JOIN bookings_part p ON p.booking_id = b.id
        JOIN availability_occupancy o ON o.owner_id = p.id WHERE b.status IN ('expired', 'cancelled')
    """,
    "booking over another without a reason": """
        SELECT DISTINCT b.code FROM availability_occupancy o
        JOIN bookings_part p ON p.id = o.owner_id JOIN bookings_booking b ON b.id = p.booking_id
        WHERE o.kind = 'booking' AND NOT o.exclusive AND b.forced_reason = ''
    """,
    "booking without an event": """
        SELECT code FROM bookings_booking b
        WHERE NOT EXISTS (SELECT 1 FROM tenants_event e WHERE e.tenant_id = b.tenant_id AND e.subject_id = b.id)
    """,
    "paid amount differs from the ledger": """
        SELECT b.code FROM bookings_booking b LEFT JOIN (
            SELECT booking_id, currency, sum(amount) AS total FROM payments_ledgerentry GROUP BY booking_id, currency
        ) AS l ON l.booking_id = b.id AND l.currency = b.currency WHERE b.paid_amount <> coalesce(l.total, 0)
    """,
    "refunded amount differs from the ledger": """
        SELECT b.code FROM bookings_booking b LEFT JOIN (
            SELECT booking_id, currency, -sum(amount) AS total FROM payments_ledgerentry
            WHERE amount < 0 OR stripe_id LIKE '%:returned' GROUP BY booking_id, currency
        ) AS l ON l.booking_id = b.id AND l.currency = b.currency WHERE b.refunded_amount <> coalesce(l.total, 0)
    """,
    "ledger entry under another booking than its payment": """
        SELECT l.id FROM payments_ledgerentry l JOIN payments_payment p ON p.id = l.payment_id
        WHERE l.booking_id <> p.booking_id
    """,
    "payment that succeeded without a ledger entry": """
        SELECT id FROM payments_payment p WHERE status = 'succeeded'
        AND NOT EXISTS (SELECT 1 FROM payments_ledgerentry l WHERE l.payment_id = p.id AND l.amount > 0)
    """,
    "more given back than came in": """
        SELECT p.id FROM payments_payment p WHERE
            (SELECT coalesce(sum(amount), 0) FROM payments_ledgerentry l WHERE l.payment_id = p.id) < 0
            OR (SELECT coalesce(sum(amount), 0) FROM payments_refund r
                WHERE r.payment_id = p.id AND r.status <> 'refused')
             > (SELECT coalesce(sum(amount), 0) FROM payments_ledgerentry l
                WHERE l.payment_id = p.id AND l.amount > 0 AND l.stripe_id NOT LIKE '%:returned')
    """,
    "refund that nobody will send": """
        SELECT r.id FROM payments_refund r JOIN payments_payment p ON p.id = r.payment_id
        WHERE r.status = 'planned' AND p.check_at IS NULL
    """,
    "stuck booking": """
        SELECT code FROM bookings_booking
        WHERE status IN ('held', 'awaiting_payment', 'requested') AND held_until < ledig_now() - interval '2 minutes'
    """,
    "stuck payment": "SELECT id FROM payments_payment WHERE check_at < ledig_now() - interval '2 minutes'",
    "stuck delivery": """
        SELECT id FROM tenants_delivery
        WHERE done_at IS NULL AND dead_at IS NULL
          AND greatest(due_at, leased_until) < ledig_now() - interval '2 minutes'
    """,
    "stuck message": """
        SELECT id FROM notifications_message
        WHERE status = 'planned' AND greatest(due_at, leased_until) < ledig_now() - interval '2 minutes'
    """,
}
EVERYWHERE = {
    "stuck event from Stripe": """
        SELECT event_id FROM payments_stripeinbox WHERE done_at IS NULL AND due_at < ledig_now() - interval '2 minutes'
    """,
}


@dataclass(frozen=True, slots=True)
class Fault:
    tenant: str
    what: str
    which: str


def find_faults() -> list[Fault]:
    """In all businesses, one transaction for each; then in what belongs to none."""
    faults = []
    for tenant in Tenant.objects.order_by("slug"):
        with tenant_tx(tenant):
            faults += _run(CHECKS, tenant.slug)
    return faults + _run(EVERYWHERE, "")


def _run(checks: dict[str, str], slug: str) -> list[Fault]:
    found = []
    with connection.cursor() as cursor:
        for what, query in checks.items():
            cursor.execute(query)
            found += [Fault(slug, what, str(which)) for (which,) in cursor.fetchall()]
    return found


class Command(BaseCommand):
    help = "Looks for overlaps, ledger differences, stuck work and rows without events. Changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="the findings as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        faults = find_faults()
        if options["json"]:
            self.stdout.write(json.dumps({"faults": [asdict(fault) for fault in faults]}))
        else:
            for fault in faults:
                self.stdout.write(f"{fault.tenant or '-'}\t{fault.what}\t{fault.which}")
            self.stdout.write(f"{len(faults)} found." if faults else "Everything is in order.")
        if faults:
            sys.exit(1)
