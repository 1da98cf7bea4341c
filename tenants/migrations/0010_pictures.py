import django.db.models.deletion
import tenants.clock
import tenants.models.tenant
from django.db import migrations, models
from django.db.models.lookups import LessThanOrEqual


class Migration(migrations.Migration):

    dependencies = [
        ('tenants', '0009_people_row_security'),
    ]

    operations = [
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('id', models.UUIDField(default=tenants.models.tenant.new_key, editable=False, primary_key=True, serialize=False)),
                ('data', models.BinaryField()),
                ('width', models.PositiveSmallIntegerField()),
                ('height', models.PositiveSmallIntegerField()),
                ('created_at', models.DateTimeField(db_default=tenants.clock.DatabaseNow())),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.tenant')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('tenant', 'id'), name='tenants_picture_in_tenant'), models.CheckConstraint(condition=LessThanOrEqual(models.Func(models.F('data'), function='octet_length', output_field=models.IntegerField()), 65536), name='picture_is_small')],
            },
        ),
        migrations.AddField(
            model_name='tenant',
            name='logo',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='logo_of', to='tenants.picture'),
        ),
        migrations.AddField(
            model_name='tenant',
            name='logo_width',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, help_text='as it stands on the page'),
        ),
    ]
