
import django.contrib.postgres.fields
import django.db.models.deletion
import tenants.models.tenant
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('availability', '0003_versions'),
        ('resources', '0002_row_security'),
        ('tenants', '0005_membership_choices'),
    ]

    operations = [
        migrations.AddField(
            model_name='absence',
            name='batch_id',
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='absence',
            name='version',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='openslot',
            name='batch_id',
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='openslot',
            name='version',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='shift',
            name='batch_id',
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='shift',
            name='version',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.CreateModel(
            name='TemplateWeek',
            fields=[
                ('id', models.UUIDField(default=tenants.models.tenant.new_key, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.tenant')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TemplateBlock',
            fields=[
                ('id', models.UUIDField(default=tenants.models.tenant.new_key, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('hours', 'Hours'), ('activity', 'Activity'), ('booking', 'Booking')], max_length=8)),
                ('weekday', models.PositiveSmallIntegerField(help_text='0 = Monday')),
                ('opens', models.TimeField()),
                ('closes', models.TimeField()),
                ('service_ids', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, null=True, size=None)),
                ('audience', models.CharField(choices=[('everyone', 'everyone'), ('clients', 'existing clients')], default='everyone', max_length=10)),
                ('modes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('on_site', 'On site'), ('video', 'Video'), ('phone', 'Phone'), ('home', 'Home visit')], max_length=8), blank=True, null=True, size=None)),
                ('title', models.CharField(blank=True, max_length=120)),
                ('note', models.TextField(blank=True, max_length=2000)),
                ('client_id', models.UUIDField(null=True)),
                ('mode', models.CharField(blank=True, choices=[('on_site', 'On site'), ('video', 'Video'), ('phone', 'Phone'), ('home', 'Home visit')], max_length=8)),
                ('location', tenants.models.tenant.InTenant(db_constraint=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='resources.location')),
                ('resource', tenants.models.tenant.InTenant(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='resources.resource')),
                ('service', tenants.models.tenant.InTenant(db_constraint=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='resources.service')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.tenant')),
                ('week', tenants.models.tenant.InTenant(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='blocks', to='availability.templateweek')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.UUIDField(default=tenants.models.tenant.new_key, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(db_default=0, default=0)),
                ('batch_id', models.UUIDField(editable=False, null=True)),
                ('start_at', models.DateTimeField()),
                ('end_at', models.DateTimeField()),
                ('title', models.CharField(max_length=120)),
                ('note', models.TextField(blank=True, max_length=2000)),
                ('resource', tenants.models.tenant.InTenant(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='activities', to='resources.resource')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.tenant')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['tenant', 'start_at'], name='activity_by_start')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'id'), name='availability_activity_in_tenant'), models.CheckConstraint(condition=models.Q(('end_at__gt', models.F('start_at'))), name='activity_ends_after_start')],
            },
        ),
        migrations.AddConstraint(
            model_name='templateweek',
            constraint=models.UniqueConstraint(fields=('tenant', 'id'), name='availability_templateweek_in_tenant'),
        ),
        migrations.AddConstraint(
            model_name='templateweek',
            constraint=models.UniqueConstraint(fields=('tenant', 'name'), name='one_template_week_per_name'),
        ),
        migrations.AddConstraint(
            model_name='templateblock',
            constraint=models.UniqueConstraint(fields=('tenant', 'id'), name='availability_templateblock_in_tenant'),
        ),
        migrations.AddConstraint(
            model_name='templateblock',
            constraint=models.CheckConstraint(condition=models.Q(('weekday__range', (0, 6))), name='template_weekday_known'),
        ),
    ]
