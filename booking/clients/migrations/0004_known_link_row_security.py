from django.db import migrations

from tenants.row_security import composite_key, tenant_table


class Migration(migrations.Migration):
    dependencies = [("clients", "0003_known_link")]
    operations = [
        tenant_table("clients_knownlink"),
        composite_key("clients_knownlink", "client_id", "clients_client"),
    ]
