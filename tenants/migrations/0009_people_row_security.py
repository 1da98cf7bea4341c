from django.db import migrations

from tenants.row_security import composite_key, tenant_table


class Migration(migrations.Migration):
    dependencies = [("tenants", "0008_people")]
    operations = [
        tenant_table("tenants_invitation"),
        composite_key("tenants_invitation", "invited_by_id", "tenants_membership", target_is_global=True),
        composite_key("tenants_apikey", "made_by_id", "tenants_membership", target_is_global=True),
    ]
