
import django.db.models.deletion
import tenants.models.tenant
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('availability', '0014_modules_raise_versions'),
        ('resources', '0020_approval_beside_cards'),
        ('tenants', '0018_key_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='PlaceHours',
            fields=[
                ('id', models.UUIDField(default=tenants.models.tenant.new_key, editable=False, primary_key=True, serialize=False)),
                ('weekday', models.PositiveSmallIntegerField(help_text='0 = Monday')),
                ('opens', models.TimeField()),
                ('closes', models.TimeField()),
                ('location', tenants.models.tenant.InTenant(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='hours', to='resources.location')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.tenant')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('tenant', 'id'), name='availability_placehours_in_tenant'), models.CheckConstraint(condition=models.Q(('weekday__range', (0, 6))), name='place_weekday_known'), models.UniqueConstraint(fields=('tenant', 'location', 'weekday', 'opens'), name='place_opens_once')],
            },
        ),
    ]
