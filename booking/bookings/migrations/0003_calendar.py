
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0002_row_security'),
    ]

    operations = [
        migrations.AddField(
            model_name='booking',
            name='arrived_at',
            field=models.DateTimeField(help_text='when the client was seen to have come', null=True),
        ),
        migrations.AddField(
            model_name='booking',
            name='forced_reason',
            field=models.CharField(blank=True, db_default='', default='', help_text='why staff booked over what was taken', max_length=300),
        ),
    ]
