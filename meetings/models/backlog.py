"""What waits for a coming meeting of a body, wherever it came from (A14, K6, K7, K9)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from secretariat.registry.models import Organisation, Person, StoredFile

from .agenda import AgendaItem, ItemPurpose
from .bodies import Body
from .decisions import Action, ForNextMeeting, HandOn
from .meetings import Meeting


class BacklogItemQuerySet(models.QuerySet["BacklogItem"]):
    def open(self) -> "BacklogItemQuerySet":
        """Waiting: accepted, neither on an agenda nor closed."""
        return self.filter(state=BacklogItem.State.OPEN)

    def proposed(self) -> "BacklogItemQuerySet":
        """Proposed by a member, and not yet answered by the secretary."""
        return self.filter(state=BacklogItem.State.PROPOSED)


class BacklogItem(models.Model):
    """One point that waits ("till kommande möten"). Taken to an agenda it becomes an item there, and can come back."""

    class Source(models.TextChoices):
        OWN = "own", "egen"
        NEXT = "next", "till nästa möte"
        HAND_ON = "hand_on", "medskick"
        PROPOSAL = "proposal", "anmäld fråga"
        ACTION = "action", "uppföljning av uppdrag"
        POSTPONED = "postponed", "bordlagd eller flyttad punkt"

    class Priority(models.IntegerChoices):
        HIGH = 1, "hög"
        NORMAL = 2, "vanlig"
        LOW = 3, "låg"

    class State(models.TextChoices):
        PROPOSED = "proposed", "anmäld, inte besvarad"
        OPEN = "open", "väntar"
        TAKEN = "taken", "på dagordning"
        CLOSED = "closed", "avslutad"
        DECLINED = "declined", "avböjd"

    body = models.ForeignKey(Body, models.CASCADE, verbose_name="grupp", related_name="backlog")
    title = models.CharField("rubrik", max_length=300)
    text = models.TextField("beskrivning", blank=True)
    purpose = models.CharField(
        "syfte", max_length=20, choices=ItemPurpose, blank=True, default=ItemPurpose.NONE
    )
    source = models.CharField("kommer från", max_length=10, choices=Source, default=Source.OWN)
    priority = models.PositiveSmallIntegerField("prioritet", choices=Priority, default=Priority.NORMAL)
    term = models.CharField("tema eller termin", max_length=120, blank=True)
    condition = models.CharField(
        "villkor", max_length=200, blank=True, help_text="T.ex. före klusteranalyserna."
    )
    for_next = models.ForeignKey(
        ForNextMeeting, models.SET_NULL, null=True, blank=True, related_name="backlog"
    )
    hand_on = models.ForeignKey(HandOn, models.SET_NULL, null=True, blank=True, related_name="backlog")
    action = models.ForeignKey(Action, models.SET_NULL, null=True, blank=True, related_name="backlog")
    postponed = models.ForeignKey(
        AgendaItem,
        models.SET_NULL,
        verbose_name="flyttad från",
        null=True,
        blank=True,
        related_name="moved_on",
    )
    proposed_by = models.ForeignKey(
        Person, models.PROTECT, verbose_name="anmäld av", null=True, blank=True, related_name="proposals"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="för part", null=True, blank=True, related_name="+"
    )
    matter = models.ForeignKey(
        "meetings.Matter",
        models.SET_NULL,
        verbose_name="ärende",
        null=True,
        blank=True,
        related_name="backlog",
    )
    wished_for = models.ForeignKey(
        Meeting, models.SET_NULL, verbose_name="önskat möte", null=True, blank=True, related_name="+"
    )
    file = models.ForeignKey(
        StoredFile, models.PROTECT, verbose_name="fil", null=True, blank=True, related_name="proposed_with"
    )
    state = models.CharField("läge", max_length=8, choices=State, default=State.OPEN)
    answer = models.CharField("svar till den som anmälde", max_length=500, blank=True)
    item = models.ForeignKey(
        AgendaItem, models.SET_NULL, verbose_name="punkt", null=True, blank=True, related_name="from_backlog"
    )
    added_at = models.DateTimeField("tillagd", auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField("avslutad", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    closed_because = models.CharField("avslutad därför att", max_length=300, blank=True)

    objects = BacklogItemQuerySet.as_manager()

    class Meta:
        verbose_name = "väntande punkt"
        verbose_name_plural = "väntande punkter"
        ordering = ["body", "priority", "added_at", "pk"]
        indexes = [models.Index(fields=["body", "state"], name="backlog_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["body", kind], condition=Q(**{f"{kind}__isnull": False}), name=f"{kind}_waits_once"
            )
            for kind in ("for_next", "hand_on", "action", "postponed")
        ]

    def __str__(self) -> str:
        return self.title
