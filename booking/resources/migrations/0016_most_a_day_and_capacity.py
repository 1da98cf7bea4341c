"""How many visits somebody takes in a day, how many people a room takes, and how many come to a service."""

from django.db import migrations, models
from django.db.models import Q

POSITIVE = {
    "resource_limits_sane": (Q(most_a_day=None) | Q(most_a_day__gte=1)) & (Q(capacity=None) | Q(capacity__gte=1)),
    "service_people_sane": Q(people__gte=1),
}


class Migration(migrations.Migration):
    dependencies = [("resources", "0015_region")]
    operations = [
        migrations.AddField(
            model_name="resource",
            name="most_a_day",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="visits that begin on one day; staff may pass it; null: as many as there is time",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="resource",
            name="capacity",
            field=models.PositiveSmallIntegerField(
                blank=True, help_text="of a room: so many people at a visit; null: as many as come", null=True
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="people",
            field=models.PositiveSmallIntegerField(
                db_default=1, default=1, help_text="who come to one visit: it is given in no room that takes fewer"
            ),
        ),
        *(
            migrations.AddConstraint(
                model_name=name.partition("_")[0],
                constraint=models.CheckConstraint(condition=condition, name=name),
            )
            for name, condition in POSITIVE.items()
        ),
    ]
