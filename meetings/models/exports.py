"""Attendance files that were fetched, and which rows they held (J4)."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.urls import reverse

from secretariat.lib.dates import local_day
from secretariat.registry.models import Organisation, Person, StoredFile

from .bodies import Body
from .meetings import Meeting


class AttendanceExport(models.Model):
    """One fetched attendance file: what was asked for, by whom (J4).

    A large one is made by the worker: `written` rises meanwhile, and the file is kept until the night.
    """

    class Kind(models.TextChoices):
        XLSX = "xlsx", "Excel"
        CSV = "csv", "CSV"
        ZIP = "zip", "en Excelfil per part"

    class State(models.TextChoices):
        WAITING = "waiting", "görs"
        MADE = "made", "klar"
        FAILED = "failed", "gick inte"

    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till och med")
    bodies = models.ManyToManyField(Body, blank=True, related_name="+", verbose_name="grupper")
    parties = models.ManyToManyField(Organisation, blank=True, related_name="+", verbose_name="parter")
    with_unfinished = models.BooleanField("också ej färdiga", default=False)
    changes_only = models.BooleanField("bara ändringar sedan förra", default=False)
    kind = models.CharField("format", max_length=8, choices=Kind)
    state = models.CharField("läge", max_length=8, choices=State, default=State.MADE)
    written = models.PositiveIntegerField("rader hittills", default=0)
    rows = models.PositiveIntegerField("rader", default=0)
    fetched_before = models.PositiveIntegerField("rader som hämtats förut", default=0)
    left_out = models.PositiveIntegerField("utelämnade möten", default=0)
    file = models.ForeignKey(StoredFile, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField("hämtad")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "närvaroexport"
        verbose_name_plural = "närvaroexporter"
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"Närvaro {self.starts_on:%Y-%m-%d}–{self.ends_on:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:attendance-export-detail", args=[self.pk])

    @property
    def made_on(self) -> dt.date:
        """The day it was fetched, in Sweden."""
        return local_day(self.made_at)

    @property
    def is_being_made(self) -> bool:
        """The worker has not written all rows yet, the first time or again."""
        return self.state == self.State.WAITING or (
            self.state == self.State.MADE and self.file_id is None and self.written < self.rows
        )

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
