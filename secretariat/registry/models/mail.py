"""Outgoing mail: written in the transaction of the act, delivered by the worker, readable afterwards."""

import datetime as dt

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from .files import StoredFile
from .persons import Person

# A worker that has taken a letter answers within this time, or it is dead.
LEASE = dt.timedelta(minutes=10)
LONGEST_WAIT = dt.timedelta(hours=25)  # the longest time to the next try is 24


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def waiting(self) -> "OutgoingMailQuerySet":
        """Not delivered, not given up, not put by for a digest and not declined."""
        return self.filter(delivered_at=None, given_up_at=None, way=MailWay.DIRECT)

    def due(self, now: dt.datetime) -> "OutgoingMailQuerySet":
        """Waiting, with no try to wait for, and in the hands of no worker that lives.

        A moment further ahead than any that is ever set was set by a clock that was wrong, and is not waited for.
        """
        ahead = models.Q(next_attempt_at__gt=now + LONGEST_WAIT)
        return self.waiting().filter(
            models.Q(next_attempt_at=None) | models.Q(next_attempt_at__lte=now) | ahead,
            models.Q(sending_since=None)
            | models.Q(sending_since__lte=now - LEASE)
            | models.Q(sending_since__gt=now + LEASE),
        )

    def given_up(self) -> "OutgoingMailQuerySet":
        """Did not go out and will not by themselves."""
        return self.filter(delivered_at=None, given_up_at__isnull=False)

    def unsure(self) -> "OutgoingMailQuerySet":
        """Nobody knows whether they went out (decision 0007); a person has to decide."""
        return self.given_up().filter(handed_over_at__isnull=False)

    def waiting_for_digest(self) -> "OutgoingMailQuerySet":
        """Put by for the day's one letter (N5)."""
        return self.filter(way=MailWay.DAILY, digest=None, delivered_at=None)


class MailWay(models.TextChoices):
    """How a person wants letters of a kind (N5)."""

    DIRECT = "direct", "direkt"
    DAILY = "daily", "samlat en gång om dagen"
    NEVER = "never", "aldrig"


class OutgoingMail(models.Model):
    """One letter to one person. A kallelse or a justering is a legal act, so the text is kept as it was sent."""

    Way = MailWay

    purpose = models.CharField("ärende", max_length=40)
    way = models.CharField("skickas", max_length=8, choices=MailWay, default=MailWay.DIRECT)
    digest = models.ForeignKey(
        "self", models.SET_NULL, verbose_name="samlat i", null=True, blank=True, related_name="gathered"
    )
    calendar = models.TextField("kalenderfil", blank=True)
    calendar_method = models.CharField("kalenderfilens ärende", max_length=10, blank=True)
    to_name = models.CharField("till", max_length=200, blank=True)
    to_email = models.EmailField("adress")
    person = models.ForeignKey(
        Person, models.SET_NULL, verbose_name="person", null=True, related_name="mails"
    )
    from_name = models.CharField("avsändarens namn", max_length=200, blank=True)
    reply_to = models.EmailField("svar till", blank=True)
    subject = models.CharField("rubrik", max_length=250)
    body = models.TextField("text")
    html = models.TextField("formgiven text", blank=True)
    action_url = models.CharField("länk", max_length=500, blank=True)
    action_label = models.CharField("knapp", max_length=60, blank=True)
    attachments = models.ManyToManyField(StoredFile, verbose_name="bilagor", blank=True, related_name="mails")
    content_type = models.ForeignKey(ContentType, models.SET_NULL, null=True, related_name="+")
    object_id = models.CharField(max_length=40, blank=True)
    about = GenericForeignKey("content_type", "object_id")
    written_at = models.DateTimeField("skrivet", auto_now_add=True, db_index=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="av", null=True, related_name="+"
    )
    delivered_at = models.DateTimeField("skickat", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("försök", default=0)
    last_error = models.CharField("fel", max_length=500, blank=True)
    given_up_at = models.DateTimeField("uppgivet", null=True, blank=True)
    # The same at every try, so that a letter that came twice can be recognised.
    message_id = models.CharField("brevets märke", max_length=200, blank=True)
    # Whoever writes a letter that must be written only once gives it a key; the second one is not written.
    once = models.CharField("skrivs en gång", max_length=120, null=True, blank=True, unique=True)
    next_attempt_at = models.DateTimeField("nästa försök", null=True, blank=True)
    # A worker has taken it; and the mail server has been told the last of it, but has not answered (decision 0007).
    sending_since = models.DateTimeField("tas om hand sedan", null=True, blank=True)
    handed_over_at = models.DateTimeField("lämnat till e-postservern", null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = "utskick"
        verbose_name_plural = "utskick"
        ordering = ["-written_at", "-pk"]
        indexes = [
            models.Index(fields=["content_type", "object_id"], name="mail_about_object"),
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(delivered_at=None, given_up_at=None),
                name="mail_that_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to_email}"

    @property
    def state(self) -> str:
        """In words: skickat, väntar, försöker igen, kunde inte skickas …"""
        if self.delivered_at:
            return "skickat"
        if self.way == MailWay.NEVER:
            return "inte skickat, mottagaren har valt bort det"
        if self.way == MailWay.DAILY:
            return "samlat i ett annat brev" if self.digest_id else "väntar på dagens samlade brev"
        if self.is_unsure:
            return "osäkert om det gick fram"
        if self.given_up_at:
            return "kunde inte skickas"
        return "försöker igen" if self.last_error else "väntar"

    @property
    def mark(self) -> str:
        """The mark beside the state."""
        if self.delivered_at or self.digest_id:
            return "done"
        if self.is_unsure:
            return "deviation"
        if self.given_up_at:
            return "late"
        return "unknown" if self.way == MailWay.NEVER else "pending"

    @property
    def paragraphs(self) -> list[str]:
        """The text cut at empty lines."""
        return [part.strip() for part in self.body.split("\n\n") if part.strip()]

    @property
    def is_unsure(self) -> bool:
        """Whether the mail server got the whole letter but never said that it took it (decision 0007)."""
        return bool(self.given_up_at and self.handed_over_at and not self.delivered_at)


class MailChoice(models.Model):
    """A person's choice for letters of one kind. Where there is none, letters go directly (N5)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="mail_choices")
    purpose = models.CharField("ärende", max_length=40)
    way = models.CharField("skickas", max_length=8, choices=MailWay, default=MailWay.DIRECT)

    class Meta:
        verbose_name = "val av utskick"
        verbose_name_plural = "val av utskick"
        constraints = [models.UniqueConstraint(fields=["person", "purpose"], name="one_choice_for_a_kind")]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.get_way_display()}"
