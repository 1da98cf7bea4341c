from django.db import migrations, models

READ_AGAIN = "UPDATE tenants_tenant SET stripe_look_at = now() WHERE stripe_state NOT IN ('', 'off')"


class Migration(migrations.Migration):
    """Of two readings of an account the newest counts, and each account is read again by and by."""

    dependencies = [("tenants", "0016_stripe_state")]

    operations = [
        migrations.AddField(
            model_name="tenant",
            name="stripe_readings",
            field=models.PositiveIntegerField(
                db_default=0,
                default=0,
                help_text="raised whenever what Stripe says of the account is written down",
            ),
        ),
        migrations.AddField(
            model_name="tenant",
            name="stripe_look_at",
            field=models.DateTimeField(
                blank=True, help_text="when it is read again without being told; empty: not", null=True
            ),
        ),
        migrations.RunSQL(READ_AGAIN, migrations.RunSQL.noop),
    ]
