from django.db import migrations

from tenants.row_security import composite_key, tenant_table


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_tables"), ("bookings", "0002_row_security")]
    operations = [
        tenant_table("payments_payment", relay_reads=["tenant_id", "id", "check_at"]),
        tenant_table("payments_ledgerentry", append_only=True),
        tenant_table("payments_refund"),
        composite_key("payments_payment", "booking_id", "bookings_booking"),
        composite_key("payments_ledgerentry", "payment_id", "payments_payment"),
        composite_key("payments_ledgerentry", "booking_id", "bookings_booking"),
        composite_key("payments_refund", "payment_id", "payments_payment"),
    ]
