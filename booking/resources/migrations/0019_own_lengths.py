from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("resources", "0018_units_row_security")]
    operations = [
        migrations.AddField("serviceprovider", "by_length", models.JSONField(blank=True, db_default={}, default=dict)),
    ]
