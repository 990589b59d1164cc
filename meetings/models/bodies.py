"""Bodies that meet, the seats parties have in them, and who holds each seat when."""

import datetime as dt

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse

from secretariat.lib.days import working_day_by
from secretariat.lib.sorting import sort_key
from secretariat.registry.models import District, Letterhead, Organisation, Person


class BodyType(models.Model):
    """Kind of body, as data: chefsgrupp, samverkansråd, länsdelsgrupp … (glossary, last line)."""

    name = models.CharField("namn", max_length=80, unique=True)
    slug = models.SlugField("kortord", max_length=40, unique=True)
    is_political = models.BooleanField("förtroendevalda", default=False)
    decision_phrase = models.CharField(
        "beslut inleds",
        max_length=120,
        blank=True,
        help_text="T.ex. Chefsgruppen beslutar att. Ett råd rekommenderar parterna.",
    )
    position = models.PositiveSmallIntegerField("ordning", default=0)

    class Meta:
        verbose_name = "typ av organ"
        verbose_name_plural = "typer av organ"
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class DecisionWording(models.Model):
    """A wording offered where a decision of this kind is written, so that a råd does not decide for a kommun (B6)."""

    body_type = models.ForeignKey(
        BodyType, models.CASCADE, verbose_name="typ av organ", related_name="wordings"
    )
    kind = models.CharField("slag av beslut", max_length=16, blank=True)
    text = models.CharField("inledning", max_length=160, help_text="T.ex. Rådet rekommenderar parterna att")
    position = models.PositiveSmallIntegerField("ordning", default=0)

    class Meta:
        verbose_name = "formulering av beslut"
        verbose_name_plural = "formuleringar av beslut"
        ordering = ["body_type", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["body_type", "text"], name="wording_stands_once_for_a_type")
        ]

    def __str__(self) -> str:
        return self.text


class MinutesWord(models.Model):
    """What a body calls its notes, with the forms Swedish needs: minnesanteckningar, protokoll …"""

    class Agreement(models.TextChoices):
        PLURAL = "plural", "plural (justerade)"
        NEUTER = "neuter", "ett-ord (justerat)"
        COMMON = "common", "en-ord (justerad)"

    indefinite = models.CharField("obestämd form", max_length=60, unique=True)
    definite = models.CharField("bestämd form", max_length=60)
    agreement = models.CharField("böjs som", max_length=10, choices=Agreement, default=Agreement.PLURAL)

    class Meta:
        verbose_name = "ord för anteckningar"
        verbose_name_plural = "ord för anteckningar"
        ordering = ["indefinite"]

    def __str__(self) -> str:
        return self.indefinite


def default_reminders() -> list[int]:
    """Days after sending when approvers are reminded (C3)."""
    return [3, 7]


class BodyQuerySet(models.QuerySet["Body"]):
    def existing_on(self, day: dt.date) -> "BodyQuerySet":
        """Bodies that exist on a day."""
        return self.filter(models.Q(starts_on=None) | models.Q(starts_on__lte=day)).filter(
            models.Q(ends_on=None) | models.Q(ends_on__gte=day)
        )


