"""Whether a price follows the length is a fact now. Of what is there it is reckoned once more, as it was at every look
until now: by today's lengths and prices."""

from babel.numbers import get_currency_precision
from django.db import migrations, models

TENANTS = "SELECT id, currency FROM tenants_tenant"
ENTER = "SELECT set_config('app.tenant', %s, true)"  # not even the owner sees a row without it
SLOTS = (
    "SELECT id, resource_id, service_ids, price, floor(extract(epoch FROM end_at - start_at) / 60)::int AS minutes "
    "FROM availability_openslot"
)
BLOCKS = (
    "SELECT id, resource_id, service_ids, price, "
    "((extract(epoch FROM closes - opens)::int / 60 + 1439) %% 1440) + 1 AS minutes "
    "FROM availability_templateblock WHERE kind = 'slot'"
)
# Of the first service that it is for and that the person gives: their own length and price, else the service's first.
USUAL = """
    SELECT DISTINCT ON (opened.id) opened.id, opened.minutes, opened.price, usual.minutes, usual.price
    FROM ({opened}) AS opened LEFT JOIN LATERAL (
        SELECT coalesce(nullif(given.minutes, 0), shortest.minutes) AS minutes,
               coalesce(given.price, as_long.price, shortest.price, 0) AS price, service.position, service.name
        FROM resources_serviceprovider AS given
        JOIN resources_resource AS person ON person.id = given.resource_id AND person.active
        JOIN resources_service AS service ON service.id = given.service_id
        LEFT JOIN LATERAL (
            SELECT minutes, price FROM resources_servicelength WHERE service_id = service.id ORDER BY minutes LIMIT 1
        ) AS shortest ON true
        LEFT JOIN resources_servicelength AS as_long
            ON as_long.service_id = service.id
            AND as_long.minutes = coalesce(nullif(given.minutes, 0), shortest.minutes)
        WHERE given.resource_id = opened.resource_id
        AND coalesce(nullif(given.minutes, 0), shortest.minutes) IS NOT NULL
        AND CASE WHEN opened.service_ids IS NULL THEN service.active ELSE service.id = ANY (opened.service_ids) END
    ) AS usual ON true
    ORDER BY opened.id, usual.position, usual.name
"""
FILL = "UPDATE {table} SET follows_length = true WHERE id = ANY (%s)"
TABLES = {"availability_openslot": SLOTS, "availability_templateblock": BLOCKS}


def fill_in(_apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(TENANTS)
        for tenant, currency in cursor.fetchall():
            cursor.execute(ENTER, [str(tenant)])
            whole = 10 ** get_currency_precision(currency)
            for table, opened in TABLES.items():
                cursor.execute(USUAL.format(opened=opened), [])
                found = [pk for pk, *prices in cursor.fetchall() if follows(*prices, whole)]
                cursor.execute(FILL.format(table=table), [found])


def follows(minutes, price, usual_minutes, usual_price, whole):
    if usual_price is None or minutes == usual_minutes:
        return price == usual_price
    by_length = (2 * usual_price * minutes + usual_minutes * whole) // (2 * usual_minutes * whole) * whole
    return price == by_length


class Migration(migrations.Migration):
    dependencies = [("availability", "0011_slot_services")]
    operations = [
        migrations.AddField("openslot", "follows_length", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("templateblock", "follows_length", models.BooleanField(db_default=False, default=False)),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
    ]
