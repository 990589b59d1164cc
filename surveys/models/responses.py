"""Answers that have come in, week by week, for a kommun or a school (H3)."""

from django.db import models
from django.db.models import F, Q

from secretariat.registry.models import Organisation

from .participation import ClassGroup, Participation
from .rounds import SurveyRound


class ResponseCount(models.Model):
    """How many were asked and had answered by the end of a week, from the start; `week_of` is its Monday."""

    round = models.ForeignKey(SurveyRound, models.CASCADE, related_name="counts")
    week_of = models.DateField("veckan som börjar")
    party = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="kommun", null=True, blank=True, related_name="+"
    )
    participation = models.ForeignKey(
        Participation, models.CASCADE, verbose_name="skola", null=True, blank=True, related_name="counts"
    )
    invited = models.PositiveIntegerField("utskickade")
    answered = models.PositiveIntegerField("svar")
    taken_in_at = models.DateTimeField("inläst", auto_now=True)

    class Meta:
        verbose_name = "inkomna svar"
        verbose_name_plural = "inkomna svar"
        ordering = ["round", "week_of", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(party__isnull=False, participation=None)
                | Q(party=None, participation__isnull=False),
                name="answers_are_of_a_kommun_or_a_school",
            ),
            models.UniqueConstraint(
                fields=["round", "week_of", "party", "participation"],
                name="answers_are_counted_once_a_week",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(answered__lte=F("invited")),
                name="no_more_answers_than_invited",
                violation_error_message="Det kan inte vara fler svar än utskick.",
            ),
            models.CheckConstraint(condition=Q(week_of__iso_week_day=1), name="a_week_begins_on_monday"),
        ]

    def __str__(self) -> str:
        return f"{self.week_of:%G v. %V}: {self.answered} av {self.invited}"


class ClassCount(models.Model):
    """How a class stood at the end of a week. Seen only through the school's own link; never published (H3)."""

    class_group = models.ForeignKey(ClassGroup, models.CASCADE, related_name="counts")
    week_of = models.DateField("veckan som börjar")
    invited = models.PositiveSmallIntegerField("elever")
    answered = models.PositiveSmallIntegerField("svar")

    class Meta:
        verbose_name = "inkomna svar i en klass"
        verbose_name_plural = "inkomna svar i klasser"
        ordering = ["class_group", "week_of"]
        constraints = [
            models.UniqueConstraint(fields=["class_group", "week_of"], name="class_is_counted_once_a_week"),
            models.CheckConstraint(
                condition=Q(answered__lte=F("invited")), name="no_more_answers_a_week_than_pupils"
            ),
            models.CheckConstraint(
                condition=Q(week_of__iso_week_day=1), name="a_week_of_a_class_begins_on_monday"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.week_of:%G v. %V}: {self.answered} av {self.invited}"
