"""Free times hang on which parts a business has switched on as well."""

from django.db import migrations

RAISE = """
    CREATE FUNCTION raise_version_of_modules() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO availability_version AS v (subject, tenant_id, version) VALUES (NEW.id, NEW.id, 1)
        ON CONFLICT (subject) DO UPDATE SET version = v.version + 1;
        RETURN NULL;
    END $$
"""
WHEN = """
    CREATE TRIGGER raise_version_of_modules AFTER UPDATE ON tenants_tenant FOR EACH ROW
    WHEN (OLD.modules_off IS DISTINCT FROM NEW.modules_off) EXECUTE FUNCTION raise_version_of_modules()
"""


class Migration(migrations.Migration):
    dependencies = [("availability", "0010_parts_and_things"), ("tenants", "0014_modules")]
    operations = [
        migrations.RunSQL([RAISE, WHEN], "DROP FUNCTION raise_version_of_modules() CASCADE"),
    ]
