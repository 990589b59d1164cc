"""Finished minutes signed by somebody else's service: the file, and what was found when it came in (C14)."""

import pgtrigger
from django.conf import settings
from django.db import models

from secretariat.registry.models import StoredFile

from .freeze import never_emptied
from .minutes import Minutes


class SignedCopy(models.Model):
    """A PDF of finished minutes with signatures from outside, as it came, with the result of the look at it."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="signed_copies")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    received_at = models.DateTimeField("inlämnad")
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_whole = models.BooleanField("oförändrad sedan den skrevs under")
    is_ours = models.BooleanField("samma dokument som det färdiga")
    signatures = models.JSONField("underskrifter", default=list)

    class Meta:
        verbose_name = "underskrivet exemplar"
        verbose_name_plural = "underskrivna exemplar"
        ordering = ["received_at", "pk"]
        triggers = [
            pgtrigger.Protect(
                name="signed_copy_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return f"{self.minutes}, underskrivet"
