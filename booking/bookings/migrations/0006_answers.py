import django.db.models.deletion
import tenants.models.tenant
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0005_by_phone'),
        ('tenants', '0009_people_row_security'),
    ]

    operations = [
        migrations.CreateModel(
            name='Answers',
            fields=[
                ('id', models.UUIDField(default=tenants.models.tenant.new_key, editable=False, primary_key=True, serialize=False)),
                ('sealed', models.BinaryField()),
                ('booking', tenants.models.tenant.InTenant(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='bookings.booking')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.tenant')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('tenant', 'id'), name='bookings_answers_in_tenant'), models.UniqueConstraint(fields=('tenant', 'booking'), name='answers_once')],
            },
        ),
    ]
