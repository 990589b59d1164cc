from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0016_long_files_of_decisions_are_made_beside'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='minutes',
            index=models.Index(condition=models.Q(('finished_at', None)), fields=['meeting'], name='unfinished_minutes'),
        ),
    ]
