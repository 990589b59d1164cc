"""Anslag: that finished minutes are put up on a board, until when, and who certifies it (C13)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .freeze import FROZEN, never_emptied
from .minutes import Minutes, MinutesVersion

_KEEP_CERTIFIED = f"""
IF TG_OP = 'DELETE' OR OLD.taken_down_on IS NOT NULL OR NEW.version_id <> OLD.version_id THEN
    RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'SKFRZ';
END IF;
RETURN NEW;
"""


class BoardNotice(models.Model):
    """One finished version put up on the board. When it is taken down somebody certifies it, and it stands."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="board_notices")
    version = models.OneToOneField(MinutesVersion, models.PROTECT, related_name="board_notice")
    posted_on = models.DateField("anslagsdag")
    last_day = models.DateField("sitter uppe till och med")
    kept_at = models.CharField("förvaringsplats", max_length=200)
    posted_at = models.DateTimeField("anslaget")
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taken_down_on = models.DateField("nedtagningsdag", null=True, blank=True)
    taken_down_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_by = models.CharField("underskrift", max_length=160, blank=True)

    class Meta:
        verbose_name = "anslag"
        verbose_name_plural = "anslag"
        ordering = ["-posted_on", "-pk"]
        indexes = [models.Index(fields=["last_day"], condition=Q(taken_down_on=None), name="notices_up")]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("posted_on")), name="notice_is_up_before_it_is_down"
            ),
            models.CheckConstraint(
                condition=Q(taken_down_on=None, taken_down_by=None, signed_by="")
                | Q(taken_down_on__gt=F("last_day"), taken_down_by__isnull=False) & ~Q(signed_by=""),
                name="notice_is_taken_down_after_its_last_day",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="certified_notice_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_KEEP_CERTIFIED,
            ),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return f"anslag {self.posted_on:%Y-%m-%d}, {self.minutes}"
