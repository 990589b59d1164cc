"""ZIP files the worker makes: for the archive (D3), and of what is given out to whoever asks for it (D2)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from secretariat.registry.models import FetchedFile

from .bodies import Body
from .matters import Matter
from .meetings import Meeting


class ArchivePackage(FetchedFile):
    """An archive package of one meeting, or of a year: all bodies' or one's. `problems` are sentences for the office.

    `rows` are meetings.
    """

    year = models.PositiveSmallIntegerField("år", null=True, blank=True)
    body = models.ForeignKey(
        Body, models.CASCADE, verbose_name="grupp", null=True, blank=True, related_name="+"
    )
    meeting = models.ForeignKey(
        Meeting, models.CASCADE, verbose_name="möte", null=True, blank=True, related_name="+"
    )
    only_finished = models.BooleanField("bara färdiga möten", default=False)
    problems = models.JSONField("att titta på", default=list)

    class Meta:
        verbose_name = "arkivpaket"
        verbose_name_plural = "arkivpaket"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(meeting__isnull=False, year=None, body=None)
                | Q(meeting=None, year__isnull=False),
                name="archive_package_is_of_a_meeting_or_a_year",
            )
        ]

    def __str__(self) -> str:
        what = self.meeting or f"{self.body.list_name if self.body else 'alla grupper'} {self.year}"
        return f"Arkivpaket {what}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:archive-detail", args=[self.pk])


class Disclosure(FetchedFile):
    """What was given out of a meeting or a matter. `released` are ids of files given out after examination (sekretess).

    `rows` are documents.
    """

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, verbose_name="möte", null=True, blank=True, related_name="+"
    )
    matter = models.ForeignKey(
        Matter, models.CASCADE, verbose_name="ärende", null=True, blank=True, related_name="+"
    )
    released = models.JSONField("utlämnade efter prövning", default=list)
    examined = models.CharField("prövningen", max_length=500, blank=True)

    class Meta:
        verbose_name = "utlämnande"
        verbose_name_plural = "utlämnanden"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(meeting__isnull=False, matter=None) | Q(meeting=None, matter__isnull=False),
                name="disclosure_is_of_a_meeting_or_a_matter",
            )
        ]

    def __str__(self) -> str:
        return f"Handlingar {self.meeting or self.matter}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:disclosure-detail", args=[self.pk])
