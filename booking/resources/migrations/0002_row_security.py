from django.db import migrations

from tenants.row_security import composite_key, tenant_table


class Migration(migrations.Migration):
    dependencies = [("resources", "0001_tables"), ("tenants", "0003_row_security")]
    operations = [
        tenant_table("resources_location"),
        tenant_table("resources_resource"),
        tenant_table("resources_service"),
        tenant_table("resources_servicelength"),
        tenant_table("resources_serviceprovider"),
        tenant_table("resources_requirement"),
        composite_key("resources_resource", "location_id", "resources_location"),
        composite_key("resources_resource", "member_id", "tenants_membership", target_is_global=True),
        composite_key("resources_servicelength", "service_id", "resources_service"),
        composite_key("resources_serviceprovider", "service_id", "resources_service"),
        composite_key("resources_serviceprovider", "resource_id", "resources_resource"),
        composite_key("resources_requirement", "service_id", "resources_service"),
    ]
