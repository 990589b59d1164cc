"""How each class stands at the end of each week, for its school alone; and no set of results replaces a newer one."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("surveys", "0004_results_are_found_by_place_and_search")]
    operations = [
        migrations.CreateModel(
            name="ClassCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("week_of", models.DateField(verbose_name="veckan som börjar")),
                ("invited", models.PositiveSmallIntegerField(verbose_name="elever")),
                ("answered", models.PositiveSmallIntegerField(verbose_name="svar")),
                (
                    "class_group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="counts",
                        to="surveys.classgroup",
                    ),
                ),
            ],
            options={
                "verbose_name": "inkomna svar i en klass",
                "verbose_name_plural": "inkomna svar i klasser",
                "ordering": ["class_group", "week_of"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("class_group", "week_of"), name="class_is_counted_once_a_week"
                    ),
                    models.CheckConstraint(
                        condition=Q(answered__lte=F("invited")), name="no_more_answers_a_week_than_pupils"
                    ),
                    models.CheckConstraint(
                        condition=Q(week_of__iso_week_day=1), name="a_week_of_a_class_begins_on_monday"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="dataset",
            constraint=models.CheckConstraint(
                condition=Q(replaces=None) | Q(replaces__lt=F("id")),
                name="a_corrected_set_is_newer",
                violation_error_message="En datamängd kan bara ersätta en som lades upp före den.",
            ),
        ),
    ]
