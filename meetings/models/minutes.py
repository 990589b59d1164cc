"""The life of minutes: frozen versions, approvers, replies, corrections. Actions are in actions/minutes.py."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from secretariat.registry.models import Person, StoredFile

from .agenda import AgendaItem
from .bodies import Body, MinutesWord
from .freeze import FROZEN, never_emptied
from .meetings import Meeting

_KEEP_FINISHED = f"""
IF TG_OP = 'DELETE' THEN
    IF OLD.frozen_at IS NOT NULL THEN RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'SKFRZ'; END IF;
    RETURN OLD;
END IF;
IF OLD.finished_at IS NOT NULL AND NEW.state = 'draft' AND NEW.finished_at IS NULL AND NEW.finished_by_id IS NULL
    AND NEW.frozen_at IS NULL AND NEW.current_version_id IS NULL AND NEW.pdf_id IS NULL
    AND NEW.meeting_id = OLD.meeting_id AND NEW.word_id = OLD.word_id AND EXISTS (
        SELECT 1 FROM meetings_unlocking u
        WHERE u.minutes_id = OLD.id AND u.version_id = OLD.current_version_id AND u.outcome = 'opened'
        AND u.ended_at = NEW.unlocked_at AND u.was_state = OLD.state AND u.was_finished_at = OLD.finished_at
        AND u.was_pdf_id IS NOT DISTINCT FROM OLD.pdf_id
    )
THEN
    RETURN NEW;
END IF;
IF NEW.unlocked_at IS DISTINCT FROM OLD.unlocked_at THEN
    RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'SKFRZ';
END IF;
IF OLD.finished_at IS NOT NULL AND (
    NEW.state IS DISTINCT FROM OLD.state OR NEW.frozen_at IS DISTINCT FROM OLD.frozen_at
    OR NEW.finished_at IS DISTINCT FROM OLD.finished_at OR NEW.meeting_id IS DISTINCT FROM OLD.meeting_id
    OR NEW.word_id IS DISTINCT FROM OLD.word_id OR NEW.current_version_id IS DISTINCT FROM OLD.current_version_id
) THEN
    RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'SKFRZ';
END IF;
IF OLD.pdf_id IS NOT NULL AND NEW.pdf_id IS DISTINCT FROM OLD.pdf_id THEN
    RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'SKFRZ';
