"""Redovisning: a round of typed questions to the parties about one decision's money (G7)."""

from django.db import models
from django.urls import reverse

from secretariat.inquiries.models import Inquiry

from .grants import GrantDecision


class ReportRound(models.Model):
    """One round. Questions, answers and states stand in the inquiry; approved sums are booked in the ledger."""

    class Kind(models.TextChoices):
        INTERIM = "interim", "delredovisning"
        FINAL = "final", "slutredovisning"

    grant = models.ForeignKey(GrantDecision, models.PROTECT, related_name="reports")
    kind = models.CharField("slag", max_length=8, choices=Kind, default=Kind.FINAL)
    number = models.PositiveSmallIntegerField("nummer", default=1)
    period_from = models.DateField("avser från")
    period_to = models.DateField("avser till")
    inquiry = models.OneToOneField(Inquiry, models.CASCADE, related_name="fund_report")

    class Meta:
        verbose_name = "redovisning"
        verbose_name_plural = "redovisningar"
        ordering = ["grant", "period_to", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "kind", "number"],
                name="report_of_a_kind_has_its_number_once",
                violation_error_message="Den redovisningen finns redan.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display().capitalize()} av {self.grant}"

    def get_absolute_url(self) -> str:
        return reverse("funding:report-detail", args=[self.pk])
