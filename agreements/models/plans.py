"""What a plan holds: activities, and what has been said of each over time."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from meetings.models import AgendaItem
from secretariat.registry.models import Organisation, Person

from .agreements import AgreementVersion


class PlanActivity(models.Model):
    """Something a plan says is to be done: who, when, how far, paid by what."""

    class Status(models.TextChoices):
        PLANNED = "planned", "planerad"
        RUNNING = "running", "pågår"
        DELAYED = "delayed", "försenad"
        DONE = "done", "klar"
        DROPPED = "dropped", "utgår"

    version = models.ForeignKey(AgreementVersion, models.CASCADE, related_name="activities")
    heading = models.CharField("område", max_length=120, blank=True)
    title = models.CharField("aktivitet", max_length=300)
    text = models.TextField("mer om den", blank=True)
    responsible = models.ForeignKey(
        Person, models.PROTECT, verbose_name="ansvarig", null=True, blank=True, related_name="plan_activities"
    )
    party = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name="part",
        null=True,
        blank=True,
        related_name="plan_activities",
    )
    starts_on = models.DateField("från", null=True, blank=True)
    ends_on = models.DateField("till", null=True, blank=True)
    money = models.CharField("medel", max_length=160, blank=True, help_text="T.ex. stimulansmedel 2026.")
    status = models.CharField("läge", max_length=8, choices=Status, default=Status.PLANNED)
    position = models.PositiveSmallIntegerField("ordning", default=0)
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="copies", editable=False
    )

    class Meta:
        verbose_name = "aktivitet i plan"
        verbose_name_plural = "aktiviteter i plan"
        ordering = ["version", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="plan_activity_ends_after_it_starts",
                violation_error_message="Aktiviteten kan inte sluta innan den börjar.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class PlanNote(models.Model):
    """What was said of an activity at an avstämning: its status then, and words. The newest holds."""

    activity = models.ForeignKey(PlanActivity, models.CASCADE, related_name="notes")
    status = models.CharField("läge", max_length=8, choices=PlanActivity.Status)
    text = models.TextField("avstämning", blank=True)
    item = models.ForeignKey(
        AgendaItem,
        models.SET_NULL,
        verbose_name="vid punkten",
        null=True,
        blank=True,
        related_name="plan_notes",
    )
    at = models.DateTimeField("när")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "avstämning av aktivitet"
        verbose_name_plural = "avstämningar av aktiviteter"
        ordering = ["activity", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.activity}: {self.get_status_display()}"
