"""Personal links: what one person may do without logging in, until a day, and never in anybody else's name."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .persons import Person


class PersonalLinkQuerySet(models.QuerySet["PersonalLink"]):
    def standing(self) -> "PersonalLinkQuerySet":
        """Not revoked and not past their day."""
        return self.filter(revoked_at=None).filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()))


class PersonalLink(models.Model):
    """An address with a secret in it. Only the secret's hash is kept, so a copy of the database opens nothing.

    A GET never changes anything, and a link never approves minutes (architecture 5).
    """

    class Purpose(models.TextChoices):
        REPLY = "reply", "svara på kallelse"
        CALENDAR = "calendar", "kalenderprenumeration"
        CONTRIBUTION = "contribution", "skriva inlägg före mötet"
        INQUIRY = "inquiry", "besvara förfrågan"
        FEED = "feed", "flöde med det man bevakar"
        YEAR = "year", "årshjulet i en kalender"
        APPLICATION = "application", "fortsätta en ansökan om medel"
        SCHOOL = "school", "skolans deltagande i en undersökning"

    purpose = models.CharField("ändamål", max_length=20, choices=Purpose)
    key_hash = models.CharField("nyckelns kontrollsumma", max_length=64, unique=True)
    person = models.ForeignKey(
        Person, models.CASCADE, verbose_name="för", null=True, blank=True, related_name="personal_links"
    )
    recipient = models.CharField("utställd till", max_length=200, blank=True)
    content_type = models.ForeignKey(ContentType, models.CASCADE, null=True, blank=True, related_name="+")
    object_id = models.CharField(max_length=40, blank=True)
    about = GenericForeignKey("content_type", "object_id")
    created_at = models.DateTimeField("skapad", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    expires_at = models.DateTimeField("gäller till", null=True, blank=True)
    revoked_at = models.DateTimeField("återkallad", null=True, blank=True)
    last_used_at = models.DateTimeField("senast använd", null=True, blank=True)

    objects = PersonalLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "personlig länk"
        verbose_name_plural = "personliga länkar"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="link_about_object")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, {self.recipient}"

    @property
    def stands(self) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > timezone.now())
