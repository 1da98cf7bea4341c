from django.db import migrations

from tenants.row_security import composite_key, tenant_table


class Migration(migrations.Migration):
    dependencies = [("bookings", "0006_answers")]
    operations = [
        tenant_table("bookings_answers"),
        composite_key("bookings_answers", "booking_id", "bookings_booking"),
    ]
