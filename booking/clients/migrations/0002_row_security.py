from django.db import migrations

from tenants.row_security import tenant_table


class Migration(migrations.Migration):
    dependencies = [("clients", "0001_tables"), ("tenants", "0003_row_security")]
    operations = [tenant_table("clients_client")]
