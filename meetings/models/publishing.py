"""Publishing: a decision of its own by a named role, after a checklist, and it can be taken back (C10)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from secretariat.registry.models import Person, StoredFile

from .freeze import never_emptied
from .minutes import Minutes


class PublicationQuerySet(models.QuerySet["Publication"]):
    def not_taken_back(self) -> "PublicationQuerySet":
        """Nobody has taken them back, whether they are shown or not."""
        return self.filter(unpublished_at=None)

    def standing(self) -> "PublicationQuerySet":
        """Shown to everybody now. One that names a person whose data are protected since is not shown (D7), nor one
        whose last day is past, whether the night has been at it or not, nor one of a version that has been unlocked.
        """
        protected = Publication.persons.through._default_manager.filter(
            publication=OuterRef("pk"), person__protected_identity=True
        )
        rows = self.not_taken_back().exclude(self._is_past()).exclude(self._is_superseded())
        return rows.exclude(Exists(protected))

    def superseded(self) -> "PublicationQuerySet":
        """Open copies of a version that has been unlocked since: shown as they were, and in no list (C8)."""
        protected = Publication.persons.through._default_manager.filter(
            publication=OuterRef("pk"), person__protected_identity=True
        )
        rows = self.not_taken_back().exclude(self._is_past()).filter(self._is_superseded())
        return rows.exclude(Exists(protected))

    def expired(self) -> "PublicationQuerySet":
        """Nobody has taken them back, and their last day is past."""
        return self.not_taken_back().filter(self._is_past())

    def masked(self) -> "PublicationQuerySet":
        """Shown with something masked: as a copy of their own, never from the minutes' own rows."""
        return self.exclude(sha256="")

    @staticmethod
    def _is_superseded() -> Q:
        return Q(minutes__unlocked_at__isnull=False, minutes__unlocked_at__gte=F("published_at"))

    @staticmethod
    def _is_past() -> Q:
        return Q(last_day__isnull=False, last_day__lt=timezone.localdate())


class DrawnUp(models.Model):
    """That unfinished minutes became upprättade, for good: when, by whose act, and why (C9).

    Minutes that nobody shares before are upprättade when they are finished, which their own row tells.
    """

    minutes = models.OneToOneField(Minutes, models.CASCADE, related_name="drawn_up")
    drawn_up_at = models.DateTimeField("upprättad")
    drawn_up_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    why = models.CharField("varför", max_length=300)

    class Meta:
        verbose_name = "upprättad före justeringen"
        verbose_name_plural = "upprättade före justeringen"
        triggers = [pgtrigger.Protect(name="drawn_up_stays", operation=pgtrigger.Update), never_emptied()]

    def __str__(self) -> str:
        return f"{self.minutes}, {self.drawn_up_at:%Y-%m-%d}"


class Mask(models.Model):
    """Something in the minutes that is not to be seen when they are published, and on what ground.

    What the next publication masks. What one that stands masks is kept with it, and does not change.
    """

    class Kind(models.TextChoices):
        WORDS = "words", "ord"
        BLOCK = "block", "stycke"
        PERSON = "person", "person"
        ATTACHMENT = "attachment", "bilaga"

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="masks")
    kind = models.CharField("slag", max_length=10, choices=Kind)
    target = models.CharField("vad", max_length=300)
    label = models.CharField("visas som", max_length=300)
    ground = models.CharField("skäl", max_length=120)
    made_at = models.DateTimeField("när", auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "maskning"
        verbose_name_plural = "maskningar"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["minutes", "kind", "target"], name="the_same_is_masked_once_in_the_minutes"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display().capitalize()}: {self.label}"


_KEEP_COPY = """
IF NEW.minutes_id IS DISTINCT FROM OLD.minutes_id OR NEW.content IS DISTINCT FROM OLD.content
    OR NEW.sha256 IS DISTINCT FROM OLD.sha256 OR NEW.masks IS DISTINCT FROM OLD.masks
    OR NEW.words IS DISTINCT FROM OLD.words OR (OLD.pdf_id IS NOT NULL AND NEW.pdf_id IS DISTINCT FROM OLD.pdf_id)
THEN
    RAISE EXCEPTION 'Det som har publicerats kan inte ändras. Publicera på nytt i stället.' USING ERRCODE = 'SKFRZ';
END IF;
RETURN NEW;
"""


class Publication(models.Model):
    """That finished minutes are open to everybody, from a time until they are taken back or their last day is past.

    Where something is masked the publication is a copy of its own: its canonical bytes with their checksum, its PDF,
    and in `words` what lists, searches and feeds show of it, since the minutes' own rows say what is masked.
    """

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="publications")
    checklist = models.JSONField("checklista", default=dict)
    persons = models.ManyToManyField(
        Person, verbose_name="personer som nämns", blank=True, related_name="publications"
    )
    files = models.ManyToManyField(
        StoredFile, verbose_name="bilagor som är öppna", blank=True, related_name="publications"
    )
    comment = models.CharField("kommentar", max_length=500, blank=True)
    last_day = models.DateField("visas till och med", null=True, blank=True)
    masks = models.JSONField("vad som är maskat", default=list, blank=True)
    content = models.BinaryField("maskat innehåll", null=True)
    sha256 = models.CharField("kontrollsumma av det maskade", max_length=64, blank=True)
    words = models.JSONField("det maskade i listor", default=dict, blank=True)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
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
                | Q(unpublished_at__isnull=False)
                & (Q(unpublished_by__isnull=False) | Q(last_day__isnull=False)),
                name="unpublished_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(content=None, sha256="") | Q(content__isnull=False) & ~Q(sha256=""),
                name="masked_copy_has_its_checksum",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="masked_copy_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_KEEP_COPY,
            ),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return f"{self.minutes}, {self.published_at:%Y-%m-%d}"

    @property
    def is_masked(self) -> bool:
        """Whether something is masked in what is shown."""
        return bool(self.sha256)
