from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("resources", "0002_row_security")]
    operations = [
        migrations.AlterField(
            model_name="service",
            name="reminder_hours",
            field=models.PositiveSmallIntegerField(
                default=48,
                help_text="0: no reminder; before `free_until_hours`, so that who is reminded may still cancel",
            ),
        ),
    ]
