"""Matters: one thread over meetings and bodies, with the stops that are planned for it (K1, K2)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from secretariat.registry.models import Organisation, Person, StoredFile, Theme

from .agenda import AgendaItem
from .bodies import Body
from .meetings import Meeting


class MatterQuerySet(models.QuerySet["Matter"]):
    def open(self) -> "MatterQuerySet":
        """Still under way."""
        return self.filter(state=Matter.State.OPEN)


class Matter(models.Model):
    """A matter (ärende). Items, decisions and actions attach to it; agreements and funds do from above."""

    class State(models.TextChoices):
        OPEN = "open", "pågår"
        CLOSED = "closed", "avslutat"
        DROPPED = "dropped", "nedlagt"

    year = models.PositiveSmallIntegerField("år")
    running = models.PositiveIntegerField("löpnummer")
    number = models.CharField("nummer", max_length=16, unique=True)
    title = models.CharField("rubrik", max_length=300)
    description = models.TextField("beskrivning", blank=True)
    theme = models.ForeignKey(
        Theme, models.PROTECT, verbose_name="tema", null=True, blank=True, related_name="matters"
    )
    responsible = models.ForeignKey(
        Person, models.PROTECT, verbose_name="ansvarig", null=True, blank=True, related_name="matters"
    )
    body = models.ForeignKey(
        Body,
        models.PROTECT,
        verbose_name="hör till grupp",
        null=True,
        blank=True,
        related_name="matters",
        help_text="Gruppen som äger ärendet. Går över till efterträdaren om gruppen upphör.",
    )
    parties = models.ManyToManyField(
        Organisation, verbose_name="berör parter", blank=True, related_name="matters"
    )
    case_number = models.CharField("diarienummer", max_length=60, blank=True)
    state = models.CharField("läge", max_length=8, choices=State, default=State.OPEN)
    outcome = models.TextField("utfall", blank=True)
    opened_on = models.DateField("öppnat", default=timezone.localdate)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField("avslutat", null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = "ärende"
        verbose_name_plural = "ärenden"
        ordering = ["-year", "-running"]
        constraints = [
            models.UniqueConstraint(fields=["year", "running"], name="matter_number_is_used_once"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | ~Q(state="open") & Q(closed_at__isnull=False),
                name="matter_is_open_or_closed",
            ),
        ]
        indexes = [models.Index(fields=["state", "-year", "-running"], name="matter_list")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:matter-detail", args=[self.number.lower().replace(" ", "-")])


class MatterStop(models.Model):
    """A planned stop on a matter's way: where, when, what for. One that passed without the matter is late (K2)."""

    class Role(models.TextChoices):
        PREPARATION = "preparation", "beredning"
        CONSULTATION = "consultation", "samråd"
        INPUT = "input", "inspel"
        RECOMMENDATION = "recommendation", "rekommendation"
        DECISION = "decision", "beslut"
        APPROVAL = "approval", "godkännande"
        NOTICE = "notice", "kännedom"
        FOLLOW_UP = "follow_up", "uppföljning"
        PRESENTATION = "presentation", "presentation"
        START = "start", "start"

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="stops")
    role = models.CharField("steg", max_length=16, choices=Role, default=Role.PREPARATION)
    body = models.ForeignKey(
        Body, models.PROTECT, verbose_name="grupp", null=True, blank=True, related_name="matter_stops"
    )
    where = models.CharField(
        "annan plats", max_length=200, blank=True, help_text="T.ex. en nämnd eller en konferens."
    )
    meeting = models.ForeignKey(
        Meeting,
        models.SET_NULL,
        verbose_name="planerat möte",
        null=True,
        blank=True,
        related_name="matter_stops",
    )
    planned_on = models.DateField("planerat datum", null=True, blank=True)
    note = models.TextField("anteckning", blank=True)
    item = models.ForeignKey(
        AgendaItem,
        models.SET_NULL,
        verbose_name="togs upp på",
        null=True,
        blank=True,
        related_name="matter_stops",
    )
    done_on = models.DateField("klart", null=True, blank=True)
    moved_from = models.DateField("flyttat från", null=True, blank=True)
    cancelled_at = models.DateTimeField("struket", null=True, blank=True)

    class Meta:
        verbose_name = "planerat steg"
        verbose_name_plural = "planerade steg"
        ordering = ["matter", "planned_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(body__isnull=False) | ~Q(where=""),
                name="stop_is_somewhere",
                violation_error_message="Ange en grupp eller en annan plats.",
            ),
            models.CheckConstraint(
                condition=Q(meeting__isnull=False) | Q(planned_on__isnull=False),
                name="stop_is_sometime",
                violation_error_message="Ange ett möte eller ett datum.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.body or self.where}"


class MatterFile(models.Model):
    """A document kept with the matter itself."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="matters")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "ärendets dokument"
        verbose_name_plural = "ärendets dokument"
        ordering = ["-added_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["matter", "file"], name="file_is_in_a_matter_once")]

    def __str__(self) -> str:
        return str(self.file)
