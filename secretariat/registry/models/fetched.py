"""Files that may be too long to wait for: the worker writes them, and tells how far it has come."""

import datetime as dt

from django.conf import settings
from django.db import models

from secretariat.lib.dates import local_day

from .files import StoredFile


class FetchedFile(models.Model):
    """One fetched file. `written` rises while the worker writes it; the file itself is kept for a day."""

    class State(models.TextChoices):
        WAITING = "waiting", "görs"
        MADE = "made", "klar"
        FAILED = "failed", "gick inte"

    state = models.CharField("läge", max_length=8, choices=State, default=State.MADE)
    written = models.PositiveIntegerField("rader hittills", default=0)
    rows = models.PositiveIntegerField("rader", default=0)
    file = models.ForeignKey(StoredFile, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField("hämtad")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @property
    def made_on(self) -> dt.date:
        """The day it was fetched, in Sweden."""
        return local_day(self.made_at)

    @property
    def is_being_made(self) -> bool:
        """The worker has not written all rows yet, the first time or again."""
        return self.state == self.State.WAITING or (
            self.state == self.State.MADE and self.file_id is None and self.written < self.rows
        )
