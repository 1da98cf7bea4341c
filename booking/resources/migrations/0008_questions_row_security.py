from django.db import migrations

from tenants.row_security import composite_key, tenant_table

# The catalogue is kept in each process and is exact by the version of the rules: questions are part of it.
RAISE = (
    "CREATE TRIGGER raise_rules_version AFTER INSERT OR UPDATE OR DELETE ON resources_question "
    "FOR EACH STATEMENT EXECUTE FUNCTION raise_rules_version()"
)


class Migration(migrations.Migration):
    dependencies = [("resources", "0007_questions"), ("availability", "0003_versions")]
    operations = [
        tenant_table("resources_question"),
        composite_key("resources_question", "service_id", "resources_service"),
        migrations.RunSQL(RAISE, migrations.RunSQL.noop),
    ]
