"""Unlocking finished minutes for more than a rättelse: proposed with a reason, consented to by those named (C8)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from secretariat.registry.models import Person, StoredFile

from .freeze import FROZEN, never_emptied
from .minutes import Minutes, MinutesVersion

_KEEP_DECIDED = f"""
IF TG_OP = 'DELETE' OR OLD.outcome <> '' OR NEW.minutes_id <> OLD.minutes_id OR NEW.version_id <> OLD.version_id
    OR NEW.reason <> OLD.reason OR NEW.needed <> OLD.needed OR NEW.proposed_by_id <> OLD.proposed_by_id THEN
    RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'SKFRZ';
END IF;
IF NEW.outcome = 'opened' AND NEW.needed > (
    SELECT count(*) FROM meetings_unlockinganswer a WHERE a.unlocking_id = NEW.id AND a.answer = 'consented'
) THEN
    RAISE EXCEPTION 'Alla som behövs har inte medgett upplåsningen.' USING ERRCODE = 'SKFRZ';
END IF;
RETURN NEW;
"""  # noqa: S608 – names and words of our own

_KEEP_ANSWERED = f"""
IF TG_OP = 'DELETE' OR OLD.answer <> '' OR NEW.unlocking_id <> OLD.unlocking_id
    OR NEW.person_id <> OLD.person_id THEN
    RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'SKFRZ';
END IF;
RETURN NEW;
"""


class Unlocking(models.Model):
    """A proposal to open finished minutes as the draft of a new version, and what came of it. The old one stays."""

    class Outcome(models.TextChoices):
        PENDING = "", "väntar på medgivande"
        OPENED = "opened", "upplåst"
        REFUSED = "refused", "avböjt"
        WITHDRAWN = "withdrawn", "återtaget"
        EXPIRED = "expired", "tiden gick ut"

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="unlockings")
    version = models.ForeignKey(MinutesVersion, models.PROTECT, related_name="unlockings")
    reason = models.CharField("skäl", max_length=500)
    needed = models.PositiveSmallIntegerField("så många ska medge")
    proposed_at = models.DateTimeField("föreslaget")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expires_on = models.DateField("svara senast")
    outcome = models.CharField("utfall", max_length=9, choices=Outcome, default=Outcome.PENDING, blank=True)
    ended_at = models.DateTimeField("avgjort", null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_why = models.CharField("varför det avslutades", max_length=500, blank=True)
    # How the version stood until it was opened; kept here, since the minutes go on to the next.
    was_state = models.CharField("läge", max_length=16, choices=Minutes.State, blank=True)
    was_finished_at = models.DateTimeField("färdigt", null=True, blank=True)
    was_finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    was_pdf = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="superseded_minutes"
    )

    class Meta:
        verbose_name = "upplåsning"
        verbose_name_plural = "upplåsningar"
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["minutes"], condition=Q(outcome=""), name="one_unlocking_waits_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["version"], condition=Q(outcome="opened"), name="version_is_unlocked_once"
            ),
            models.CheckConstraint(condition=Q(needed__gte=1), name="unlocking_needs_somebody"),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at=None) | ~Q(outcome="") & Q(ended_at__isnull=False),
                name="unlocking_ends_with_a_time",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="decided_unlocking_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_KEEP_DECIDED,
            ),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return f"upplåsning av {self.version}"

    @property
    def is_pending(self) -> bool:
        """Whether somebody may still answer or withdraw it."""
        return self.outcome == self.Outcome.PENDING


class UnlockingAnswer(models.Model):
    """One of those whose consent is asked for, and the answer with its evidence. Never changed once given."""

    class Answer(models.TextChoices):
        NONE = "", "har inte svarat"
        CONSENTED = "consented", "medger"
        REFUSED = "refused", "avböjer"

    unlocking = models.ForeignKey(Unlocking, models.PROTECT, related_name="answers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="unlocking_answers")
    capacity = models.CharField("som", max_length=80)
    answer = models.CharField("svar", max_length=9, choices=Answer, default=Answer.NONE, blank=True)
    reason = models.CharField("skäl", max_length=500, blank=True)
    sha256 = models.CharField("kontrollsumma av det som låses upp", max_length=64, blank=True)
    answered_at = models.DateTimeField("när", null=True, blank=True)
    local_time = models.CharField("svensk tid", max_length=40, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    method = models.CharField("inloggning", max_length=60, blank=True)
    ip = models.GenericIPAddressField("från", null=True, blank=True)

    class Meta:
        verbose_name = "svar om upplåsning"
        verbose_name_plural = "svar om upplåsning"
        ordering = ["unlocking", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unlocking", "person"], name="unlocking_asks_a_person_once"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="given_answer_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_KEEP_ANSWERED,
            ),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_answer_display()}"
