"""The names of a new mandate period, uploaded and looked at before anything is written (A2, M3)."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from secretariat.registry.models import MandatePeriod


class Roster(models.Model):
    """An uploaded list of who is to hold which seats. Its rows are forgotten when taken in, or after some days."""

    period = models.ForeignKey(
        MandatePeriod, models.CASCADE, verbose_name="mandatperiod", related_name="rosters"
    )
    name = models.CharField("filnamn", max_length=200)
    sha256 = models.CharField("kontrollsumma", max_length=64)
    rows = models.JSONField("rader", default=list)
    choices = models.JSONField("val", default=dict)
    uploaded_at = models.DateTimeField("uppladdad")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="uppladdad av", null=True, related_name="+"
    )
    expires_at = models.DateTimeField("glöms")
    taken_in_at = models.DateTimeField("inläst", null=True, blank=True)
    taken_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="inläst av",
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = "namnlista"
        verbose_name_plural = "namnlistor"
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("meetings:roster-preview", args=[self.pk])
