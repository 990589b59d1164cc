"""Registers taken in and fetched: a file looked at before anything is written, and that one was fetched (M3)."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from .fetched import FetchedFile
from .files import StoredFile


class RegisterImport(models.Model):
    """An uploaded file of a register. Its rows and the file are forgotten when it is taken in, or after some days.

    `done` rows have been looked at while the state is READING; `total` is known after that. `mark` is of what all of
    them would do.
    """

    class State(models.TextChoices):
        READING = "reading", "gås igenom"
        SHOWN = "shown", "väntar på dig"
        TAKING = "taking", "läses in"
        TAKEN = "taken", "inläst"
        FAILED = "failed", "gick inte"

    register = models.CharField("register", max_length=40)
    name = models.CharField("filnamn", max_length=200)
    file = models.ForeignKey(
        StoredFile, models.SET_NULL, verbose_name="fil", null=True, blank=True, related_name="+"
    )
    state = models.CharField("läge", max_length=8, choices=State, default=State.READING)
    total = models.PositiveIntegerField("rader i filen", default=0)
    done = models.PositiveIntegerField("rader hittills", default=0)
    new = models.PositiveIntegerField("nya", default=0)
    changed = models.PositiveIntegerField("ändrade", default=0)
    same = models.PositiveIntegerField("oförändrade", default=0)
    wrong = models.PositiveIntegerField("fel", default=0)
    mark = models.CharField("vad raderna skulle göra", max_length=64, blank=True)
    reasons = models.JSONField("hinder", default=list, blank=True)
    uploaded_at = models.DateTimeField("uppladdad")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="uppladdad av", related_name="+"
    )
    expires_at = models.DateTimeField("glöms")
    taken_in_at = models.DateTimeField("inläst", null=True, blank=True)
    taken_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="inläst av",
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = "inläst register"
        verbose_name_plural = "inlästa register"
        ordering = ["-uploaded_at", "-pk"]
        indexes = [models.Index(fields=["register", "-taken_in_at"], name="latest_import_of_register")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="taken", taken_in_at__isnull=False, taken_in_by__isnull=False)
                | ~models.Q(state="taken") & models.Q(taken_in_at=None),
                name="register_is_taken_in_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("registry:import-detail", args=[self.pk])

    @property
    def is_under_way(self) -> bool:
        """Whether the worker is at it."""
        return self.state in (self.State.READING, self.State.TAKING)

    @property
    def changing(self) -> int:
        """How many rows would change something."""
        return self.new + self.changed


class RegisterImportRow(models.Model):
    """What one row of the file would do: each change as (column, before, after), each fault as (column, what)."""

    class Status(models.TextChoices):
        NEW = "new", "ny"
        CHANGED = "changed", "ändrad"
        SAME = "same", "oförändrad"
        WRONG = "wrong", "fel"

    of = models.ForeignKey(RegisterImport, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField("rad")
    status = models.CharField("läge", max_length=8, choices=Status)
    label = models.CharField("vad raden gäller", max_length=300, blank=True)
    changes = models.JSONField("ändringar", default=list, blank=True)
    faults = models.JSONField("fel", default=list, blank=True)
    notes = models.JSONField("att se efter", default=list, blank=True)

    class Meta:
        verbose_name = "rad i inläst register"
        verbose_name_plural = "rader i inlästa register"
        ordering = ["of", "number"]
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="row_stands_once_in_an_import")]
        indexes = [models.Index(fields=["of", "status", "number"], name="import_rows_by_status")]

    def __str__(self) -> str:
        return f"rad {self.number}"


class RegisterExport(FetchedFile):
    """A register that was fetched. The file of a long one is for the one who asked, and for a day."""

    class Kind(models.TextChoices):
        XLSX = "xlsx", "Excel"
        CSV = "csv", "CSV"

    register = models.CharField("register", max_length=40)
    kind = models.CharField("format", max_length=8, choices=Kind)

    class Meta:
        verbose_name = "hämtat register"
        verbose_name_plural = "hämtade register"
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["register", "-made_at"], name="latest_export_of_register")]

    def __str__(self) -> str:
        return f"{self.register} {self.made_on:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("registry:register-export-detail", args=[self.pk])