@pghistory.track(exclude=["sort_key"])
class Body(models.Model):
    """A group or council. Its arbetsordning is settings here, with KL's values as defaults (domain 1.1)."""

    class ApprovalPolicy(models.TextChoices):
        NONE = "none", "ingen justering, fastställs av sekreterare eller ordförande"
        CHAIRS = "chairs", "ordförande och valda justerare"

    class DraftCircle(models.TextChoices):
        """Who a draft may be shared with, narrowest first (C9). With the group it is asked about each time, or not."""

        SECRETARY = "secretary", "bara sekreteraren"
        LEADERS = "leaders", "justerare och ordförande"
        GROUP = "group", "hela gruppen"
        GROUP_UNASKED = "group_free", "hela gruppen, utan fråga varje gång"

    WITH_GROUP = (DraftCircle.GROUP, DraftCircle.GROUP_UNASKED)

    class ApprovalLogin(models.IntegerChoices):
        """How surely whoever approves must have shown who they are (domain 1.4); each takes the next too."""

        ANY = 1, "vilken inloggning som helst"
        TWO_STEPS = 2, "två steg, passnyckel eller e-legitimation"
        EID = 3, "e-legitimation (tillitsnivå 3)"

    class Layout(models.TextChoices):
        ITEM_NOTE = "item_note", "Punkt │ Anteckning"
        AGENDA_SUBPOINTS = "agenda_subpoints", "Dagordning │ Delpunkter"
        NUMBER_MATTER = "number_matter", "Nummer/föredragande │ Ärende"
        LIST = "list", "numrerad lista"

    name = models.CharField("namn", max_length=200, unique=True)
    short_name = models.CharField("kort namn", max_length=80, blank=True)
    code = models.CharField(
        "kortkod", max_length=8, unique=True, help_text="Står i beslutsnumren, t.ex. CF i CF 2026-4."
    )
    aliases = models.JSONField("kallas också", default=list, blank=True)
    type = models.ForeignKey(BodyType, models.PROTECT, verbose_name="typ", related_name="bodies")
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="hör till", null=True, blank=True, related_name="children"
    )
    district = models.ForeignKey(District, models.PROTECT, verbose_name="länsdel", null=True, blank=True)
    starts_on = models.DateField("finns från", null=True, blank=True)
    ends_on = models.DateField("till och med", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="efterträdare",
        null=True,
        blank=True,
        related_name="predecessors",
    )
    charter = models.TextField("uppdrag", blank=True)

    approval_policy = models.CharField(
        "justering", max_length=10, choices=ApprovalPolicy, default=ApprovalPolicy.CHAIRS
    )
    elected_approvers = models.PositiveSmallIntegerField("antal valda justerare", default=1)
    approval_days = models.PositiveSmallIntegerField("ska vara justerat inom (dagar)", default=14)
    approval_login = models.PositiveSmallIntegerField(
        "den som justerar loggar in med", choices=ApprovalLogin, default=ApprovalLogin.ANY
    )
    approval_fresh_minutes = models.PositiveSmallIntegerField(
        "inloggad senast för (minuter)", default=0, help_text="0 betyder att inloggningen får vara gammal."
    )
    notice_days = models.PositiveSmallIntegerField("kallelse före mötet (dagar)", default=14)
    material_days = models.PositiveSmallIntegerField("underlag före mötet (dagar)", default=18)
    reply_days = models.PositiveSmallIntegerField("svar på kallelse före mötet (dagar)", default=5)
    remind_after_days = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name="påminn justerare efter (dagar)",
        default=default_reminders,
        blank=True,
    )
    remind_before_days = models.PositiveSmallIntegerField(
        "påminn justerare före sista dag (dagar)", default=2
    )
    draft_circle = models.CharField(
        "utkast får delas med", max_length=10, choices=DraftCircle, default=DraftCircle.LEADERS
    )
    secretary_publishes = models.BooleanField("sekreteraren får publicera", default=False)
    publication_days = models.PositiveSmallIntegerField(
        "det publicerade visas (dagar)", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    consents_to_unlock = models.PositiveSmallIntegerField(
        "så många ska medge att färdiga anteckningar låses upp",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    posts_on_board = models.BooleanField("justerade anteckningar anslås", default=False)
    board_days = models.PositiveSmallIntegerField(
        "anslaget sitter uppe (dagar)", default=21, validators=[MinValueValidator(1)]
    )
    kept_at = models.CharField("anteckningarna förvaras", max_length=200, blank=True)
    minutes_word = models.ForeignKey(
        MinutesWord, models.PROTECT, verbose_name="anteckningarna kallas", related_name="bodies"
    )
    letterhead = models.ForeignKey(
        Letterhead, models.PROTECT, verbose_name="brevhuvud", null=True, blank=True
    )
    layout = models.CharField("uppställning", max_length=20, choices=Layout, default=Layout.ITEM_NOTE)
    attendance_first = models.BooleanField("närvaron först i anteckningarna", default=False)
    sort_key = sort_key("name")

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = "grupp"
        verbose_name_plural = "grupper"
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None)
                | models.Q(starts_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="body_ends_after_it_starts",
                violation_error_message="Gruppen kan inte upphöra innan den börjar.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("meetings:body-detail", args=[self.pk])

    def material_day(self, meeting_on: dt.date) -> dt.date:
        """When material for a meeting that day is to be in (A11): never a day when nobody is at work."""
        return working_day_by(meeting_on - dt.timedelta(days=self.material_days))

    def notice_day(self, meeting_on: dt.date) -> dt.date:
        """When the kallelse to a meeting that day is to be out."""
        return working_day_by(meeting_on - dt.timedelta(days=self.notice_days))

    @property
    def list_name(self) -> str:
        """The name used in lists."""
        return self.short_name or self.name

    @property
    def has_approval(self) -> bool:
        """Whether somebody approves the minutes (C2); else they are fastställda."""
        return self.approval_policy != self.ApprovalPolicy.NONE


class StandingItem(models.Model):
    """One point of a body's agenda template (A9)."""

    body = models.ForeignKey(Body, models.CASCADE, verbose_name="grupp", related_name="standing_items")
    position = models.PositiveSmallIntegerField("ordning", default=0)
    title = models.CharField("rubrik", max_length=300)
    role = models.CharField("slag", max_length=20, blank=True)
    purpose = models.CharField("syfte", max_length=20, blank=True)
    presenter = models.CharField("föredragande", max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField("minuter", null=True, blank=True)
    reports_from = models.ForeignKey(
        Body, models.SET_NULL, verbose_name="rapport från grupp", null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "stående punkt"
        verbose_name_plural = "stående punkter"
        ordering = ["body", "position", "pk"]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class Seat(models.Model):
    """A place in a body that belongs to a party and that one person at a time holds (A2)."""

    class Kind(models.TextChoices):
        CHAIR = "chair", "ordförande"
        VICE_CHAIR = "vice_chair", "vice ordförande"
        MEMBER = "member", "ledamot"
        SUBSTITUTE = "substitute", "ersättare"
        CO_OPTED = "co_opted", "adjungerad"
        SECRETARY = "secretary", "sekreterare"
        CONTACT = "contact", "kontaktperson"

    MEMBERS = (Kind.CHAIR, Kind.VICE_CHAIR, Kind.MEMBER)

    body = models.ForeignKey(Body, models.CASCADE, verbose_name="grupp", related_name="seats")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="part", null=True, blank=True, related_name="seats"
    )
    kind = models.CharField("slag", max_length=12, choices=Kind, default=Kind.MEMBER)
    position = models.PositiveSmallIntegerField("ordning", default=0, help_text="Också inkallelseordning.")
    label = models.CharField("benämning", max_length=80, blank=True)
    ends_on = models.DateField("drogs in", null=True, blank=True)

    class Meta:
        verbose_name = "plats"
        verbose_name_plural = "platser"
        ordering = ["body", "position", "pk"]

    def __str__(self) -> str:
        place = self.organisation.short_name if self.organisation else self.label
        return f"{self.get_kind_display()}, {place}" if place else self.get_kind_display()


class DateRange(models.Func):
    """PostgreSQL's daterange(from, to, bounds)."""

    function = "DATERANGE"
    output_field = DateRangeField()


class MembershipQuerySet(models.QuerySet["Membership"]):
    def valid_on(self, day: dt.date) -> "MembershipQuerySet":
        """Memberships that hold on a day; what a report of that day must use (A2)."""
        return self.filter(starts_on__lte=day).filter(models.Q(ends_on=None) | models.Q(ends_on__gte=day))


@pghistory.track()
class Membership(models.Model):
    """A person holds a seat from–to, both days included. Party only for political seats (D6)."""

    seat = models.ForeignKey(Seat, models.CASCADE, verbose_name="plats", related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name="person", related_name="memberships")
    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till och med", null=True, blank=True)
    political_party = models.CharField("partibeteckning", max_length=12, blank=True)
    decision_reference = models.CharField("utsedd genom", max_length=200, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "uppdrag"
        verbose_name_plural = "uppdrag"
        ordering = ["seat__position", "-starts_on"]
        constraints = [
            ExclusionConstraint(
                name="seat_has_one_holder_at_a_time",
                expressions=[
                    ("seat", RangeOperators.EQUAL),
                    (
                        DateRange("starts_on", "ends_on", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="Platsen har redan en innehavare den tiden. Avsluta det uppdraget först.",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="membership_ends_after_it_starts",
                violation_error_message="Uppdraget kan inte sluta innan det börjar.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.seat}"
