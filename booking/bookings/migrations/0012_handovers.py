import django.db.models.deletion
import tenants.clock
import tenants.models.tenant
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0011_requests'),
        ('clients', '0007_groups_row_security'),
        ('tenants', '0009_people_row_security'),
    ]

    operations = [
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.UUIDField(default=tenants.models.tenant.new_key, editable=False, primary_key=True, serialize=False)),
                ('token_version', models.PositiveSmallIntegerField()),
                ('sealed', models.BinaryField()),
                ('handed_at', models.DateTimeField(db_default=tenants.clock.DatabaseNow())),
                ('booking', tenants.models.tenant.InTenant(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='handovers', to='bookings.booking')),
                ('client', tenants.models.tenant.InTenant(db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='clients.client')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.tenant')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('tenant', 'id'), name='bookings_handover_in_tenant'), models.UniqueConstraint(fields=('tenant', 'booking', 'token_version'), name='handover_of_links')],
            },
        ),
    ]
