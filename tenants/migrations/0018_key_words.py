from django.db import migrations, models


class Migration(migrations.Migration):
    """The words of a key are random now, and kept for some minutes: a second click on "make a key" shows them too."""

    dependencies = [("tenants", "0017_stripe_readings")]

    operations = [
        migrations.AddField(
            model_name="apikey",
            name="words",
            field=models.BinaryField(
                blank=True, help_text="sealed, and only while they may be shown again", null=True
            ),
        ),
    ]
