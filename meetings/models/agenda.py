"""The agenda: a two-level tree of items, with the printed number apart from the order."""

from django.db import models
from django.urls import reverse

from secretariat.registry.models import Organisation, Person, StoredFile

from .bodies import Body
from .freeze import bound_with_item, frozen_with_minutes
from .meetings import Meeting


class ItemRole(models.TextChoices):
    """What an item does in the meeting's own order (evidence 5). Some roles have their own behaviour."""

    NONE = "", "vanlig punkt"
    OPENING = "opening", "inledning"
    AGENDA = "agenda", "dagordning"
    APPROVER_ELECTION = "approver_election", "val av justerare"
    PREVIOUS_MINUTES = "previous_minutes", "föregående anteckningar"
    YEAR_WHEEL = "year_wheel", "årshjul"
    ROUND_TABLE = "round_table", "laget runt"
    REPORT = "report", "rapport"
    HAND_ON = "hand_on", "till andra grupper"
    OTHER_MATTERS = "other_matters", "övriga frågor"
    NEXT_MEETING = "next_meeting", "nästa möte"
    CLOSING = "closing", "mötet avslutas"


class ItemPurpose(models.TextChoices):
    NONE = "", "ej angivet"
    DECISION = "decision", "beslut"
    PREPARATION = "preparation", "beredning"
    INFORMATION = "information", "information"
    DISCUSSION = "discussion", "diskussion"
    REPORT = "report", "rapport"
    FORMALITY = "formality", "formalia"


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def standing(self) -> "AgendaItemQuerySet":
        """Items that have not been taken off the agenda."""
        return self.filter(removed_at=None)


class AgendaItem(models.Model):
    """A point, a sub-point, or a headed section before or after the points."""

    class Section(models.TextChoices):
        BEFORE = "before", "före punkterna"
        ITEMS = "items", "punkt"
        AFTER = "after", "efter punkterna"

    class Progress(models.TextChoices):
        WAITING = "waiting", "inte påbörjad"
        CURRENT = "current", "pågår"
        DONE = "done", "klar"
        MOVED = "moved", "flyttad till nästa möte"

    meeting = models.ForeignKey(Meeting, models.CASCADE, verbose_name="möte", related_name="items")
    parent = models.ForeignKey(
        "self", models.CASCADE, verbose_name="under punkt", null=True, blank=True, related_name="children"
    )
    section = models.CharField("del", max_length=8, choices=Section, default=Section.ITEMS)
    position = models.PositiveIntegerField("ordning", default=0)
    number = models.CharField("nummer", max_length=8, blank=True)
    number_is_fixed = models.BooleanField("numret är fast", default=False)
    title = models.TextField("rubrik", blank=True)
    role = models.CharField("slag", max_length=20, choices=ItemRole, blank=True, default=ItemRole.NONE)
    purpose = models.CharField(
        "syfte", max_length=20, choices=ItemPurpose, blank=True, default=ItemPurpose.NONE
    )
    proposal = models.TextField("förslag till beslut", blank=True)
    planned_start = models.TimeField("tid", null=True, blank=True)
    planned_minutes = models.PositiveSmallIntegerField("minuter", null=True, blank=True)
    material_from = models.ForeignKey(
        Person, models.PROTECT, verbose_name="underlag från", null=True, blank=True, related_name="+"
    )
    material_due_on = models.DateField("underlag senast", null=True, blank=True)
    reports_from = models.ForeignKey(
        Body, models.SET_NULL, verbose_name="rapport från grupp", null=True, blank=True, related_name="+"
    )
    progress = models.CharField("läge", max_length=10, choices=Progress, default=Progress.WAITING)
    started_at = models.DateTimeField("började", null=True, blank=True)
    chair = models.ForeignKey(
        Person, models.PROTECT, verbose_name="ordförande härifrån", null=True, blank=True, related_name="+"
    )
    chair_name = models.CharField("ordförande härifrån, som det skrivits", max_length=160, blank=True)
    files_minutes = models.ForeignKey(
        "meetings.Minutes",
        models.SET_NULL,
        verbose_name="lägger till handlingarna",
        null=True,
        blank=True,
        related_name="filed_by",
    )
    removed_at = models.DateTimeField("borttagen", null=True, blank=True)
    matter = models.ForeignKey(
        "meetings.Matter", models.SET_NULL, verbose_name="ärende", null=True, blank=True, related_name="items"
    )

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = "punkt"
        verbose_name_plural = "punkter"
        ordering = ["meeting", "position", "pk"]
        indexes = [models.Index(fields=["meeting", "position"], name="item_order")]
        triggers = [
            *frozen_with_minutes(
                "meeting_id",
                "parent_id",
                "section",
                "position",
                "number",
                "title",
                "role",
                "chair_id",
                "chair_name",
                "removed_at",
            ),
            bound_with_item(
                "meeting_id",
                "parent_id",
                "section",
                "number",
                "title",
                "role",
                "purpose",
                "chair_id",
                "chair_name",
                "removed_at",
                is_item=True,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.first_line}".strip() or "punkt utan rubrik"

    def get_absolute_url(self) -> str:
        return f"{reverse('meetings:meeting-detail', args=[self.meeting_id])}#punkt-{self.pk}"

    @property
    def first_line(self) -> str:
        """The heading; further lines of the title are sub-titles."""
        return self.title.partition("\n")[0]

    @property
    def subtitle(self) -> str:
        """Lines of the title after the first."""
        return self.title.partition("\n")[2]

    @property
    def label(self) -> str:
        """How a list of what is missing names it: "Punkt 4", "Punkt 8 a", "Delpunkt Diskussion"."""
        if self.number and self.parent:
            return f"Punkt {self.parent.number} {self.number}"
        if self.number:
            return f"Punkt {self.number}"
        return f"Avsnittet {self.first_line}" if self.first_line else "En punkt utan nummer"


class ItemPresenter(models.Model):
    """Who presents: a person, a body, an organisation, or only words ("alla", "ordf.") (A7)."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="+")
    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="presenters")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField("som det skrivs", max_length=200)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="presentations")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "föredragande"
        verbose_name_plural = "föredragande"
        ordering = ["item", "position"]
        triggers = [
            *frozen_with_minutes("meeting_id", "item_id", "position", "text"),
            bound_with_item("meeting_id", "item_id", "position", "text"),
        ]

    def __str__(self) -> str:
        return self.text


class ItemAttachment(models.Model):
    """Something that belongs to an item: a stored file, a link, or only a mention of one."""

    class Kind(models.TextChoices):
        FILE = "file", "fil"
        LINK = "link", "länk"
        NOTED = "noted", "omnämnd"
        LINK_TEXT = "link_text", "länk utan adress"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attachments")
    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="attachments")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField("slag", max_length=10, choices=Kind)
    title = models.CharField("titel", max_length=300)
    url = models.URLField("adress", max_length=1000, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="attached_to")

    class Meta:
        verbose_name = "bilaga"
        verbose_name_plural = "bilagor"
        ordering = ["item", "position", "pk"]
        triggers = [*frozen_with_minutes(), bound_with_item()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="file", file__isnull=False)
                | models.Q(~models.Q(kind="file"), file__isnull=True),
                name="attached_file_is_there",
            )
        ]

    def __str__(self) -> str:
        return self.title
