"""Whether card payments have an account to go to: not in a business that signed itself up."""

from django.db import migrations, models

NOT_BY_THEMSELVES = "UPDATE tenants_tenant SET takes_cards = false WHERE kind <> '' AND stripe_account = ''"


class Migration(migrations.Migration):
    dependencies = [("tenants", "0011_pictures_row_security")]
    operations = [
        migrations.AddField(
            model_name="tenant",
            name="takes_cards",
            field=models.BooleanField(
                db_default=True, default=True, help_text="off until a business that signed itself up has an account"
            ),
        ),
        migrations.RunSQL(NOT_BY_THEMSELVES, migrations.RunSQL.noop),
    ]
