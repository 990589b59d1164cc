import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("yearwheel", "0004_the_year_is_subscribed_to"),
    ]

    operations = [
        migrations.CreateModel(
            name="KnownClash",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True, verbose_name="märke")),
                ("words", models.CharField(max_length=600, verbose_name="krocken")),
                ("day", models.DateField(verbose_name="dag")),
                ("reason", models.CharField(max_length=300, verbose_name="varför det är avsiktligt")),
                ("accepted_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="godtagen")),
                (
                    "accepted_by",
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
                "verbose_name": "avsiktlig krock",
                "verbose_name_plural": "avsiktliga krockar",
                "ordering": ["day", "pk"],
            },
        ),
    ]
