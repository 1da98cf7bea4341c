from django.db import migrations

from tenants.row_security import composite_key, tenant_table


class Migration(migrations.Migration):
    dependencies = [("resources", "0004_skills")]
    operations = [
        tenant_table("resources_skill"),
        tenant_table("resources_resourceskill"),
        tenant_table("resources_serviceskill"),
        composite_key("resources_resourceskill", "resource_id", "resources_resource"),
        composite_key("resources_resourceskill", "skill_id", "resources_skill"),
        composite_key("resources_serviceskill", "service_id", "resources_service"),
        composite_key("resources_serviceskill", "skill_id", "resources_skill"),
        composite_key("resources_requirement", "skill_id", "resources_skill"),
    ]
