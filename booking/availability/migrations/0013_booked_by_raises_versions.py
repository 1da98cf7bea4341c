"""Who may book with a business at all is a rule like the others: whoever changes it raises the version of the rules."""

from django.db import migrations

RAISE = """
    CREATE FUNCTION raise_version_of_business() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO availability_version AS v (subject, tenant_id, version) VALUES (NEW.id, NEW.id, 1)
        ON CONFLICT (subject) DO UPDATE SET version = v.version + 1;
        RETURN NULL;
    END $$
"""
# Only then: the row is written for much else, also outside of the business's own transactions.
ON_BUSINESS = """
    CREATE TRIGGER raise_rules_version AFTER UPDATE OF booked_by ON tenants_tenant
    FOR EACH ROW WHEN (OLD.booked_by IS DISTINCT FROM NEW.booked_by) EXECUTE FUNCTION raise_version_of_business()
"""


class Migration(migrations.Migration):
    dependencies = [("availability", "0012_follows_length"), ("tenants", "0013_booked_by")]
    operations = [
        migrations.RunSQL(RAISE, "DROP FUNCTION raise_version_of_business() CASCADE"),
        migrations.RunSQL(ON_BUSINESS, migrations.RunSQL.noop),
    ]
