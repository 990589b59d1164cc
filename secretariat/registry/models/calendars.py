"""What the calendar is laid upon: school breaks, and the periods politicians are elected for."""

from django.db import models
from django.db.models import Q

from .organisations import Organisation


class SchoolBreak(models.Model):
    """A school break (lov) in one kommun, or in all where none is named: weeks differ by county and year."""

    name = models.CharField("lov", max_length=60, help_text="T.ex. sportlov.")
    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        verbose_name="kommun",
        null=True,
        blank=True,
        related_name="school_breaks",
        help_text="Lämna tomt om lovet gäller alla.",
    )
    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till och med")

    class Meta:
        verbose_name = "lov"
        verbose_name_plural = "lov"
        ordering = ["starts_on", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")),
                name="break_ends_after_it_starts",
                violation_error_message="Lovet kan inte sluta innan det börjar.",
            ),
            models.UniqueConstraint(
                fields=["name", "organisation", "starts_on"],
                nulls_distinct=False,
                name="break_stands_once",
                violation_error_message="Lovet finns redan.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MandatePeriod(models.Model):
    """The years politicians are elected for, and with them their seats."""

    name = models.CharField("namn", max_length=40, unique=True, help_text="T.ex. 2027–2030.")
    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till och med")

    class Meta:
        verbose_name = "mandatperiod"
        verbose_name_plural = "mandatperioder"
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=models.F("starts_on")),
                name="period_ends_after_it_starts",
                violation_error_message="Perioden kan inte sluta innan den börjar.",
            )
        ]

    def __str__(self) -> str:
        return self.name
