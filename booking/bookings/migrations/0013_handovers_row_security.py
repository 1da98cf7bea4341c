from django.db import migrations

from tenants.row_security import composite_key, tenant_table


class Migration(migrations.Migration):
    dependencies = [("bookings", "0012_handovers")]
    operations = [
        tenant_table("bookings_handover"),
        composite_key("bookings_handover", "booking_id", "bookings_booking"),
        composite_key("bookings_handover", "client_id", "clients_client"),
    ]
