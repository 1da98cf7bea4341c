"""A single time can be for a few services: the list replaces the one. A list has no foreign keys, so triggers keep what
the key kept: it names services of the same business alone, each once, and none of them can be deleted."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import Q

TABLES = ("availability_openslot", "availability_templateblock")
TENANTS = "SELECT id FROM tenants_tenant"
ENTER = "SELECT set_config('app.tenant', %s, true)"  # not even the owner sees a row without it
CARRY_OVER = (
    "UPDATE availability_openslot SET service_ids = ARRAY[service_id] WHERE service_id IS NOT NULL",
    "UPDATE availability_templateblock SET service_ids = ARRAY[service_id], service_id = NULL "
    "WHERE kind = 'slot' AND service_id IS NOT NULL",
)
CARRY_BACK = (
    "UPDATE availability_openslot SET service_id = service_ids[1] WHERE service_ids IS NOT NULL",
    "UPDATE availability_templateblock SET service_id = service_ids[1], service_ids = NULL "
    "WHERE kind = 'slot' AND service_ids IS NOT NULL",
)
# The rows are locked as by a foreign key: who deletes a service waits for whoever names it, and the other way round.
NAMED = """
    CREATE FUNCTION must_name_own_services() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE found integer;
    BEGIN
        PERFORM FROM resources_service WHERE tenant_id = NEW.tenant_id AND id = ANY (NEW.service_ids) FOR KEY SHARE;
        GET DIAGNOSTICS found = ROW_COUNT;
        IF found <> cardinality(NEW.service_ids) THEN
            RAISE foreign_key_violation USING MESSAGE = TG_TABLE_NAME || ' names a service that is not there';
        END IF;
        RETURN NULL;
    END $$
"""
KEPT = """
    CREATE FUNCTION must_not_be_named() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT FROM availability_openslot
                   WHERE tenant_id = OLD.tenant_id AND OLD.id = ANY (service_ids))
        OR EXISTS (SELECT FROM availability_templateblock
                   WHERE tenant_id = OLD.tenant_id AND OLD.id = ANY (service_ids)) THEN
            RAISE foreign_key_violation USING MESSAGE = 'an open time or a template week is for this service';
        END IF;
        RETURN NULL;
    END $$
"""
ON_NAMING = (
    "CREATE TRIGGER must_name_own_services AFTER INSERT OR UPDATE OF service_ids, tenant_id ON {table} "
    "FOR EACH ROW WHEN (NEW.service_ids IS NOT NULL) EXECUTE FUNCTION must_name_own_services()"
)
ON_DELETING = (
    "CREATE TRIGGER must_not_be_named AFTER DELETE ON resources_service "
    "FOR EACH ROW EXECUTE FUNCTION must_not_be_named()"
)


def in_each_business(statements):
    def run(_apps, schema_editor):
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(TENANTS)
            for (tenant,) in cursor.fetchall():
                cursor.execute(ENTER, [str(tenant)])
                for statement in statements:
                    cursor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("availability", "0010_parts_and_things"), ("resources", "0009_booked_by")]
    operations = [
        migrations.AddField(
            "openslot", "service_ids", ArrayField(models.UUIDField(), blank=True, null=True, size=None)
        ),
        migrations.RunPython(in_each_business(CARRY_OVER), in_each_business(CARRY_BACK)),
        migrations.RemoveField("openslot", "service"),
        migrations.AddConstraint(
            "openslot",
            models.CheckConstraint(
                condition=Q(service_ids=None) | Q(service_ids__len__gte=1), name="open_slot_is_for_some_service"
            ),
        ),
        migrations.RunSQL(NAMED, "DROP FUNCTION must_name_own_services() CASCADE"),
        migrations.RunSQL(KEPT, "DROP FUNCTION must_not_be_named() CASCADE"),
        migrations.RunSQL([ON_NAMING.format(table=table) for table in TABLES], migrations.RunSQL.noop),
        migrations.RunSQL(ON_DELETING, migrations.RunSQL.noop),
    ]
