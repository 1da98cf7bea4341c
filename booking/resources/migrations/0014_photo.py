import django.db.models.deletion
import tenants.models.tenant
from django.db import migrations

from tenants.row_security import composite_key


class Migration(migrations.Migration):

    dependencies = [
        ('resources', '0013_clients_shown_to'),
        ('tenants', '0011_pictures_row_security'),
    ]

    operations = [
        migrations.AddField(
            model_name='resource',
            name='photo',
            field=tenants.models.tenant.InTenant(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='photo_of', to='tenants.picture'),
        ),
        composite_key("resources_resource", "photo_id", "tenants_picture"),
    ]
