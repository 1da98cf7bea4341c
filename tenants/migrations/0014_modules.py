"""Which parts a business does without: none, for those that are here already."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenants", "0013_booked_by")]
    operations = [
        migrations.AddField(
            model_name="tenant",
            name="modules_off",
            field=ArrayField(
                base_field=models.CharField(max_length=20),
                blank=True,
                db_default=[],
                default=list,
                help_text="the parts it does without (`tenants.modules`); what was said of them stays",
                size=None,
            ),
        ),
    ]
