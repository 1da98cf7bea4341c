from django.db import migrations

from tenants.row_security import composite_key, tenant_table

OF_A_RESOURCE = ["weeklyhours", "shift", "openslot", "closure", "absence", "occupancy"]
AT_A_LOCATION = ["weeklyhours", "shift", "openslot", "closure"]


class Migration(migrations.Migration):
    dependencies = [("availability", "0001_tables"), ("resources", "0002_row_security")]
    operations = [
        *(tenant_table(f"availability_{name}") for name in [*OF_A_RESOURCE, "version"]),
        *(composite_key(f"availability_{name}", "resource_id", "resources_resource") for name in OF_A_RESOURCE),
        *(composite_key(f"availability_{name}", "location_id", "resources_location") for name in AT_A_LOCATION),
        composite_key("availability_openslot", "service_id", "resources_service"),
    ]
