"""Records that point at the block holding their words: decisions, actions, inputs, hand-ons, statements, dates."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse

from secretariat.registry.models import Organisation, Person, Theme

from .agenda import AgendaItem
from .bodies import Body
from .freeze import bound_with_item, frozen_link, frozen_with_minutes
from .meetings import Meeting
from .text import ItemBlock


class Record(models.Model):
    """What all records share. The words are those of `block` up to and with `last_block`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="%(class)ss")
    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="%(class)ss")
    block = models.ForeignKey(ItemBlock, models.CASCADE, related_name="%(class)ss")
    last_block = models.ForeignKey(ItemBlock, models.CASCADE, null=True, blank=True, related_name="+")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["meeting", "position"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


PRINTED = ("meeting_id", "item_id", "block_id", "last_block_id", "position")
BOUND_COLUMNS = ("meeting_id", "item_id", "block_id", "last_block_id")


class DecisionQuerySet(models.QuerySet["Decision"]):
    def own(self) -> "DecisionQuerySet":
        """Decisions of the meeting itself, not those it reports from elsewhere (K5)."""
        return self.filter(is_own=True)


class Decision(Record):
    """A decision. Its words are the block's; its number is given when the minutes are first sent (B4)."""

    class Kind(models.TextChoices):
        FORMAL = "formal", "formellt"
        ELECTION = "election", "val"
        ADOPTION = "adoption", "antagande"
        POLICY = "policy", "inriktningsbeslut"
        PARTIAL = "partial", "delbeslut"
        ASSIGNMENT = "assignment", "uppdrag"
        RECOMMENDATION = "recommendation", "rekommendation"
        POSITION = "position", "ställningstagande"
        FILED = "filed", "läggs till handlingarna"
        RETURNS = "returns", "återkommer"
        TABLED = "tabled", "bordlagd"
        REFERRED_BACK = "referred_back", "återremitterad"

    kind = models.CharField("slag", max_length=16, choices=Kind, blank=True)
    as_proposed = models.BooleanField("enligt förslag", default=False)
    is_own = models.BooleanField("mötets eget beslut", default=True)
    taken_by = models.CharField("fattat av", max_length=200, blank=True)
    taken_by_body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="reported_decisions"
    )
    series_body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="numbered_decisions"
    )
    year = models.PositiveSmallIntegerField("år", null=True, blank=True)
    running = models.PositiveIntegerField("löpnummer", null=True, blank=True)
    number = models.CharField("beslutsnummer", max_length=24, blank=True, db_index=True)
    effective_on = models.DateField("gäller från", null=True, blank=True)
    matter = models.ForeignKey(
        "meetings.Matter",
        models.SET_NULL,
        verbose_name="ärende",
        null=True,
        blank=True,
        related_name="decisions",
    )
    theme = models.ForeignKey(
        Theme, models.PROTECT, verbose_name="tema", null=True, blank=True, related_name="decisions"
    )
    parties = models.ManyToManyField(
        Organisation, verbose_name="berör parter", blank=True, related_name="decisions"
    )
    supersedes = models.ForeignKey(
        "self", models.SET_NULL, verbose_name="ersätter", null=True, blank=True, related_name="superseded_by"
    )
    part_of = models.ForeignKey(
        "self", models.SET_NULL, verbose_name="del av", null=True, blank=True, related_name="parts"
    )

    objects = DecisionQuerySet.as_manager()

    class Meta(Record.Meta):
        abstract = False
        verbose_name = "beslut"
        verbose_name_plural = "beslut"
        constraints = [
            models.UniqueConstraint(
                fields=["series_body", "year", "running"], name="decision_number_is_used_once"
            ),
            models.CheckConstraint(
                condition=models.Q(number="", running=None, year=None, series_body=None)
                | models.Q(
                    ~models.Q(number=""), running__isnull=False, year__isnull=False, series_body__isnull=False
                ),
                name="decision_number_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(supersedes=None) | ~models.Q(supersedes=models.F("id")),
                name="decision_does_not_supersede_itself",
                violation_error_message="Ett beslut kan inte ersätta sig självt.",
            ),
            models.CheckConstraint(
                condition=models.Q(part_of=None) | ~models.Q(part_of=models.F("id")),
                name="decision_is_not_part_of_itself",
                violation_error_message="Ett beslut kan inte vara en del av sig självt.",
            ),
        ]
        triggers = [
            *frozen_with_minutes(*PRINTED, "kind", "as_proposed", "is_own", "taken_by", "number"),
            bound_with_item(*BOUND_COLUMNS, "kind", "as_proposed", "is_own", "taken_by", "number"),
        ]

    def get_absolute_url(self) -> str:
        return f"{reverse('meetings:meeting-detail', args=[self.meeting_id])}#beslut-{self.pk}"


