from django.db import migrations, models

KINDS = [("hours", "Hours"), ("activity", "Activity"), ("booking", "Booking"), ("slot", "Slot")]


class Migration(migrations.Migration):
    dependencies = [("availability", "0005_calendar_row_security")]
    operations = [
        migrations.AddField("templateblock", "price", models.PositiveIntegerField(null=True)),
        migrations.AlterField("templateblock", "kind", models.CharField(choices=KINDS, max_length=8)),
    ]
