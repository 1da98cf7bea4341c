"""Units and teams are part of the catalogue, which is kept in each process and is exact by the version of the rules."""

from django.db import migrations

from tenants.row_security import composite_key, tenant_table

TABLES = ("resources_unit", "resources_team", "resources_teammember")
RAISE = (
    "CREATE TRIGGER raise_rules_version AFTER INSERT OR UPDATE OR DELETE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION raise_rules_version()"
)


class Migration(migrations.Migration):
    dependencies = [("resources", "0017_units"), ("availability", "0003_versions")]
    operations = [
        *(tenant_table(table) for table in TABLES),
        composite_key("resources_unit", "above_id", "resources_unit"),
        composite_key("resources_location", "unit_id", "resources_unit"),
        composite_key("resources_resource", "unit_id", "resources_unit"),
        composite_key("resources_teammember", "team_id", "resources_team"),
        composite_key("resources_teammember", "resource_id", "resources_resource"),
        migrations.RunSQL(
            [RAISE.format(table=table) for table in TABLES],
            [f"DROP TRIGGER raise_rules_version ON {table}" for table in TABLES],
        ),
    ]
