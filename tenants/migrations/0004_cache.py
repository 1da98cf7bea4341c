"""Where login limits are counted. Unlogged: a crash may forget them, the loss of Redis does not."""

from django.db import migrations

TABLE = """
    CREATE UNLOGGED TABLE tenants_cache (
        cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
    CREATE INDEX tenants_cache_expires ON tenants_cache (expires)
"""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0003_row_security")]
    operations = [migrations.RunSQL(TABLE, "DROP TABLE tenants_cache")]
