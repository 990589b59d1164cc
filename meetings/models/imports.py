"""Old minutes, uploaded and gone through beside their source before a draft is made of them (M1)."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from secretariat.lib.access import Role, has_role
from secretariat.registry.models import StoredFile

from .meetings import Meeting

if TYPE_CHECKING:
    from secretariat.registry.models import User


class MinutesImportQuerySet(models.QuerySet["MinutesImport"]):
    def visible_to(self, user: "User") -> "MinutesImportQuerySet":
        """One's own; all for the office."""
        is_office = has_role(user, Role.SECRETARIAT, Role.ADMINISTRATOR)
        return self.all() if is_office else self.filter(uploaded_by=user.pk)


class MinutesImport(models.Model):
    """A file of old minutes on its way to a draft. What was read and chosen is forgotten when the draft is made."""

    class State(models.TextChoices):
        WAITING = "waiting", "läses"
        READ = "read", "att gå igenom"
        FAILED = "failed", "gick inte att läsa"
        MADE = "made", "utkast gjort"

    file = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="fil", related_name="minutes_imports")
    state = models.CharField("läge", max_length=8, choices=State, default=State.WAITING)
    problem = models.TextField("varför filen inte gick att läsa", blank=True)
    reading = models.JSONField("det som lästes", default=dict)
    choices = models.JSONField("val", default=dict)
    told = models.JSONField("det som gjordes", default=list)
    uploaded_at = models.DateTimeField("uppladdad")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="uppladdad av", related_name="minutes_imports"
    )
    expires_at = models.DateTimeField("glöms")
    meeting = models.OneToOneField(
        Meeting,
        models.SET_NULL,
        verbose_name="möte",
        null=True,
        blank=True,
        related_name="minutes_import",
    )
    made_at = models.DateTimeField("utkast gjort", null=True, blank=True)

    objects = MinutesImportQuerySet.as_manager()

    class Meta:
        verbose_name = "inläsning"
        verbose_name_plural = "inläsningar"
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.file.name

    def get_absolute_url(self) -> str:
        return reverse("meetings:import-detail", args=[self.pk])

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The lines of the source that have words: number, text, kind, row."""
        return self.reading.get("lines", [])

    @property
    def truth(self) -> dict[str, Any]:
        """What was read, in the shape of SCHEMA.md."""
        return self.reading.get("truth", {})
