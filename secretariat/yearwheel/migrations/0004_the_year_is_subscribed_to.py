import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0010_the_year_may_be_subscribed_to"),
        ("yearwheel", "0003_a_year_is_copied_in_one_act"),
    ]

    operations = [
        migrations.CreateModel(
            name="Feed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "query",
                    models.CharField(
                        blank=True,
                        help_text="Som i adressen, utan år. Tomt för allt.",
                        max_length=1000,
                        verbose_name="urval",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="skapad")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="year_feeds",
                        to="registry.person",
                        verbose_name="för",
                    ),
                ),
            ],
            options={
                "verbose_name": "prenumeration på årshjulet",
                "verbose_name_plural": "prenumerationer på årshjulet",
                "ordering": ["created_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "query"), name="choice_is_subscribed_to_once")
                ],
            },
        ),
    ]
