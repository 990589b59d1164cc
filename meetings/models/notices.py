"""Kallelser: what was sent out before a meeting, to whom, and what each answered (A10, A12, N1)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from secretariat.registry.models import OutgoingMail, Person, StoredFile

from .bodies import Body, Seat
from .freeze import never_emptied
from .meetings import Meeting


class Notice(models.Model):
    """A kallelse as it was sent: frozen bytes of its tree. The second and later ones are kompletterande."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="notices")
    number = models.PositiveSmallIntegerField("nummer")
    format = models.PositiveSmallIntegerField("format")
    content = models.BinaryField("innehåll")
    sha256 = models.CharField("kontrollsumma", max_length=64)
    message = models.TextField("hälsning", blank=True)
    reply_by = models.DateField("svara senast", null=True, blank=True)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField("skickad")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "kallelse"
        verbose_name_plural = "kallelser"
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="notice_number_is_used_once"),
        ]
        triggers = [
            pgtrigger.Protect(name="notice_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="notice_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=(
                    "IF (to_jsonb(OLD) - 'pdf_id') IS DISTINCT FROM (to_jsonb(NEW) - 'pdf_id') "
                    "OR (OLD.pdf_id IS NOT NULL AND NEW.pdf_id IS DISTINCT FROM OLD.pdf_id) THEN "
                    "RAISE EXCEPTION 'Kallelsen är utskickad och kan inte ändras.' USING ERRCODE = 'SKFRZ'; "
                    "END IF; RETURN NEW;"
                ),
            ),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return f"{self.kind_in_words} till {self.meeting}"

    @property
    def is_supplement(self) -> bool:
        """Whether it adds to an earlier one."""
        return self.number > 1

    @property
    def kind_in_words(self) -> str:
        """Kallelse or kompletterande kallelse 1, 2, …"""
        return f"Kompletterande kallelse {self.number - 1}" if self.is_supplement else "Kallelse"


class Invitee(models.Model):
    """A person who is called to a meeting, or stands ready, and the answer. One row per person (J1)."""

    class Capacity(models.TextChoices):
        MEMBER = "member", "ledamot"
        SUBSTITUTE = "substitute", "ersättare, väntar"
        CALLED = "called", "ersättare, inkallad"
        CO_OPTED = "co_opted", "adjungerad"
        GUEST = "guest", "gäst"
        COPY = "copy", "för kännedom"

    class Answer(models.TextChoices):
        NONE = "", "inte svarat"
        COMING = "coming", "kommer"
        DIGITAL = "digital", "kommer digitalt"
        DECLINED = "declined", "förhinder"
        SUBSTITUTE = "substitute", "ersättare går"

    COMES = (Answer.COMING, Answer.DIGITAL)
    STAYS_AWAY = (Answer.DECLINED, Answer.SUBSTITUTE)
    EXPECTED = (Capacity.MEMBER, Capacity.CALLED, Capacity.CO_OPTED, Capacity.GUEST)

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invitees")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name="person", related_name="invitations")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="+")
    capacity = models.CharField("kallas som", max_length=12, choices=Capacity, default=Capacity.MEMBER)
    position = models.PositiveIntegerField("ordning", default=0)
    called_instead_of = models.ForeignKey(
        "self", models.SET_NULL, verbose_name="i stället för", null=True, blank=True, related_name="called"
    )
    called_at = models.DateTimeField("kallad", null=True, blank=True)
    answer = models.CharField("svar", max_length=10, choices=Answer, blank=True, default=Answer.NONE)
    answered_at = models.DateTimeField("svarade", null=True, blank=True)
    reminded_at = models.DateTimeField("påmind", null=True, blank=True)
    removed_at = models.DateTimeField("struken", null=True, blank=True)

    class Meta:
        verbose_name = "kallad"
        verbose_name_plural = "kallade"
        ordering = ["meeting", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                name="person_is_called_once",
                violation_error_message="Personen är redan kallad.",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | Q(~Q(answer=""), answered_at__isnull=False),
                name="answer_and_time_go_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_capacity_display()}"

    @property
    def in_words(self) -> str:
        """As what the person is called: by the kind of seat where that says more."""
        if self.seat and self.capacity in (self.Capacity.MEMBER, self.Capacity.CO_OPTED):
            return self.seat.get_kind_display()
        return self.get_capacity_display()

    @property
    def is_expected(self) -> bool:
        """Whether the meeting counts on an answer from this person."""
        return self.removed_at is None and self.capacity in self.EXPECTED


class NoticeRecipient(models.Model):
    """Who got which kallelse, with name and address as they were. Never changed."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="recipients")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField("namn", max_length=200)
    email = models.CharField("adress", max_length=254, blank=True)
    capacity = models.CharField("som", max_length=12, choices=Invitee.Capacity)
    for_body = models.CharField("i", max_length=200, blank=True)
    mail = models.ForeignKey(OutgoingMail, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "mottagare av kallelse"
        verbose_name_plural = "mottagare av kallelse"
        ordering = ["notice", "pk"]
        triggers = [
            pgtrigger.Protect(name="recipient_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="recipient_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                # The letter may be cleared away when its time is out; who got which kallelse stays.
                func=(
                    "IF (to_jsonb(OLD) - 'mail_id') IS DISTINCT FROM (to_jsonb(NEW) - 'mail_id') "
                    "OR (NEW.mail_id IS NOT NULL AND NEW.mail_id IS DISTINCT FROM OLD.mail_id) THEN "
                    "RAISE EXCEPTION 'Kallelsen är utskickad och kan inte ändras.' USING ERRCODE = 'SKFRZ'; "
                    "END IF; RETURN NEW;"
                ),
            ),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return self.name


class NoticeReply(models.Model):
    """One answer to a kallelse. Answers are added and never changed: the latest one holds (A12)."""

    class Method(models.TextChoices):
        LINK = "link", "länken i brevet"
        LOGIN = "login", "inloggad"
        OFFICE = "office", "sekretariatet"

    invitee = models.ForeignKey(Invitee, models.CASCADE, related_name="replies")
    answer = models.CharField("svar", max_length=10, choices=Invitee.Answer)
    substitute = models.ForeignKey(
        Person, models.PROTECT, verbose_name="ersättare", null=True, blank=True, related_name="+"
    )
    comment = models.CharField("hälsning", max_length=500, blank=True)
    method = models.CharField("genom", max_length=8, choices=Method)
    answered_at = models.DateTimeField("när")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "svar på kallelse"
        verbose_name_plural = "svar på kallelse"
        ordering = ["answered_at", "pk"]

    def __str__(self) -> str:
        return f"{self.invitee.person}: {self.get_answer_display()}"
