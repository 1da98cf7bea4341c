from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("availability", "0009_skills_raise_versions")]
    operations = [
        migrations.AddField(
            "templateblock", "things", ArrayField(models.UUIDField(), blank=True, null=True, size=None)
        ),
        migrations.AddField("templateblock", "together", models.UUIDField(null=True)),
        migrations.AddField(
            "templateblock",
            "after",
            models.PositiveSmallIntegerField(
                default=0, db_default=0, help_text="minutes after the first part begins"
            ),
        ),
    ]
