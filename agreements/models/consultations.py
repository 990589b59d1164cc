"""Remiss of a version: a round of typed questions to its parties before anybody recommends it (domain 3.2)."""

from django.db import models

from secretariat.inquiries.models import Inquiry

from .agreements import AgreementVersion


class Consultation(models.Model):
    """One remiss of a version; there may be several. Letters, answers and states stand in the inquiry."""

    version = models.ForeignKey(AgreementVersion, models.CASCADE, related_name="consultations")
    inquiry = models.OneToOneField(Inquiry, models.CASCADE, related_name="agreement_consultation")

    class Meta:
        verbose_name = "remiss"
        verbose_name_plural = "remisser"
        ordering = ["version", "-pk"]

    def __str__(self) -> str:
        return str(self.inquiry)
