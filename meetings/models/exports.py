"""Attendance files that were fetched, and which rows they held (J4)."""

from django.conf import settings
from django.db import models

from secretariat.registry.models import Person

from .bodies import Body
from .meetings import Meeting


class AttendanceExport(models.Model):
    """One fetched attendance file: what was asked for, by whom (J4)."""

    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till och med")
    bodies = models.ManyToManyField(Body, blank=True, related_name="+", verbose_name="grupper")
    with_unfinished = models.BooleanField("också ej färdiga", default=False)
    changes_only = models.BooleanField("bara ändringar sedan förra", default=False)
    kind = models.CharField("format", max_length=8)
    rows = models.PositiveIntegerField("rader", default=0)
    left_out = models.PositiveIntegerField("utelämnade möten", default=0)
    made_at = models.DateTimeField("hämtad")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "närvaroexport"
        verbose_name_plural = "närvaroexporter"
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"Närvaro {self.starts_on:%Y-%m-%d}–{self.ends_on:%Y-%m-%d}"


class ExportedRow(models.Model):
    """A person's row for a meeting has been fetched; its checksum shows later changes (J4)."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="exported_rows")
    person = models.ForeignKey(Person, models.CASCADE, related_name="exported_rows")
    export = models.ForeignKey(AttendanceExport, models.CASCADE, related_name="exported_rows")
    sha256 = models.CharField("kontrollsumma", max_length=64)

    class Meta:
        verbose_name = "exporterad rad"
        verbose_name_plural = "exporterade rader"
        constraints = [
            models.UniqueConstraint(
                fields=["export", "meeting", "person"], name="row_stands_once_in_an_export"
            )
        ]
        indexes = [models.Index(fields=["meeting", "person", "-export"], name="latest_export_of_row")]

    def __str__(self) -> str:
        return f"{self.meeting_id}/{self.person_id}"
