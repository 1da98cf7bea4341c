"""Rows of a business are hidden from all others; events can be added and read, never changed."""

from django.db import migrations

from tenants.row_security import app_role, composite_key, tenant_table

DUE = ["tenant_id", "id", "consumer", "due_at", "leased_until", "done_at", "dead_at"]
# A limit that a crash forgets does no harm; one that costs a write-ahead log on every request does.
LIMITS = ["ALTER TABLE tenants_limit SET UNLOGGED"]


class Migration(migrations.Migration):
    dependencies = [("tenants", "0002_tables")]
    operations = [
        tenant_table("tenants_event", append_only=True),
        tenant_table("tenants_delivery", relay_reads=DUE),
        tenant_table("tenants_apikey"),
        tenant_table("tenants_idempotencykey"),
        composite_key("tenants_delivery", "event_id", "tenants_event"),
        migrations.RunSQL(LIMITS, migrations.RunSQL.noop),
        migrations.RunSQL(
            f'REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM "{app_role()}"', migrations.RunSQL.noop
        ),
    ]
