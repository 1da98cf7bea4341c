"""What went back before bookings knew of it, from the ledger. Without it an old refund that the bank sends back would
make a booking's sum negative, which is refused."""

from django.db import migrations

TENANTS = "SELECT id FROM tenants_tenant"
ENTER = "SELECT set_config('app.tenant', %s, true)"  # not even the owner sees a row without it
FROM_LEDGER = """
    UPDATE bookings_booking AS b SET refunded_amount = l.total
    FROM (
        SELECT booking_id, currency, -sum(amount) AS total FROM payments_ledgerentry
        WHERE amount < 0 OR stripe_id LIKE '%%:returned' GROUP BY booking_id, currency
    ) AS l
    WHERE b.tenant_id = %s AND b.id = l.booking_id AND b.currency = l.currency AND b.refunded_amount <> l.total
"""


def fill_in(_apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(TENANTS)
        for (tenant,) in cursor.fetchall():
            cursor.execute(ENTER, [str(tenant)])
            cursor.execute(FROM_LEDGER, [tenant])


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_row_security"), ("bookings", "0004_refunded_amount")]
    operations = [migrations.RunPython(fill_in, migrations.RunPython.noop)]
