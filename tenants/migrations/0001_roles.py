"""What the three roles may do, and the clock. Runs before any table exists, so that every table is covered."""

from django.db import migrations

from tenants.row_security import app_role, relay_role

ROLES = [
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    f'GRANT USAGE ON SCHEMA public TO "{app_role()}", "{relay_role()}"',
    f'GRANT SELECT ON ALL TABLES IN SCHEMA public TO "{app_role()}"',
    f'ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "{app_role()}"',
    f'ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO "{app_role()}"',
]
# The wall clock of the statement, not the start of the transaction: a lock may have been waited for meanwhile.
CLOCK = """
    CREATE FUNCTION ledig_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE
    AS $$ SELECT clock_timestamp() $$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    run_before = [
        ("contenttypes", "0001_initial"),
        ("auth", "0001_initial"),
        ("sessions", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(ROLES, migrations.RunSQL.noop),
        migrations.RunSQL(CLOCK, "DROP FUNCTION ledig_now()"),
    ]
