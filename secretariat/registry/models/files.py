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

    file = models.FileField("fil", upload_to=file_path, max_length=120)
    name = models.CharField("filnamn", max_length=200)
    title = models.CharField("titel", max_length=200, blank=True)
    content_type = models.CharField("filtyp", max_length=120)
    size = models.PositiveBigIntegerField("storlek i byte")
    sha256 = models.CharField("kontrollsumma", max_length=64, db_index=True)
    circle = models.CharField("får hämtas av", max_length=20, choices=Circle, default=Circle.MEETING)
    uploaded_at = models.DateTimeField("uppladdad", auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="uppladdad av", null=True, blank=True
    )

    class Meta:
        verbose_name = "fil"
        verbose_name_plural = "filer"
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.title or self.name
