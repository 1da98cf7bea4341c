"""What the exact cache stands on: every change raises a version in its own transaction, whoever makes it."""

from django.db import migrations

RULES = [
    "resources_location",
    "resources_resource",
    "resources_service",
    "resources_servicelength",
    "resources_serviceprovider",
    "resources_requirement",
    "availability_weeklyhours",
    "availability_shift",
    "availability_openslot",
    "availability_closure",
]
RAISE_RULES = """
    CREATE FUNCTION raise_rules_version() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO availability_version AS v (subject, tenant_id, version)
        VALUES (current_setting('app.tenant')::uuid, current_setting('app.tenant')::uuid, 1)
        ON CONFLICT (subject) DO UPDATE SET version = v.version + 1;
        RETURN NULL;
    END $$
"""
# In the order of ids, like the locks on the resources themselves.
RAISE_OCCUPANCIES = """
    CREATE FUNCTION raise_occupancy_version() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO availability_version AS v (subject, tenant_id, version)
        SELECT DISTINCT resource_id, tenant_id, 1 FROM touched ORDER BY resource_id
        ON CONFLICT (subject) DO UPDATE SET version = v.version + 1;
        RETURN NULL;
    END $$
"""


def on_rules(table: str) -> str:
    return (
        f"CREATE TRIGGER raise_rules_version AFTER INSERT OR UPDATE OR DELETE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION raise_rules_version()"
    )


def on_occupancies(change: str, rows: str) -> str:
    return (
        f"CREATE TRIGGER raise_version_{change.lower()}_{rows.lower()} AFTER {change} ON availability_occupancy "
        f"REFERENCING {rows} TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION raise_occupancy_version()"
    )


class Migration(migrations.Migration):
    dependencies = [("availability", "0002_row_security")]
    operations = [
        migrations.RunSQL("ALTER TABLE availability_version ALTER version SET DEFAULT 1", migrations.RunSQL.noop),
        migrations.RunSQL(RAISE_RULES, "DROP FUNCTION raise_rules_version() CASCADE"),
        migrations.RunSQL(RAISE_OCCUPANCIES, "DROP FUNCTION raise_occupancy_version() CASCADE"),
        migrations.RunSQL([on_rules(table) for table in RULES], migrations.RunSQL.noop),
        migrations.RunSQL(
            [
                on_occupancies("INSERT", "NEW"),
                on_occupancies("UPDATE", "NEW"),
                on_occupancies("UPDATE", "OLD"),
                on_occupancies("DELETE", "OLD"),
            ],
            migrations.RunSQL.noop,
        ),
    ]
