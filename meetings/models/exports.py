"""Files that were fetched: of attendance, with which rows they held (J4), and of many decisions (B5)."""

from django.db import models
from django.urls import reverse

from secretariat.registry.models import FetchedFile, Organisation, Person

from .bodies import Body
from .meetings import Meeting


class AttendanceExport(FetchedFile):
    """One fetched attendance file: what was asked for, by whom (J4)."""

    class Kind(models.TextChoices):
        XLSX = "xlsx", "Excel"
        CSV = "csv", "CSV"
        ZIP = "zip", "en Excelfil per part"

    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till och med")
    bodies = models.ManyToManyField(Body, blank=True, related_name="+", verbose_name="grupper")
    parties = models.ManyToManyField(Organisation, blank=True, related_name="+", verbose_name="parter")
    with_unfinished = models.BooleanField("också ej färdiga", default=False)
    changes_only = models.BooleanField("bara ändringar sedan förra", default=False)
    kind = models.CharField("format", max_length=8, choices=Kind)
    fetched_before = models.PositiveIntegerField("rader som hämtats förut", default=0)
    left_out = models.PositiveIntegerField("utelämnade möten", default=0)

    class Meta:
        verbose_name = "närvaroexport"
        verbose_name_plural = "närvaroexporter"
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"Närvaro {self.starts_on:%Y-%m-%d}–{self.ends_on:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:attendance-export-detail", args=[self.pk])

    @property
    def period(self) -> str:
        """First and last day, for the names of files: 2026-01-01--2026-06-30."""
        return f"{self.starts_on.isoformat()}--{self.ends_on.isoformat()}"


class ExportedRow(models.Model):
    """A person's row for a meeting has been fetched; what it said then shows later changes (J4).

    Somebody who is not in the register is known by name. `told` holds the values that are compared, parted by tabs:
    never a name.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="exported_rows")
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="exported_rows")
    name = models.CharField("namn, utan person", max_length=160, blank=True)
    export = models.ForeignKey(AttendanceExport, models.CASCADE, related_name="exported_rows")
    told = models.TextField("det raden sade", blank=True)

    class Meta:
        verbose_name = "exporterad rad"
        verbose_name_plural = "exporterade rader"
        constraints = [
            models.UniqueConstraint(
                fields=["export", "meeting", "person", "name"],
                name="row_stands_once_in_an_export",
                nulls_distinct=False,
            )
        ]
        indexes = [models.Index(fields=["meeting", "-export"], name="latest_export_of_meeting")]

    def __str__(self) -> str:
        return f"{self.meeting_id}/{self.person_id or self.name}"


class DecisionExport(FetchedFile):
    """A file of so many decisions that the worker writes it (B5). For the one who asked alone, and for a day.

    `asked` are the choices of the list, `query` the same as the list's address writes them.
    """

    class Kind(models.TextChoices):
        XLSX = "xlsx", "Excel"
        CSV = "csv", "CSV"

    asked = models.JSONField("urval", default=dict)
    query = models.TextField("urvalets adress", blank=True)
    kind = models.CharField("format", max_length=8, choices=Kind)

    class Meta:
        verbose_name = "hämtade beslut"
        verbose_name_plural = "hämtade beslut"
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"Beslut {self.made_on:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:decision-export-detail", args=[self.pk])
