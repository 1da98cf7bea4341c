from django.db import migrations

from tenants.row_security import composite_key, tenant_table

ON_HOURS = """
    CREATE TRIGGER raise_rules_version AFTER INSERT OR UPDATE OR DELETE ON availability_placehours
    FOR EACH STATEMENT EXECUTE FUNCTION raise_rules_version()
"""


class Migration(migrations.Migration):
    dependencies = [("availability", "0015_place_hours")]
    operations = [
        tenant_table("availability_placehours"),
        composite_key("availability_placehours", "location_id", "resources_location"),
        migrations.RunSQL(ON_HOURS, migrations.RunSQL.noop),
    ]
