from django.db import migrations

from tenants.row_security import tenant_table

# A business points to a picture of its own; row security is lifted while PostgreSQL looks at the rows that are there.
LOGO = [
    "ALTER TABLE tenants_picture NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE tenants_tenant ADD CONSTRAINT tenants_tenant_logo_id_in_tenant "
    "FOREIGN KEY (id, logo_id) REFERENCES tenants_picture (tenant_id, id)",
    "ALTER TABLE tenants_picture FORCE ROW LEVEL SECURITY",
]


class Migration(migrations.Migration):
    dependencies = [("tenants", "0010_pictures")]
    operations = [
        tenant_table("tenants_picture"),
        migrations.RunSQL(LOGO, "ALTER TABLE tenants_tenant DROP CONSTRAINT tenants_tenant_logo_id_in_tenant"),
    ]