END IF;
RETURN NEW;
"""  # noqa: S608 – names and words of our own


class MinutesQuerySet(models.QuerySet["Minutes"]):
    def finished(self) -> "MinutesQuerySet":
        """Justerade or fastställda: *färdigt* (C1)."""
        return self.exclude(finished_at=None)


class Minutes(models.Model):
    """The notes of one meeting and where they are in their life (C1)."""

    class State(models.TextChoices):
        DRAFT = "draft", "utkast"
        SENT = "sent", "utsänt för justering"
        PARTLY_APPROVED = "partly_approved", "delvis justerat"
        APPROVED = "approved", "justerat"
        FINALISED = "finalised", "fastställt"

    OUT = (State.SENT, State.PARTLY_APPROVED)
    FINISHED = (State.APPROVED, State.FINALISED)

    meeting = models.OneToOneField(Meeting, models.CASCADE, verbose_name="möte", related_name="minutes")
    word = models.ForeignKey(MinutesWord, models.PROTECT, verbose_name="kallas", related_name="minutes")
    state = models.CharField("läge", max_length=16, choices=State, default=State.DRAFT, db_index=True)
    approval_deadline = models.DateField("ska vara justerat senast", null=True, blank=True)
    approvers_note = models.CharField("skäl till ändrad lista", max_length=300, blank=True)
    current_version = models.ForeignKey(
        "MinutesVersion", models.PROTECT, null=True, blank=True, related_name="+"
    )
    frozen_at = models.DateTimeField("fryst", null=True, blank=True)
    shared_at = models.DateTimeField("utkastet delat med gruppen", null=True, blank=True)
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField("skickat för justering", null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    finished_at = models.DateTimeField("färdigt", null=True, blank=True)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    distributed_at = models.DateTimeField("skickat till gruppen", null=True, blank=True)
    distributed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    unlocked_at = models.DateTimeField("senast upplåst", null=True, blank=True)
    noted_approval_date = models.DateField("justerat enligt förlagan", null=True, blank=True)

    objects = MinutesQuerySet.as_manager()

    class Meta:
        verbose_name = "minnesanteckningar"
        verbose_name_plural = "minnesanteckningar"
        ordering = ["meeting"]
        indexes = [
            models.Index(fields=["meeting"], condition=Q(finished_at=None), name="unfinished_minutes"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(shared_at=None, shared_by=None)
                | Q(shared_at__isnull=False, shared_by__isnull=False),
                name="shared_at_and_by_go_together",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, sent_by=None) | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="sent_at_and_by_go_together",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None, finished_by=None)
                | Q(finished_at__isnull=False, finished_by__isnull=False),
                name="finished_at_and_by_go_together",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None, state__in=["draft", "sent", "partly_approved"])
                | Q(finished_at__isnull=False, state__in=["approved", "finalised"]),
                name="finished_minutes_have_a_finished_state",
            ),
            models.CheckConstraint(
                condition=Q(frozen_at=None, state="draft")
                | Q(frozen_at__isnull=False, current_version__isnull=False) & ~Q(state="draft"),
                name="minutes_out_of_draft_are_frozen",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="finished_stays_finished",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_KEEP_FINISHED,
            ),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return f"{self.word} {self.meeting}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting-detail", args=[self.meeting_id])

    @property
    def is_finished(self) -> bool:
        """Justerade or fastställda; what other lines of the requirements mean by justerat (C1)."""
        return self.state in self.FINISHED

    @property
    def is_reworked(self) -> bool:
        """Unlocked, and the new version is not finished yet (C8)."""
        return self.unlocked_at is not None and not self.is_finished

    @property
    def corrections_that_hold(self) -> "list[Correction]":
        """Rättelser of the version that stands; those made before an unlocking belong to the version before (C8)."""
        rows = self.corrections.all()
        return [one for one in rows if self.unlocked_at is None or one.corrected_at > self.unlocked_at]

    @property
    def is_out(self) -> bool:
        """Sent for approval and not yet approved by all."""
        return self.state in self.OUT

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT


class MinutesVersion(models.Model):
    """What was sent out: the canonical bytes of the document tree and their checksum. Never changed."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("version")
    format = models.PositiveSmallIntegerField("format")
    content = models.BinaryField("innehåll")
    sha256 = models.CharField("kontrollsumma", max_length=64)
    frozen_at = models.DateTimeField("fryst")
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "utsänd version"
        verbose_name_plural = "utsända versioner"
        ordering = ["minutes", "number"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "number"], name="version_number_is_used_once"),
        ]
        triggers = [
            pgtrigger.Protect(name="version_never_changes", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class Approver(models.Model):
    """Somebody who is to approve these minutes. A replaced one stays in the list, with the reason."""

    class Capacity(models.TextChoices):
        CHAIR = "chair", "ordförande"
        ACTING_CHAIR = "acting_chair", "mötesordförande under en del av mötet"
        ELECTED = "elected", "vald justerare"
        SUBSTITUTE = "substitute", "ersättare för justerare"

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="approvers")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name="person", related_name="approver_roles")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    capacity = models.CharField("som", max_length=14, choices=Capacity)
    position = models.PositiveSmallIntegerField("ordning", default=0)
    is_reserve = models.BooleanField("vald ersättare, kallas in vid behov", default=False)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        verbose_name="i stället för",
        null=True,
        blank=True,
        related_name="replaced_by",
    )
    removed_at = models.DateTimeField("struken", null=True, blank=True)
    removed_reason = models.CharField("skäl", max_length=300, blank=True)

    class Meta:
        verbose_name = "justerare"
        verbose_name_plural = "justerare"
        ordering = ["minutes", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["minutes", "person"],
                condition=Q(removed_at=None),
                name="approver_stands_once",
                violation_error_message="Personen är redan justerare för mötet.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_capacity_display()}"


class Reply(models.Model):
    """What an approver answered on one frozen version. Evidence, so never changed (C5, N3)."""

    class Answer(models.TextChoices):
        APPROVED = "approved", "justerat"
        CHANGES = "changes", "begär ändring"
        ABSTAINED = "abstained", "avstår"

    approver = models.ForeignKey(Approver, models.PROTECT, related_name="replies")
    version = models.ForeignKey(MinutesVersion, models.PROTECT, related_name="replies")
    answer = models.CharField("svar", max_length=10, choices=Answer)
    comment = models.TextField("kommentar", blank=True)
    sha256 = models.CharField("kontrollsumma av det som justerades", max_length=64)
    answered_at = models.DateTimeField("när")
    local_time = models.CharField("svensk tid", max_length=40)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    method = models.CharField("inloggning", max_length=60)
    assurance = models.CharField("tillitsnivå", max_length=20, default="0")
    signed_in_at = models.DateTimeField("loggade in", null=True, blank=True)
    user_agent = models.CharField("webbläsare", max_length=400, blank=True)
    ip = models.GenericIPAddressField("från", null=True, blank=True)
    evidence = models.JSONField("bevis", default=dict, blank=True)

    class Meta:
        verbose_name = "svar från justerare"
        verbose_name_plural = "svar från justerare"
        ordering = ["answered_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["approver", "version"],
                condition=Q(answer__in=["approved", "abstained"]),
                name="approver_answers_a_version_once",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="reply_never_changes", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return f"{self.approver}: {self.get_answer_display()}"


class ChangeRequest(models.Model):
    """A wish to change the text of one item, from an approver (C4)."""

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="requests")
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="change_requests"
    )
    item_label = models.CharField("gäller", max_length=200, blank=True)
    text = models.TextField("önskad ändring")
    handled_at = models.DateTimeField("hanterad", null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.TextField("svar", blank=True)

    class Meta:
        verbose_name = "begärd ändring"
        verbose_name_plural = "begärda ändringar"
        ordering = ["reply__answered_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Correction(models.Model):
    """Rättelse: a separate dated act that shows what was wrong and what is right. The old text stays (C7)."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="corrections")
    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, blank=True, related_name="corrections")
    item_label = models.CharField("gäller", max_length=200, blank=True)
    old_text = models.TextField("det står")
    new_text = models.TextField("det ska stå")
    reason = models.CharField("skäl", max_length=300)
    corrected_at = models.DateTimeField("rättat")
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    corrected_name = models.CharField("rättat av", max_length=200)

    class Meta:
        verbose_name = "rättelse"
        verbose_name_plural = "rättelser"
        ordering = ["corrected_at"]
        triggers = [
            pgtrigger.Protect(name="correction_never_changes", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return f"Rättelse {self.corrected_at:%Y-%m-%d}"


class CopyRecipient(models.Model):
    """Others on a body's list who get the finished minutes, beside its members (part 1, step 5)."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="copy_recipients")
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField("namn", max_length=160, blank=True)
    email = models.EmailField("e-post", blank=True)

    class Meta:
        verbose_name = "mottagare av kopia"
        verbose_name_plural = "mottagare av kopia"
        ordering = ["body", "name"]

    def __str__(self) -> str:
        return self.name or str(self.person)
