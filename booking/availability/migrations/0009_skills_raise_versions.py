"""Free times hang on skills as well."""

from django.db import migrations

TABLES = ("resources_skill", "resources_resourceskill", "resources_serviceskill")
RAISE = (
    "CREATE TRIGGER raise_rules_version AFTER INSERT OR UPDATE OR DELETE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION raise_rules_version()"
)


class Migration(migrations.Migration):
    dependencies = [("availability", "0008_group_terms_row_security"), ("resources", "0005_skills_row_security")]
    operations = [
        migrations.RunSQL(
            [RAISE.format(table=table) for table in TABLES],
            [f"DROP TRIGGER raise_rules_version ON {table}" for table in TABLES],
        ),
    ]
