from django.db import migrations

from tenants.row_security import composite_key, tenant_table


class Migration(migrations.Migration):
    dependencies = [("clients", "0006_groups")]
    operations = [
        tenant_table("clients_group"),
        composite_key("clients_client", "group_id", "clients_group"),
    ]
