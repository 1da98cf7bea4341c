
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tenants', '0004_cache'),
    ]

    operations = [
        migrations.AddField(
            model_name='membership',
            name='choices',
            field=models.JSONField(blank=True, default=dict, help_text='what this person chose to see, and how'),
        ),
    ]
