import django.db.models.deletion
from django.db import migrations, models

import tenants.clock
import tenants.models.tenant


class Migration(migrations.Migration):
    dependencies = [("clients", "0002_row_security"), ("tenants", "0005_membership_choices")]
    operations = [
        migrations.CreateModel(
            name="KnownLink",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenants.models.tenant.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
                ("language", models.CharField(max_length=5)),
                ("asked_at", models.DateTimeField(db_default=tenants.clock.DatabaseNow())),
                (
                    "client",
                    tenants.models.tenant.InTenant(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="clients.client",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "id"), name="clients_knownlink_in_tenant"),
                ],
            },
        ),
    ]
