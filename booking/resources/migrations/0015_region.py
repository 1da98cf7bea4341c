from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('resources', '0014_photo'),
    ]

    operations = [
        migrations.AddField(
            model_name='location',
            name='region',
            field=models.CharField(blank=True, db_default='', default='', help_text='where it has public holidays of its own', max_length=40),
        ),
    ]
