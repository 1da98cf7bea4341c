from django.db import migrations


class Migration(migrations.Migration):
    """What is said of the one stays while the other is chosen because the first is switched off; the engine reads that
    what is asked for is not paid before."""

    dependencies = [("resources", "0019_own_lengths")]

    operations = [migrations.RemoveConstraint(model_name="service", name="service_approved_before_paid")]