class DecisionSeries(models.Model):
    """How far a body's numbers have come in a year. Only rises, so that no number is used again (B4)."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="decision_series")
    year = models.PositiveSmallIntegerField("år")
    last = models.PositiveIntegerField("senaste löpnummer", default=0)

    class Meta:
        verbose_name = "nummerserie för beslut"
        verbose_name_plural = "nummerserier för beslut"
        constraints = [
            models.UniqueConstraint(fields=["body", "year"], name="series_stands_once_for_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.body.code} {self.year}"


class Action(Record):
    """A commitment: who does what by when (K9). What is done later is not printed and stays editable."""

    class State(models.TextChoices):
        OPEN = "open", "pågår"
        DONE = "done", "klar"
        DROPPED = "dropped", "utgår"

    who = models.CharField("vem", max_length=200, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="actions")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="actions"
    )
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="actions")
    due = models.CharField("senast", max_length=120, blank=True)
    due_on = models.DateField("senast, datum", null=True, blank=True)
    comes_back_to = models.ForeignKey(
        Body,
        models.PROTECT,
        verbose_name="återkommer till",
        null=True,
        blank=True,
        related_name="returning_actions",
    )
    comes_back_on = models.ForeignKey(
        Meeting,
        models.SET_NULL,
        verbose_name="återkommer vid",
        null=True,
        blank=True,
        related_name="returning_actions",
    )
    state = models.CharField("läge", max_length=8, choices=State, default=State.OPEN)
    outcome = models.TextField("utfall", blank=True)
    matter = models.ForeignKey(
        "meetings.Matter",
        models.SET_NULL,
        verbose_name="ärende",
        null=True,
        blank=True,
        related_name="actions",
    )

    class Meta(Record.Meta):
        abstract = False
        verbose_name = "uppdrag"
        verbose_name_plural = "uppdrag"
        triggers = [
            *frozen_with_minutes(*PRINTED, "who", "due"),
            bound_with_item(*BOUND_COLUMNS, "who", "due"),
        ]


class Input(Record):
    """Inspel: what somebody put in."""

    class Meta(Record.Meta):
        abstract = False
        verbose_name = "inspel"
        verbose_name_plural = "inspel"
        triggers = [*frozen_with_minutes(), bound_with_item()]


class ForNextMeeting(Record):
    """A line for the next meeting, or for some coming one (K7)."""

    class When(models.TextChoices):
        NEXT = "next", "till nästa möte"
        COMING = "coming", "till kommande möten"

    when = models.CharField("när", max_length=8, choices=When, default=When.NEXT)

    class Meta(Record.Meta):
        abstract = False
        verbose_name = "till nästa möte"
        verbose_name_plural = "till nästa möte"
        triggers = [*frozen_with_minutes(*PRINTED, "when"), bound_with_item(*BOUND_COLUMNS, "when")]


class HandOn(Record):
    """Medskick: a point handed to other bodies (K6)."""

    to = models.CharField("till", max_length=300, blank=True)
    bodies = models.ManyToManyField(
        Body, blank=True, related_name="handed_on_points", verbose_name="till grupper"
    )

    class Meta(Record.Meta):
        abstract = False
        verbose_name = "medskick"
        verbose_name_plural = "medskick"
        triggers = [*frozen_with_minutes(*PRINTED, "to"), bound_with_item(*BOUND_COLUMNS, "to")]


class HandOnReceiver(HandOn.bodies.through):  # type: ignore[name-defined]
    """Django's own table of which bodies a medskick goes to, so that it can be frozen too."""

    class Meta:
        proxy = True
        verbose_name = "mottagare av medskick"
        verbose_name_plural = "mottagare av medskick"
        triggers = frozen_link("meetings_handon", "handon_id")

    def __str__(self) -> str:
        return f"{self.handon} till {self.body}"


class Statement(Record):
    """Reservation, avvikande mening, särskilt yttrande or protokollsanteckning, with a name (B8)."""

    class Kind(models.TextChoices):
        RESERVATION = "reservation", "reservation"
        DISSENT = "dissent", "avvikande mening"
        SPECIAL = "special", "särskilt yttrande"
        NOTE = "note", "protokollsanteckning"

    kind = models.CharField("slag", max_length=12, choices=Kind, default=Kind.RESERVATION)
    name = models.CharField("av", max_length=200, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="statements")

    class Meta(Record.Meta):
        abstract = False
        verbose_name = "yttrande"
        verbose_name_plural = "yttranden"
        triggers = [
            *frozen_with_minutes(*PRINTED, "kind", "name"),
            bound_with_item(*BOUND_COLUMNS, "kind", "name"),
        ]


class InterestConflict(Record):
    """Jäv: takes the person out of the attendance at this item (B8)."""

    name = models.CharField("vem", max_length=200, blank=True)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="interest_conflicts"
    )

    class Meta(Record.Meta):
        abstract = False
        verbose_name = "jäv"
        verbose_name_plural = "jäv"
        triggers = [*frozen_with_minutes(*PRINTED, "name"), bound_with_item(*BOUND_COLUMNS, "name")]


class NotedDate(Record):
    """A date said in the text. The words carry a <time> mark with this row's key inside the block."""

    what = models.CharField("vad", max_length=300, blank=True)
    date = models.CharField("datum", max_length=10, blank=True, help_text="ÅÅÅÅ-MM-DD eller ÅÅÅÅ-MM")
    end_date = models.CharField("till och med", max_length=10, blank=True)
    start_time = models.TimeField("börjar", null=True, blank=True)
    end_time = models.TimeField("slutar", null=True, blank=True)
    place = models.CharField("plats eller form", max_length=200, blank=True)
    tentative = models.BooleanField("förslag", default=False)
    heading = models.CharField("lista", max_length=200, blank=True)

    class Meta(Record.Meta):
        abstract = False
        verbose_name = "datum i texten"
        verbose_name_plural = "datum i texten"
        triggers = [*frozen_with_minutes(), bound_with_item()]


class Dispatch(models.Model):
    """Expediering: a decision has gone out to somebody, by some channel, on some day. Never frozen."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="dispatches")
    recipient = models.CharField("till", max_length=200)
    channel = models.CharField("hur", max_length=60, blank=True)
    sent_on = models.DateField("skickat", null=True, blank=True)
    ticked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    ticked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "expediering"
        verbose_name_plural = "expedieringar"
        ordering = ["decision", "pk"]

    def __str__(self) -> str:
        return self.recipient
