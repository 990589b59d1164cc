"""Yearly follow-up of an agreement: a round of typed questions to its parties (F5)."""

from django.db import models

from secretariat.inquiries.models import Inquiry

from .agreements import Agreement, AgreementVersion


class FollowUp(models.Model):
    """One year's round for an agreement. Questions, answers and states stand in the inquiry."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="followups")
    version = models.ForeignKey(AgreementVersion, models.PROTECT, related_name="followups")
    year = models.PositiveSmallIntegerField("avser år")
    inquiry = models.OneToOneField(Inquiry, models.CASCADE, related_name="agreement_followup")

    class Meta:
        verbose_name = "uppföljning"
        verbose_name_plural = "uppföljningar"
        ordering = ["agreement", "-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "year"],
                name="agreement_is_followed_up_once_a_year",
                violation_error_message="Det finns redan en uppföljning för det året.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement}, uppföljning {self.year}"
