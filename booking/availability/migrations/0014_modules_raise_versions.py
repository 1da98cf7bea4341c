"""Free times hang on which parts a business has switched on as well."""

from django.db import migrations

WHEN = """
    CREATE OR REPLACE TRIGGER raise_rules_version AFTER UPDATE ON tenants_tenant FOR EACH ROW
    WHEN ((OLD.booked_by, OLD.modules_off) IS DISTINCT FROM (NEW.booked_by, NEW.modules_off))
    EXECUTE FUNCTION raise_version_of_business()
"""


class Migration(migrations.Migration):
    dependencies = [("availability", "0013_booked_by_raises_versions"), ("tenants", "0014_modules")]
    operations = [migrations.RunSQL(WHEN, migrations.RunSQL.noop)]
