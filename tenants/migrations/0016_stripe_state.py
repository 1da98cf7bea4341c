from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenants", "0015_key_last_used")]

    operations = [
        migrations.AddField(
            model_name="tenant",
            name="stripe_state",
            field=models.CharField(
                blank=True,
                choices=[
                    ("begun", "begun"),
                    ("checking", "being checked"),
                    ("needs", "needs more"),
                    ("ready", "ready"),
                    ("off", "disconnected"),
                ],
                db_default="",
                help_text="of an account that the business connected itself",
                max_length=8,
            ),
        ),
    ]
