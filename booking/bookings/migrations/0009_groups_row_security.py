from django.db import migrations

from tenants.row_security import composite_key


class Migration(migrations.Migration):
    dependencies = [("bookings", "0008_groups"), ("clients", "0007_groups_row_security")]
    operations = [composite_key("bookings_booking", "group_id", "clients_group")]
