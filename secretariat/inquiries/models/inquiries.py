"""Förfrågningar: one question put to many parties, each answering for itself, each by a link of its own.

Here stand who was asked, when, by whom, who has been reminded, and who has not answered. What is asked are typed
questions (forms.py, answers.py), or belongs to the app that asks, which then keeps a row of its own for each recipient.
"""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone

from secretariat.registry.models import Organisation, Person


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    def open(self) -> "InquiryQuerySet":
        """Sent or being prepared; neither closed nor withdrawn."""
        return self.filter(closed_at=None, withdrawn_at=None)


class Inquiry(models.Model):
    """A question to several parties (förfrågan), about one thing of the app that asks."""

    purpose = models.SlugField(
        "ändamål", max_length=40, help_text="Vilken app som frågar, t.ex. confirmation."
    )
    title = models.CharField("rubrik", max_length=300)
    text = models.TextField("text till mottagarna", blank=True)
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=40)
    about = GenericForeignKey("content_type", "object_id")
    form_version = models.ForeignKey(
        "inquiries.FormVersion",
        models.PROTECT,
        verbose_name="frågor",
        null=True,
        blank=True,
        related_name="inquiries",
    )
    period = models.CharField("avser", max_length=40, blank=True, help_text="T.ex. 2025, eller våren 2026.")
    due_on = models.DateField("svar senast", null=True, blank=True)
    created_at = models.DateTimeField("skapad", auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField("skickad", null=True, blank=True)
    closed_at = models.DateTimeField("avslutad", null=True, blank=True)
    withdrawn_at = models.DateTimeField("återkallad", null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    withdrawn_why = models.CharField("varför återkallad", max_length=300, blank=True)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = "förfrågan"
        verbose_name_plural = "förfrågningar"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "content_type", "object_id", "period"],
                condition=Q(withdrawn_at=None),
                name="a_thing_is_asked_about_once_for_a_period",
                violation_error_message="Det finns redan en förfrågan.",
            )
        ]
        indexes = [models.Index(fields=["content_type", "object_id"], name="inquiry_about_object")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Neither closed nor withdrawn."""
        return self.closed_at is None and self.withdrawn_at is None


class RecipientQuerySet(models.QuerySet["Recipient"]):
    def waiting(self) -> "RecipientQuerySet":
        """Asked, and not answered, in an inquiry that is open."""
        return self.filter(
            answered_at=None, excused_at=None, inquiry__closed_at=None, inquiry__withdrawn_at=None
        ).exclude(inquiry__sent_at=None)

    def overdue(self) -> "RecipientQuerySet":
        """Waiting past the inquiry's last day."""
        return self.waiting().filter(inquiry__due_on__lt=timezone.localdate())


class Recipient(models.Model):
    """One party (or another organ of one) that is asked. It answers with its own mandate."""

    inquiry = models.ForeignKey(Inquiry, models.CASCADE, related_name="recipients")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="part", related_name="inquiries"
    )
    organ = models.CharField("organ", max_length=160, blank=True, help_text="T.ex. kommunstyrelsen.")
    handler = models.ForeignKey(
        Person, models.PROTECT, verbose_name="handläggare", null=True, blank=True, related_name="inquiries"
    )
    position = models.PositiveSmallIntegerField("ordning", default=0)
    sent_at = models.DateTimeField("skickad", null=True, blank=True)
    opened_at = models.DateTimeField("öppnad", null=True, blank=True)
    reminded_at = models.DateTimeField("senast påmind", null=True, blank=True)
    reminders = models.PositiveSmallIntegerField("antal påminnelser", default=0)
    answered_at = models.DateTimeField("besvarad", null=True, blank=True)
    answered_by = models.CharField("besvarad av", max_length=200, blank=True)
    answered_how = models.CharField(
        "hur",
        max_length=12,
        blank=True,
        choices=[("link", "genom personlig länk"), ("office", "av sekretariatet"), ("login", "inloggad")],
    )
    excused_at = models.DateTimeField("svarar inte, noterat", null=True, blank=True)
    comment = models.CharField("sekretariatets anteckning", max_length=500, blank=True)

    objects = RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = "mottagare"
        verbose_name_plural = "mottagare"
        ordering = ["inquiry", "position", "organisation__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["inquiry", "organisation", "organ"],
                name="a_party_is_asked_once",
                violation_error_message="Parten är redan mottagare.",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_how="")
                | Q(answered_at__isnull=False) & ~Q(answered_how=""),
                name="answered_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.organ}" if self.organ else str(self.organisation)

    @property
    def addressee(self) -> Person:
        """Who letters are to. Raises ValueError where nobody answers for the party."""
        if self.handler is None:
            raise ValueError(f"{self} har ingen handläggare.")
        return self.handler
