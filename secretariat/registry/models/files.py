"""Stored files. Who may fetch one follows from what it is attached to, asked per file."""

from django.conf import settings
from django.db import models


def file_path(instance: "StoredFile", filename: str) -> str:
    """Files lie under their checksum, so that a name can neither collide nor escape the folder."""
    return f"{instance.sha256[:2]}/{instance.sha256}"


class StoredFile(models.Model):
    """Bytes with a name, a type and a checksum. Several rows may share the bytes."""

    class Circle(models.TextChoices):
        """Who may fetch it beside those its owner object lets in."""

        SECRETARIAT = "secretariat", "bara sekretariatet"
        MEETING = "meeting", "de som får läsa mötet"
        SIGNED_IN = "signed_in", "alla inloggade"

    class Status(models.TextChoices):
        """Where it stands as a public record (allmän handling), D1."""

        DRAFT = "draft", "utkast"
        DRAWN_UP = "drawn_up", "upprättad"
        RECEIVED = "received", "inkommen"
        DISPATCHED = "dispatched", "expedierad"

    class Keeping(models.TextChoices):
        """What the archive does with it; the day stands in `destroy_on`."""

        KEPT = "kept", "bevaras"
        DESTROYED = "destroyed", "gallras"

    file = models.FileField("fil", upload_to=file_path, max_length=120)
    name = models.CharField("filnamn", max_length=200)
    title = models.CharField("titel", max_length=200, blank=True)
    content_type = models.CharField("filtyp", max_length=120)
    size = models.PositiveBigIntegerField("storlek i byte")
    sha256 = models.CharField("kontrollsumma", max_length=64, db_index=True)
    circle = models.CharField("får hämtas av", max_length=20, choices=Circle, default=Circle.MEETING)
    record_kind = models.CharField("handlingstyp", max_length=80, blank=True)
    record_status = models.CharField("status", max_length=12, choices=Status, blank=True)
    case_number = models.CharField(
        "diarienummer", max_length=60, blank=True, help_text="Eget eller annan myndighets, t.ex. 20RS6891."
    )
    owner = models.ForeignKey(
        "registry.Organisation",
        models.PROTECT,
        verbose_name="ansvarig organisation",
        null=True,
        blank=True,
        related_name="files",
    )
    secrecy = models.CharField(
        "sekretess, lagrum", max_length=200, blank=True, help_text="T.ex. 25 kap. 1 § OSL."
    )
    keeping = models.CharField("bevaras eller gallras", max_length=10, choices=Keeping, blank=True)
    destroy_on = models.DateField("gallras", null=True, blank=True)
    uploaded_at = models.DateTimeField("uppladdad", auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="uppladdad av", null=True, blank=True
    )

    class Meta:
        verbose_name = "fil"
        verbose_name_plural = "filer"
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(keeping="destroyed") | models.Q(destroy_on__isnull=False),
                name="what_is_destroyed_has_its_day",
                violation_error_message="Skriv vilken dag den gallras.",
            )
        ]

    def __str__(self) -> str:
        return self.title or self.name
