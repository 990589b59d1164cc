"""An agreement (överenskommelse), its versions and its documents (F1)."""

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from meetings.models import Body, Decision, Matter
from meetings.models.bodies import DateRange
from secretariat.registry.models import Organisation, Person, StoredFile, Theme

if TYPE_CHECKING:
    from secretariat.registry.models import User


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, user: "User") -> "AgreementQuerySet":
        """Agreements are public acts once sent to the parties: everybody with access to the pages sees them all."""
        return self.all()


class Agreement(models.Model):
    """Something the parties have agreed, through all its versions; a plan is one of a kind (F1)."""

    class Kind(models.TextChoices):
        AGREEMENT = "agreement", "överenskommelse"
        COLLABORATION = "collaboration", "samverkansöverenskommelse"
        CONTRACT = "contract", "avtal"
        COLLABORATION_PLAN = "collaboration_plan", "samverkansplan"
        ROADMAP = "roadmap", "färdplan"
        ACTIVITY_PLAN = "activity_plan", "aktivitetsplan"
        ACTION_PLAN = "action_plan", "handlingsplan"

    PLANS = frozenset({"collaboration_plan", "roadmap", "activity_plan", "action_plan"})

    class Basis(models.TextChoices):
        """Why there is one (domain 3.1)."""

        REQUIRED = "required", "lagen kräver den"
        COOPERATION = "cooperation", "avtalssamverkan, 9 kap. 37 § kommunallagen"
        HEALTH_CARE = "health_care", "16 kap. hälso- och sjukvårdslagen"
        VOLUNTARY = "voluntary", "frivillig samverkan"

    slug = models.SlugField("kortord", max_length=60, unique=True)
    title = models.CharField("rubrik", max_length=200)
    short_name = models.CharField("kort namn", max_length=60, blank=True)
    kind = models.CharField("slag", max_length=20, choices=Kind, default=Kind.AGREEMENT)
    purpose = models.TextField("om överenskommelsen", blank=True)
    basis = models.CharField("rättslig grund", max_length=12, choices=Basis, blank=True)
    statute = models.CharField("lagrum", max_length=200, blank=True, help_text="T.ex. 16 kap. 3 § HSL.")
    themes = models.ManyToManyField(Theme, verbose_name="teman", blank=True, related_name="agreements")
    body = models.ForeignKey(
        Body,
        models.PROTECT,
        verbose_name="grupp som förvaltar den",
        null=True,
        blank=True,
        related_name="agreements",
    )
    responsible = models.ForeignKey(
        Person, models.PROTECT, verbose_name="ansvarig", null=True, blank=True, related_name="agreements"
    )
    host = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name="värdkommun",
        null=True,
        blank=True,
        related_name="hosted_agreements",
    )
    matter = models.ForeignKey(
        Matter, models.SET_NULL, verbose_name="ärende", null=True, blank=True, related_name="agreements"
    )
    replaces = models.ForeignKey(
        "self", models.PROTECT, verbose_name="ersätter", null=True, blank=True, related_name="replaced_by"
    )
    each_from_own_decision = models.BooleanField(
        "gäller per part från eget beslut",
        default=False,
        help_text="Annars gäller den först när alla parter har beslutat och undertecknat.",
    )
    created_at = models.DateTimeField("skapad", auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = "överenskommelse"
        verbose_name_plural = "överenskommelser"
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(replaces=None) | ~Q(replaces=F("pk")),
                name="agreement_does_not_replace_itself",
                violation_error_message="En överenskommelse kan inte ersätta sig själv.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("agreements:agreement-detail", args=[self.slug])

    @property
    def is_plan(self) -> bool:
        """Whether it is a plan: adopted by a decision, and with activities of its own."""
        return self.kind in self.PLANS


class AgreementVersion(models.Model):
    """One wording of an agreement, decided by each party for itself; its life is `domain.md` 3.2 (F1–F3).

    `state` is moved by `actions/versions.py` alone. Months are whole calendar months.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "utkast"
        PREPARING = "preparing", "beredning i arbetsgrupp"
        CONSULTATION = "consultation", "på remiss"
        RECOMMENDED = "recommended", "rekommenderad"
        SENT = "sent", "beslutsunderlag utskickat"
        DECIDING = "deciding", "beslut pågår"
        AGREED = "agreed", "alla parter har beslutat likalydande"
        DEVIATING = "deviating", "avvikelse att hantera"
        SIGNING = "signing", "undertecknas"
        IN_FORCE = "in_force", "gäller"
        REVISING = "revising", "under revidering"
        EXTENDED = "extended", "förlängd"
        TERMINATED = "terminated", "uppsagd"
        ENDED = "ended", "upphört"
        REPLACED = "replaced", "ersatt"

    BINDING = ("in_force", "revising", "extended", "terminated")
    OVER = ("ended", "replaced")

    class Renewal(models.TextChoices):
        NONE = "none", "upphör när perioden är slut"
        AUTOMATIC = "automatic", "förlängs av sig själv om ingen säger upp den"
        YEARLY = "yearly", "tills vidare, ses över varje år"

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField("version")
    state = models.CharField("läge", max_length=12, choices=State, default=State.DRAFT)
    state_since = models.DateTimeField("sedan", auto_now_add=True)
    starts_on = models.DateField("gäller från och med", null=True, blank=True)
    ends_on = models.DateField(
        "gäller till och med", null=True, blank=True, help_text="Lämna tomt om den gäller tills vidare."
    )
    notice_months = models.PositiveSmallIntegerField("uppsägningstid, månader", null=True, blank=True)
    renewal = models.CharField("förlängning", max_length=10, choices=Renewal, default=Renewal.NONE)
    renewal_months = models.PositiveSmallIntegerField("förlängs med, månader", null=True, blank=True)
    decide_by = models.DateField("sista dag för parternas beslut", null=True, blank=True)
    changes = models.TextField("vad som är nytt", blank=True)
    recommended_by = models.ForeignKey(
        Decision,
        models.PROTECT,
        verbose_name="rekommenderad genom beslut",
        null=True,
        blank=True,
        related_name="recommended_agreements",
    )
    adopted_by = models.ForeignKey(
        Decision,
        models.PROTECT,
        verbose_name="antagen genom beslut",
        null=True,
        blank=True,
        related_name="adopted_agreements",
        help_text="För en plan som gruppen själv antar.",
    )
    sent_at = models.DateTimeField("underlag utskickat", null=True, blank=True)
    signed_on = models.DateField("undertecknad", null=True, blank=True)
    in_force_at = models.DateTimeField("gällde från, noterat", null=True, blank=True)
    terminated_on = models.DateField("uppsagd den", null=True, blank=True)
    terminated_by = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="uppsagd av", null=True, blank=True, related_name="+"
    )
    ended_on = models.DateField("upphörde", null=True, blank=True)
    created_at = models.DateTimeField("skapad", auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "version"
        verbose_name_plural = "versioner"
        ordering = ["agreement", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "number"], name="agreement_version_number_is_used_once"
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="agreement_ends_after_it_starts",
                violation_error_message="Perioden kan inte sluta innan den börjar.",
            ),
            models.CheckConstraint(
                condition=~Q(renewal="automatic") | Q(renewal_months__gte=1),
                name="renewal_says_how_long",
                violation_error_message="Skriv med hur många månader den förlängs.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["in_force", "revising", "extended", "terminated", "ended"])
                | Q(starts_on__isnull=False),
                name="binding_version_has_a_first_day",
            ),
            # One wording at a time binds: the days two versions hold may not overlap.
            ExclusionConstraint(
                name="one_version_holds_at_a_time",
                expressions=[
                    ("agreement", RangeOperators.EQUAL),
                    (
                        DateRange("starts_on", "ends_on", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state__in=["in_force", "revising", "extended", "terminated"]),
                violation_error_message="En annan version gäller redan under de dagarna.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}, version {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("agreements:version-detail", args=[self.agreement.slug, self.number])

    @property
    def is_binding(self) -> bool:
        """Whether it holds: in force, under revision, extended, or given notice and not ended yet."""
        return self.state in self.BINDING

    def holds_on(self, day: dt.date) -> bool:
        """Whether it binds the parties that day."""
        starts, ends = self.starts_on, self.ends_on
        return self.is_binding and starts is not None and starts <= day and (ends is None or day <= ends)


class ExpiryNote(models.Model):
    """That the managing body's list has been told of a last day so many months ahead; once for each (F6)."""

    version = models.ForeignKey(AgreementVersion, models.CASCADE, related_name="expiry_notes")
    ends_on = models.DateField("sista dag")
    months = models.PositiveSmallIntegerField("månader före")
    noted_at = models.DateTimeField("noterad", auto_now_add=True)

    class Meta:
        verbose_name = "bevakning av sista dag"
        verbose_name_plural = "bevakningar av sista dag"
        constraints = [
            models.UniqueConstraint(fields=["version", "ends_on", "months"], name="expiry_is_noted_once")
        ]

    def __str__(self) -> str:
        return f"{self.version}, {self.months} månader"


class AgreementDocument(models.Model):
    """A file of a version: the text itself, an appendix, the basis for the parties' decisions, the signed one."""

    class Kind(models.TextChoices):
        TEXT = "text", "överenskommelsen"
        APPENDIX = "appendix", "bilaga"
        BASIS = "basis", "beslutsunderlag"
        CONSULTATION = "consultation", "remissvar"
        SIGNED = "signed", "undertecknat exemplar"
        OTHER = "other", "annat"

    version = models.ForeignKey(AgreementVersion, models.CASCADE, related_name="documents")
    kind = models.CharField("slag", max_length=12, choices=Kind, default=Kind.TEXT)
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="agreement_documents")
    position = models.PositiveSmallIntegerField("ordning", default=0)

    class Meta:
        verbose_name = "dokument"
        verbose_name_plural = "dokument"
        ordering = ["version", "position", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.stored}"
