import django.db.models.deletion
from django.db import migrations, models

import booking.kernel.tokens
import tenants.models.tenant


def key() -> tuple[str, models.Field]:
    new = tenants.models.tenant.new_key
    return ("id", models.UUIDField(default=new, editable=False, primary_key=True, serialize=False))


def code() -> tuple[str, models.Field]:
    return ("code", models.CharField(default=booking.kernel.tokens.public_code, editable=False, max_length=12))


def tenant() -> tuple[str, models.Field]:
    cascade = django.db.models.deletion.CASCADE
    return (
        "tenant",
        models.ForeignKey(db_index=False, editable=False, on_delete=cascade, related_name="+", to="tenants.tenant"),
    )


def own(to: str, related: str, *, kept: bool = True) -> models.Field:
    on_delete = django.db.models.deletion.PROTECT if kept else django.db.models.deletion.CASCADE
    empty = {"blank": True, "null": True} if kept else {}
    return tenants.models.tenant.InTenant(
        db_constraint=False, on_delete=on_delete, related_name=related, to=to, **empty
    )


NAMED = [
    ("name", models.CharField(max_length=80, verbose_name="name")),
    ("position", models.PositiveSmallIntegerField(default=0)),
    ("active", models.BooleanField(default=True)),
]


def options(name: str) -> dict:
    return {
        "ordering": ["position", "name"],
        "abstract": False,
        "constraints": [
            models.UniqueConstraint(fields=("tenant", "id"), name=f"resources_{name}_in_tenant"),
            models.UniqueConstraint(fields=("tenant", "code"), name=f"{name}_code"),
        ],
    }


class Migration(migrations.Migration):
    dependencies = [("resources", "0016_most_a_day_and_capacity"), ("tenants", "0014_modules")]
    operations = [
        migrations.CreateModel(
            name="Unit",
            fields=[key(), code(), *NAMED, ("above", own("resources.unit", "below")), tenant()],
            options=options("unit"),
        ),
        migrations.CreateModel(name="Team", fields=[key(), code(), *NAMED, tenant()], options=options("team")),
        migrations.CreateModel(
            name="TeamMember",
            fields=[
                key(),
                ("resource", own("resources.resource", "teams", kept=False)),
                ("team", own("resources.team", "members", kept=False)),
                tenant(),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "id"), name="resources_teammember_in_tenant"),
                    models.UniqueConstraint(fields=("tenant", "team", "resource"), name="once_in_a_team"),
                ],
            },
        ),
        migrations.AddField("location", "unit", own("resources.unit", "places")),
        migrations.AddField("resource", "unit", own("resources.unit", "people")),
    ]
