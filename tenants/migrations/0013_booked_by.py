"""Who may book on the page of a business at all: everybody, or existing clients only."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenants", "0012_takes_cards")]
    operations = [
        migrations.AddField(
            model_name="tenant",
            name="booked_by",
            field=models.CharField(
                choices=[("everybody", "Everybody"), ("clients", "Existing clients only")],
                db_default="everybody",
                default="everybody",
                help_text="whom the page shows any service and time; a service may be for fewer (`Service.booked_by`)",
                max_length=9,
            ),
        ),
    ]
