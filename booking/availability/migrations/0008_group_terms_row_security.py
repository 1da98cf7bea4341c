"""A group and its terms are rules: whoever changes them raises the version of the business."""

from django.db import migrations

from tenants.row_security import composite_key, tenant_table

RULES = ["clients_group", "availability_groupterms"]


def on_rules(table: str) -> str:
    return (
        f"CREATE TRIGGER raise_rules_version AFTER INSERT OR UPDATE OR DELETE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION raise_rules_version()"
    )


class Migration(migrations.Migration):
    dependencies = [("availability", "0007_group_terms"), ("clients", "0007_groups_row_security")]
    operations = [
        tenant_table("availability_groupterms"),
        composite_key("availability_groupterms", "group_id", "clients_group"),
        composite_key("availability_groupterms", "service_id", "resources_service"),
        migrations.RunSQL([on_rules(table) for table in RULES], migrations.RunSQL.noop),
    ]
