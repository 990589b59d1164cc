"""The words of the minutes: ordered blocks, each saved version, and texts that met (architecture 7)."""

import uuid

from django.conf import settings
from django.db import models

from secretariat.registry.models import District, Organisation, OrgUnit, Person

from .agenda import AgendaItem
from .bodies import Body
from .freeze import bound_with_item, frozen_with_minutes
from .meetings import Meeting


class BlockKind(models.TextChoices):
    PARAGRAPH = "paragraph", "stycke"
    HEADING = "heading", "mellanrubrik"
    BULLET = "bullet", "punkt i lista"
    NUMBERED = "numbered", "numrerad punkt"
    TABLE = "table", "tabell"
    CONTRIBUTION = "contribution", "inlägg"


class ItemBlockQuerySet(models.QuerySet["ItemBlock"]):
    def standing(self) -> "ItemBlockQuerySet":
        """Blocks that are part of the text now."""
        return self.filter(removed=False)


class ItemBlock(models.Model):
    """A paragraph, a list item, a table or a party's contribution. Words stand here and nowhere else.

    A block that `runs_on` is printed within the same paragraph as the block before it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="blocks")
    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="blocks")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    position = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=12, choices=BlockKind, default=BlockKind.PARAGRAPH)
    level = models.PositiveSmallIntegerField(default=0)
    runs_on = models.BooleanField(default=False)
    html = models.TextField(blank=True)
    label = models.CharField("inläggets namn som det skrivs", max_length=160, blank=True)
    label_break = models.BooleanField("namnet står på egen rad", default=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    unit = models.ForeignKey(OrgUnit, models.PROTECT, null=True, blank=True, related_name="contributions")
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="contributions")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="contributions")
    party_name = models.CharField("inlägg av", max_length=160, blank=True)
    revision = models.PositiveIntegerField(default=0)
    removed = models.BooleanField(default=False)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    saved_tab = models.UUIDField("flik som sparade senast", null=True, blank=True)

    objects = ItemBlockQuerySet.as_manager()

    class Meta:
        verbose_name = "stycke"
        verbose_name_plural = "stycken"
        ordering = ["item", "position"]
        indexes = [
            models.Index(fields=["meeting", "item", "position"], name="block_order"),
            models.Index(fields=["meeting", "revision"], name="block_changes"),
        ]
        triggers = [*frozen_with_minutes(), bound_with_item()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="contribution", parent__isnull=True) | ~models.Q(kind="contribution"),
                name="contribution_stands_in_no_other",
            )
        ]

    def __str__(self) -> str:
        return self.html[:60]


class Revision(models.Model):
    """One saved version of one block, restorable. Together they give any earlier state of an item (L3)."""

    class Origin(models.TextChoices):
        TYPED = "typed", "skrivet"
        CONFLICT = "conflict", "krockade med annan text"
        SETTLED = "settled", "vald efter krock"
        RESTORED = "restored", "återställt"
        LOADED = "loaded", "inläst"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="revisions")
    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="revisions")
    block = models.ForeignKey(ItemBlock, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    position = models.PositiveIntegerField(default=0)
    parent_key = models.UUIDField(null=True, blank=True)
    kind = models.CharField(max_length=12, choices=BlockKind)
    level = models.PositiveSmallIntegerField(default=0)
    runs_on = models.BooleanField(default=False)
    label = models.CharField(max_length=160, blank=True)
    html = models.TextField(blank=True)
    records = models.JSONField(default=list, blank=True)
    removed = models.BooleanField(default=False)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.TYPED)
    saved_at = models.DateTimeField(auto_now_add=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "sparad version"
        verbose_name_plural = "sparade versioner"
        ordering = ["item", "-number", "-pk"]
        indexes = [models.Index(fields=["item", "-number"], name="revision_order")]

    def __str__(self) -> str:
        return f"version {self.number}"


class TextConflict(models.Model):
    """Two texts of one block that met. Both are kept until somebody chooses, and after (L2)."""

    class Choice(models.TextChoices):
        BOTH = "both", "båda behölls"
        MINE = "mine", "den senare valdes"
        THEIRS = "theirs", "den tidigare behölls"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="text_conflicts")
    block = models.ForeignKey(ItemBlock, models.CASCADE, related_name="conflicts")
    html = models.TextField()
    base = models.PositiveIntegerField()
    arrived_at = models.DateTimeField(auto_now_add=True)
    arrived_from = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    tab = models.UUIDField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    choice = models.CharField(max_length=8, choices=Choice, blank=True)

    class Meta:
        verbose_name = "textkrock"
        verbose_name_plural = "textkrockar"
        ordering = ["arrived_at"]

    def __str__(self) -> str:
        return self.html[:60]


class Presence(models.Model):
    """Who has the minutes open, and where that person writes. A sign to the others, never a lock (B2)."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    item = models.ForeignKey(AgendaItem, models.SET_NULL, null=True, blank=True, related_name="+")
    label = models.CharField("inlägg", max_length=160, blank=True)
    seen_at = models.DateTimeField("sågs")

    class Meta:
        verbose_name = "skriver nu"
        verbose_name_plural = "skriver nu"
        ordering = ["meeting", "user"]
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="presence_stands_once")]

    def __str__(self) -> str:
        return f"{self.user} i {self.meeting_id}"
