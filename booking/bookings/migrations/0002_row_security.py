from django.db import migrations

from tenants.row_security import composite_key, tenant_table

UNFINISHED = ["tenant_id", "id", "status", "held_until"]


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0001_tables"),
        ("availability", "0003_versions"),
        ("clients", "0002_row_security"),
    ]
    operations = [
        tenant_table("bookings_booking", relay_reads=UNFINISHED),
        tenant_table("bookings_part"),
        composite_key("bookings_booking", "client_id", "clients_client"),
        composite_key("bookings_booking", "location_id", "resources_location"),
        composite_key("bookings_part", "booking_id", "bookings_booking"),
        composite_key("bookings_part", "service_id", "resources_service"),
        composite_key("bookings_part", "resource_id", "resources_resource"),
    ]
