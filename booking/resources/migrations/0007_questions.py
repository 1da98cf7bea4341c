import booking.kernel.tokens
import django.contrib.postgres.fields
import django.db.models.deletion
import tenants.models.tenant
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('resources', '0006_processing'),
        ('tenants', '0009_people_row_security'),
    ]

    operations = [
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.UUIDField(default=tenants.models.tenant.new_key, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(default=booking.kernel.tokens.public_code, editable=False, max_length=12)),
                ('text', models.CharField(max_length=300)),
                ('asks', models.CharField(choices=[('short', 'A few words'), ('long', 'As long as it takes'), ('choice', 'One of several answers'), ('yes_no', 'Yes or no')], default='short', max_length=8)),
                ('choices', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None)),
                ('required', models.BooleanField(default=False)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('active', models.BooleanField(default=True)),
                ('service', tenants.models.tenant.InTenant(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='resources.service')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.tenant')),
            ],
            options={
                'ordering': ['position', 'code'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('tenant', 'id'), name='resources_question_in_tenant'), models.UniqueConstraint(fields=('tenant', 'code'), name='question_code'), models.CheckConstraint(condition=models.Q(('asks__in', ['short', 'long', 'choice', 'yes_no'])), name='question_asks_known')],
            },
        ),
    ]
