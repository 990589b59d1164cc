"""Årshjulet: the kinds of things a year holds, and what people themselves put into it.

Meetings, deadlines and rounds are not here: each app tells its own dates (`calendar.py`), so nothing is written twice.
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from meetings.access import bodies_of, is_office
from meetings.models import AgendaItem, Body, BodyType
from secretariat.registry.models import Organisation, Person

if TYPE_CHECKING:
    from secretariat.registry.models import User


class Category(models.Model):
    """A kind of thing in the year: a letter, a colour, a hatch, and by default a ring of its own (interface 2.2)."""

    class Colour(models.TextChoices):
        """Colours that white text can be read on, each at least 5,8:1."""

        TEAL = "0b5563", "petrol"
        PURPLE = "7b2d8b", "lila"
        GREEN = "1c6b3c", "grön"
        RED = "a8201a", "röd"
        BROWN = "8a5200", "brun"
        BLUE = "1d5a96", "blå"
        OLIVE = "5a5f00", "oliv"
        GREY = "5b6770", "grå"

    slug = models.SlugField("kortord", max_length=40, unique=True)
    name = models.CharField("namn", max_length=40, unique=True)
    letter = models.CharField("bokstav", max_length=1, unique=True, help_text="Står i hjulet och i listan.")
    colour = models.CharField("färg", max_length=6, choices=Colour.choices)
    position = models.PositiveSmallIntegerField(
        "ordning",
        default=0,
        help_text="Den första blir ringen ytterst. Är de fler än sex läggs de sista ihop.",
    )
    body_types = models.ManyToManyField(
        BodyType,
        verbose_name="möten i dessa slag av grupper",
        blank=True,
        related_name="year_categories",
    )

    class Meta:
        verbose_name = "kategori i årshjulet"
        verbose_name_plural = "kategorier i årshjulet"
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class ActivityQuerySet(models.QuerySet["Activity"]):
    def accepted(self) -> "ActivityQuerySet":
        """In the year; not waiting and not declined."""
        return self.filter(state=Activity.State.ACCEPTED)

    def proposed(self) -> "ActivityQuerySet":
        """Sent in by members, not answered yet."""
        return self.filter(state=Activity.State.PROPOSED)

    def visible_to(self, user: "User") -> "ActivityQuerySet":
        """What this user may know of: all for the office; else what is everybody's, of own bodies, or one's own."""
        if is_office(user):
            return self.all()
        own = set().union(*bodies_of(user).values())
        open_to_all = Q(only_for_body=False, state=Activity.State.ACCEPTED)
        return self.filter(open_to_all | Q(body__in=own) | Q(proposed_by=user))


class Activity(models.Model):
    """Something people put into the year: a day, some weeks, a month, a term (I1).

    The first and last day always stand. `precision` says how exactly they are meant: a week is told as "v. 37".
    """

    class Precision(models.TextChoices):
        """The same words as `lib.events.Precision`."""

        DAY = "dag", "dag"
        WEEK = "vecka", "vecka"
        MONTH = "månad", "månad"
        TERM = "termin", "termin"

    class Repeats(models.TextChoices):
        """How its days are found when the year is copied (I6)."""

        NO = "no", "nej, bara i år"
        WEEK = "week", "varje år, samma vecka"
        WEEKDAY = "weekday", "varje år, samma veckodag i månaden"
        DATE = "date", "varje år, samma datum"

    class State(models.TextChoices):
        PROPOSED = "proposed", "anmäld"
        ACCEPTED = "accepted", "i årshjulet"
        DECLINED = "declined", "inte tagen med"

    title = models.CharField("vad", max_length=120)
    text = models.TextField("mer om det", max_length=4000, blank=True)
    starts_on = models.DateField("första dag")
    ends_on = models.DateField("sista dag")
    precision = models.CharField("så exakt", max_length=8, choices=Precision.choices, default=Precision.DAY)
    category = models.ForeignKey(Category, models.PROTECT, verbose_name="kategori", related_name="activities")
    ring = models.ForeignKey(
        Category,
        models.PROTECT,
        verbose_name="ring",
        null=True,
        blank=True,
        related_name="+",
        help_text="Lämna tomt för kategorins egen ring.",
    )
    is_deadline = models.BooleanField("är en sista dag", default=False)
    body = models.ForeignKey(
        Body, models.PROTECT, verbose_name="grupp", null=True, blank=True, related_name="activities"
    )
    only_for_body = models.BooleanField("bara för gruppen", default=False)
    party = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="part", null=True, blank=True, related_name="activities"
    )
    responsible = models.ForeignKey(
        Person, models.PROTECT, verbose_name="ansvarig", null=True, blank=True, related_name="activities"
    )
    link = models.URLField("länk", max_length=500, blank=True)
    repeats = models.CharField("återkommer", max_length=8, choices=Repeats.choices, default=Repeats.NO)
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="copies", verbose_name="kopierad från"
    )
    copied_in = models.ForeignKey(
        "YearCopy",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name="kopierad med",
    )
    reviewed_at = models.DateTimeField("genomgången efter kopiering", null=True, blank=True)
    state = models.CharField("läge", max_length=10, choices=State.choices, default=State.ACCEPTED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    from_item = models.ForeignKey(
        AgendaItem,
        models.SET_NULL,
        verbose_name="anmäld under punkten",
        null=True,
        blank=True,
        related_name="proposed_activities",
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField("besvarad", null=True, blank=True)
    answer = models.CharField("svar", max_length=500, blank=True)
    created_at = models.DateTimeField("skapad", default=timezone.now)
    changed_at = models.DateTimeField("ändrad", auto_now=True)
    sequence = models.PositiveIntegerField("version i kalendrar", default=0)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "aktivitet"
        verbose_name_plural = "aktiviteter"
        ordering = ["starts_on", "title", "pk"]
        indexes = [models.Index(fields=["starts_on", "ends_on"], name="activity_by_days")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="activity_ends_after_it_starts",
                violation_error_message="Den sista dagen kan inte vara före den första.",
            ),
            models.CheckConstraint(
                condition=Q(only_for_body=False) | Q(body__isnull=False),
                name="only_for_body_names_the_body",
                violation_error_message="Välj vilken grupp det bara är för.",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", answered_at=None)
                | Q(state="declined", answered_at__isnull=False)
                | Q(state="accepted"),
                name="declined_activity_is_answered",
            ),
            models.UniqueConstraint(
                fields=["copied_from", "starts_on"],
                name="activity_is_copied_once_to_a_day",
                violation_error_message="Aktiviteten är redan kopierad till den dagen.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("yearwheel:activity-detail", args=[self.pk])


class YearCopy(models.Model):
    """One act of copying a year's activities to the next: what is gone through together, or undone (I6)."""

    year = models.PositiveSmallIntegerField("till året")
    made_at = models.DateTimeField("kopierad", default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "kopiering av år"
        verbose_name_plural = "kopieringar av år"
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"Kopiering till {self.year}"


class Feed(models.Model):
    """What of the year somebody subscribes to in a calendar. Its secret address is a personal link about it (I5)."""

    person = models.ForeignKey(Person, models.CASCADE, verbose_name="för", related_name="year_feeds")
    query = models.CharField(
        "urval", max_length=1000, blank=True, help_text="Som i adressen, utan år. Tomt för allt."
    )
    created_at = models.DateTimeField("skapad", auto_now_add=True)

    class Meta:
        verbose_name = "prenumeration på årshjulet"
        verbose_name_plural = "prenumerationer på årshjulet"
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "query"], name="choice_is_subscribed_to_once")
        ]

    def __str__(self) -> str:
        return f"Årshjulet {self.query}".strip()


class KnownClash(models.Model):
    """A clash somebody has said is meant, and why. `key` changes with the meetings and days of it, so that what has
    changed since is told of again.
    """

    key = models.CharField("märke", max_length=64, unique=True)
    words = models.CharField("krocken", max_length=600)
    day = models.DateField("dag")
    reason = models.CharField("varför det är avsiktligt", max_length=300)
    accepted_at = models.DateTimeField("godtagen", default=timezone.now)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "avsiktlig krock"
        verbose_name_plural = "avsiktliga krockar"
        ordering = ["day", "pk"]

    def __str__(self) -> str:
        return self.words
