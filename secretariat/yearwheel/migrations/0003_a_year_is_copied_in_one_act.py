import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("yearwheel", "0002_the_kinds_of_things_one_begins_with"),
    ]

    operations = [
        migrations.CreateModel(
            name="YearCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="till året")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="kopierad")),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "kopiering av år",
                "verbose_name_plural": "kopieringar av år",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="activity",
            name="copied_in",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="activities",
                to="yearwheel.yearcopy",
                verbose_name="kopierad med",
            ),
        ),
    ]
