from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenants", "0014_modules")]

    operations = [
        migrations.AddField(
            model_name="apikey",
            name="last_used_at",
            field=models.DateTimeField(blank=True, help_text="to the minute", null=True),
        ),
    ]
