from django.db import migrations

from tenants.row_security import composite_key, tenant_table


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_tables"), ("bookings", "0002_row_security")]
    operations = [
        tenant_table("notifications_message", relay_reads=["tenant_id", "id", "status", "due_at", "leased_until"]),
        composite_key("notifications_message", "booking_id", "bookings_booking"),
    ]
