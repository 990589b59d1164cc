"""Interest is asked for through an inquiry, about a point or a matter. Nothing had been written in the table before."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inquiries", "0001_questions_to_the_parties"),
        ("meetings", "0013_reports_know_where_from_and_answers_may_be_excused"),
    ]

    operations = [
        migrations.DeleteModel(name="Interest"),
        migrations.CreateModel(
            name="InterestCall",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "inquiry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interest_call",
                        to="inquiries.inquiry",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interest_calls",
                        to="meetings.agendaitem",
                        verbose_name="punkt",
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interest_calls",
                        to="meetings.matter",
                        verbose_name="ärende",
                    ),
                ),
            ],
            options={
                "verbose_name": "fråga om intresse",
                "verbose_name_plural": "frågor om intresse",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item__isnull", False), ("matter", None)),
                            models.Q(("item", None), ("matter__isnull", False)),
                            _connector="OR",
                        ),
                        name="interest_is_in_one_thing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Interest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "vill vara med"), ("maybe", "kanske"), ("no", "nej")],
                        max_length=8,
                        verbose_name="svar",
                    ),
                ),
                ("condition", models.TextField(blank=True, verbose_name="villkor eller kommentar")),
                ("contact", models.CharField(blank=True, max_length=160, verbose_name="kontaktperson")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-post")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="telefon")),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "recipient",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interest",
                        to="inquiries.recipient",
                    ),
                ),
            ],
            options={
                "verbose_name": "intresseanmälan",
                "verbose_name_plural": "intresseanmälningar",
            },
        ),
    ]
