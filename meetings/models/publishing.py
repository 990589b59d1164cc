"""Publishing: a decision of its own by a named role, after a checklist, and it can be taken back (C10)."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from secretariat.registry.models import Person, StoredFile

from .minutes import Minutes


class PublicationQuerySet(models.QuerySet["Publication"]):
    def not_taken_back(self) -> "PublicationQuerySet":
        """Nobody has taken them back, whether they are shown or not."""
        return self.filter(unpublished_at=None)

    def standing(self) -> "PublicationQuerySet":
        """Shown to everybody now. One that names a person whose data are protected since is not shown (D7)."""
        protected = Publication.persons.through._default_manager.filter(
            publication=OuterRef("pk"), person__protected_identity=True
        )
        return self.not_taken_back().exclude(Exists(protected))


class Publication(models.Model):
    """That finished minutes are open to everybody, from a time until they are taken back."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="publications")
    checklist = models.JSONField("checklista", default=dict)
    persons = models.ManyToManyField(
        Person, verbose_name="personer som nämns", blank=True, related_name="publications"
    )
    files = models.ManyToManyField(
        StoredFile, verbose_name="bilagor som är öppna", blank=True, related_name="publications"
    )
    comment = models.CharField("kommentar", max_length=500, blank=True)
    published_at = models.DateTimeField("publicerat")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    unpublished_at = models.DateTimeField("avpublicerat", null=True, blank=True)
    unpublished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    unpublished_why = models.CharField("varför avpublicerat", max_length=500, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "publicering"
        verbose_name_plural = "publiceringar"
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["minutes"],
                condition=Q(unpublished_at=None),
                name="minutes_are_published_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(unpublished_at=None, unpublished_by=None)
                | Q(unpublished_at__isnull=False, unpublished_by__isnull=False),
                name="unpublished_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes}, {self.published_at:%Y-%m-%d}"
