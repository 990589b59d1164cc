"""Meetings of one or several bodies."""

import datetime as dt
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils import timezone

from secretariat.lib.access import Role, has_role
from secretariat.lib.dates import day_in_words
from secretariat.registry.models import Letterhead, Person

from .bodies import Body, Membership
from .freeze import frozen_with_minutes

if TYPE_CHECKING:
    from secretariat.registry.models import User


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: "User") -> "MeetingQuerySet":
        """Meetings this user may know of: all for the office; else finished ones and those of the user's own bodies.

        Also those the user keeps, chairs, is called to, attended or is to approve. What of them may be read is asked
        of `access`.
        """
        if has_role(user, Role.SECRETARIAT, Role.ADMINISTRATOR):
            return self.all()
        return self.known_to(user.person_id, timezone.localdate())

    def known_to(self, person: int | None, today: dt.date) -> "MeetingQuerySet":
        """What `visible_to` says of whoever is not of the office."""
        visible = models.Q(minutes__finished_at__isnull=False) | models.Q(minutes__unlocked_at__isnull=False)
        if person:
            holds = Membership.objects.valid_on(today).filter(
                person=person, seat__body__meeting_bodies__meeting=models.OuterRef("pk")
            )
            visible |= models.Q(chair=person) | models.Q(secretary=person) | models.Q(models.Exists(holds))
            # Of the rows themselves, without going by their meetings: this is asked for on many pages.
            attended = apps.get_model("meetings", "Attendance").objects.filter(person=person)
            approves = apps.get_model("meetings", "Approver").objects.filter(person=person)
            called = apps.get_model("meetings", "Invitee").objects.filter(person=person, removed_at=None)
            for meetings in (
                attended.values("meeting"),
                approves.values("minutes__meeting"),
                called.values("meeting"),
            ):
                visible |= models.Q(pk__in=meetings)
        return self.filter(visible)

    def of_body(self, body: Body) -> "MeetingQuerySet":
        """Meetings of a body, joint ones too (N6)."""
        return self.filter(bodies=body)

    def upcoming(self, today: dt.date) -> "MeetingQuerySet":
        """From today on, first one first."""
        return self.filter(date__gte=today).order_by("date", "start_time", "pk")

    def past(self, today: dt.date) -> "MeetingQuerySet":
        """Before today, latest first."""
        return self.filter(date__lt=today).order_by("-date", "-start_time", "-pk")


