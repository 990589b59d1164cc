"""Omedelbar justering: one point read aloud, frozen as a paper of its own and approved at the meeting (C12)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from secretariat.registry.models import Person, StoredFile

from .agenda import AgendaItem
from .freeze import FROZEN, never_emptied
from .meetings import Meeting

_KEEP_APPROVED = f"""
IF TG_OP = 'DELETE' OR OLD.withdrawn_at IS NOT NULL
    OR NEW.meeting_id <> OLD.meeting_id OR NEW.item_id <> OLD.item_id OR NEW.number <> OLD.number
    OR NEW.content <> OLD.content OR NEW.sha256 <> OLD.sha256 OR NEW.frozen_at <> OLD.frozen_at
    OR (OLD.approved_at IS NOT NULL AND (
        NEW.approved_at IS DISTINCT FROM OLD.approved_at OR NEW.withdrawn_at IS NOT NULL
        OR (OLD.pdf_id IS NOT NULL AND NEW.pdf_id IS DISTINCT FROM OLD.pdf_id)
    ))
    OR (OLD.approved_at IS NULL AND NEW.approved_at IS NOT NULL AND EXISTS (
        SELECT 1 FROM meetings_immediateanswer a WHERE a.approval_id = NEW.id AND a.answered_at IS NULL
    ))
THEN
    RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'SKFRZ';
END IF;
RETURN NEW;
"""  # noqa: S608 – names and words of our own

_KEEP_ANSWERED = f"""
IF TG_OP = 'DELETE' OR OLD.answered_at IS NOT NULL OR NEW.approval_id <> OLD.approval_id
    OR NEW.person_id <> OLD.person_id THEN
    RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'SKFRZ';
END IF;
RETURN NEW;
"""


class ImmediateApproval(models.Model):
    """One point as it was read aloud: its canonical bytes, their checksum, and where its approval stands.

    From the moment it is made, nothing that is printed of the point may be changed (`freeze.bound_with_item`), unless
    it is withdrawn; which it can be until the last one has approved.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="immediate_approvals")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="immediate_approvals")
    number = models.PositiveSmallIntegerField("nummer")
    format = models.PositiveSmallIntegerField("format")
    content = models.BinaryField("innehåll")
    sha256 = models.CharField("kontrollsumma", max_length=64)
    frozen_at = models.DateTimeField("uppläst och låst")
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField("justerat av alla", null=True, blank=True)
    pdf = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="immediate_approvals"
    )
    withdrawn_at = models.DateTimeField("återtaget", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_why = models.CharField("varför det togs tillbaka", max_length=300, blank=True)

    class Meta:
        verbose_name = "omedelbar justering"
        verbose_name_plural = "omedelbara justeringar"
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="immediate_number_is_used_once"),
            models.UniqueConstraint(
                fields=["item"], condition=Q(withdrawn_at=None), name="item_is_approved_at_once_once"
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None) | Q(withdrawn_at=None), name="approved_at_once_is_not_withdrawn"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="immediate_approval_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_KEEP_APPROVED,
            ),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return f"Omedelbar justering {self.number}, {self.meeting}"


class ImmediateAnswer(models.Model):
    """One of those who approve the point at once, and when and how that was done. Never changed once given."""

    approval = models.ForeignKey(ImmediateApproval, models.PROTECT, related_name="answers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="immediate_answers")
    capacity = models.CharField("som", max_length=80)
    answered_at = models.DateTimeField("justerade", null=True, blank=True)
    local_time = models.CharField("svensk tid", max_length=40, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_noted = models.BooleanField("noterat av sekreteraren", default=False)
    method = models.CharField("hur", max_length=60, blank=True)
    sha256 = models.CharField("kontrollsumma av det som justerades", max_length=64, blank=True)
    ip = models.GenericIPAddressField("från", null=True, blank=True)

    class Meta:
        verbose_name = "svar vid omedelbar justering"
        verbose_name_plural = "svar vid omedelbar justering"
        ordering = ["approval", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["approval", "person"], name="immediate_approver_stands_once"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="immediate_answer_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_KEEP_ANSWERED,
            ),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.capacity}"
