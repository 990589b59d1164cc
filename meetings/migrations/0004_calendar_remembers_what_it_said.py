"""What the calendar last told of a meeting, so that a change is noticed and its version raised once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_freeze_guests_and_receivers")]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="calendar_mark",
            field=models.CharField(blank=True, max_length=64, verbose_name="det kalendern senast sade"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="calendar_changed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="kalendern ändrad"),
        ),
    ]