class Meeting(models.Model):
    """One sitting. Date and bodies may be missing in a draft; the list of what is missing says so."""

    class Form(models.TextChoices):
        UNKNOWN = "", "ej angivet"
        IN_PERSON = "in_person", "fysiskt"
        DIGITAL = "digital", "digitalt"
        HYBRID = "hybrid", "hybrid"

    class State(models.TextChoices):
        TENTATIVE = "tentative", "preliminärt"
        BOOKED = "booked", "bokat"
        MOVED = "moved", "flyttat"
        CANCELLED = "cancelled", "inställt"
        HELD = "held", "genomfört"

    title = models.CharField("rubrik", max_length=300, blank=True)
    bodies = models.ManyToManyField(
        Body, through="MeetingBody", related_name="meetings", verbose_name="grupper"
    )
    date = models.DateField("datum", null=True, blank=True, db_index=True)
    start_time = models.TimeField("börjar", null=True, blank=True)
    end_time = models.TimeField("slutar", null=True, blank=True)
    joint_start = models.TimeField("gemensamt från", null=True, blank=True)
    joint_end = models.TimeField("gemensamt till", null=True, blank=True)
    place = models.CharField("plats", max_length=200, blank=True)
    form = models.CharField("mötesform", max_length=10, choices=Form, blank=True, default=Form.UNKNOWN)
    link = models.URLField("möteslänk", max_length=500, blank=True)
    state = models.CharField("läge", max_length=10, choices=State, default=State.BOOKED)
    chair = models.ForeignKey(
        Person,
        models.PROTECT,
        verbose_name="ordförande",
        null=True,
        blank=True,
        related_name="chaired_meetings",
    )
    chair_name = models.CharField("ordförande som det skrivits", max_length=160, blank=True)
    secretary = models.ForeignKey(
        Person,
        models.PROTECT,
        verbose_name="sekreterare",
        null=True,
        blank=True,
        related_name="kept_meetings",
    )
    secretary_name = models.CharField("sekreterare som det skrivits", max_length=160, blank=True)
    letterhead = models.ForeignKey(
        Letterhead,
        models.PROTECT,
        verbose_name="brevhuvud i förlagan",
        null=True,
        blank=True,
        related_name="+",
    )
    window_from = models.DateField("tidigast", null=True, blank=True)
    window_to = models.DateField("senast", null=True, blank=True)
    moved_from = models.DateField("flyttat från", null=True, blank=True)
    cancelled_because = models.CharField("inställt därför att", max_length=300, blank=True)
    calendar_uid = models.CharField("kalenderns märke", max_length=80, blank=True)
    calendar_sequence = models.PositiveIntegerField("kalenderns version", default=0)
    calendar_mark = models.CharField("det kalendern senast sade", max_length=64, blank=True)
    calendar_changed_at = models.DateTimeField("kalendern ändrad", null=True, blank=True)
    source = models.CharField("inläst från", max_length=200, blank=True)
    source_hash = models.CharField("inläst innehåll", max_length=64, blank=True)
    text_revision = models.PositiveIntegerField("senaste textversion", default=0)
    agenda_version = models.PositiveIntegerField("dagordningens version", default=0)
    attendance_revision = models.PositiveIntegerField("textversion när närvaron senast ändrades", default=0)
    created_at = models.DateTimeField("skapat", auto_now_add=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "möte"
        verbose_name_plural = "möten"
        ordering = ["-date", "-start_time", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start_time=None)
                | models.Q(end_time=None)
                | models.Q(end_time__gt=models.F("start_time")),
                name="meeting_ends_after_it_starts",
                violation_error_message="Mötet kan inte sluta innan det börjar.",
            ),
            models.CheckConstraint(
                condition=models.Q(window_from=None, window_to=None)
                | models.Q(window_from__isnull=False, window_to__gte=models.F("window_from")),
                name="window_has_both_ends_in_order",
                violation_error_message="Ange både första och sista vecka, i ordning.",
            ),
            models.UniqueConstraint(
                fields=["source_hash"], condition=~models.Q(source_hash=""), name="same_source_is_loaded_once"
            ),
        ]
        # Lists show a page of the latest: else all there is would be put in order first.
        indexes = [
            models.Index(
                models.F("date").desc(nulls_last=True), models.F("id").desc(), name="meeting_latest_first"
            )
        ]
        triggers = frozen_with_minutes(
            "title",
            "date",
            "start_time",
            "end_time",
            "joint_start",
            "joint_end",
            "place",
            "form",
            "chair_id",
            "chair_name",
            "secretary_id",
            "secretary_name",
            column="id",
        )

    def __str__(self) -> str:
        return f"{self.heading}, {day_in_words(self.date)}" if self.date else self.heading

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting-detail", args=[self.pk])

    @property
    def meeting_bodies_in_order(self) -> list["MeetingBody"]:
        """Bodies, the leading one first. Uses the prefetched rows where there are any."""
        return sorted(self.meeting_bodies.all(), key=lambda row: row.position)

    @property
    def leading_body(self) -> Body | None:
        """The body whose series numbers the decisions (B4)."""
        rows = self.meeting_bodies_in_order
        return rows[0].body if rows else None

    @property
    def draft_circle(self) -> str:
        """How widely the draft may be shared: the narrowest that any of the bodies has chosen (C9)."""
        chosen = {row.body.draft_circle for row in self.meeting_bodies.all()}
        return next((one for one in Body.DraftCircle.values if one in chosen), Body.DraftCircle.LEADERS)

    @property
    def may_reach_the_group(self) -> bool:
        """Whether every body lets its drafts be shared with the whole group (C9)."""
        return self.draft_circle in Body.WITH_GROUP

    @property
    def heading(self) -> str:
        """Title, else the names of the bodies."""
        names = [row.body.list_name for row in self.meeting_bodies_in_order]
        return self.title or (" och ".join(names) if names else "Möte utan namngiven grupp")


class MeetingBody(models.Model):
    """A body takes part in a meeting: the whole of it, or the joint part alone (A1)."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="meeting_bodies")
    body = models.ForeignKey(Body, models.PROTECT, verbose_name="grupp", related_name="meeting_bodies")
    position = models.PositiveSmallIntegerField("ordning", default=0)
    joint_part_only = models.BooleanField("bara den gemensamma delen", default=False)
    printed_name = models.CharField("namnet som det skrivits", max_length=200, blank=True)

    class Meta:
        verbose_name = "grupp i möte"
        verbose_name_plural = "grupper i möte"
        ordering = ["meeting", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "body"],
                name="body_stands_once_in_a_meeting",
                violation_error_message="Gruppen är redan med i mötet.",
            )
        ]
        triggers = frozen_with_minutes()

    def __str__(self) -> str:
        return self.printed_name or self.body.name
