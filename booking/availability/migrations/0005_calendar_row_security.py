from django.db import migrations

from tenants.row_security import composite_key, tenant_table


class Migration(migrations.Migration):
    dependencies = [("availability", "0004_calendar")]
    operations = [
        *(tenant_table(f"availability_{name}") for name in ("activity", "templateweek", "templateblock")),
        composite_key("availability_activity", "resource_id", "resources_resource"),
        composite_key("availability_templateblock", "resource_id", "resources_resource"),
        composite_key("availability_templateblock", "location_id", "resources_location"),
        composite_key("availability_templateblock", "service_id", "resources_service"),
        composite_key("availability_templateblock", "week_id", "availability_templateweek"),
    ]
