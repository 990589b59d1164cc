"""Utlysning: money that projects apply for; applications, assessments with jäv, and what was decided (G8)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from meetings.models import AgendaItem, Decision
from secretariat.registry.models import Organisation, StoredFile

from .grants import Pot
from .ledger import Account


class Call(models.Model):
    """One call. Its frame is a pot. `state` is moved by `actions/calls.py` alone."""

    class State(models.TextChoices):
        DRAFT = "draft", "utkast"
        OPEN = "open", "öppen för ansökan"
        CLOSED = "closed", "stängd, bedöms"
        PROPOSED = "proposed", "förslag lämnat"
        DECIDED = "decided", "beslutad"
        CANCELLED = "cancelled", "inställd"

    class CoFunding(models.TextChoices):
        """What own funding may be (G8); domain 1: matching funds are per call, not a rule."""

        CASH = "cash", "pengar"
        TIME = "time", "arbetstid"
        BOTH = "both", "pengar eller arbetstid"

    pot = models.ForeignKey(Pot, models.PROTECT, verbose_name="pott", related_name="calls")
    slug = models.SlugField("kortord", max_length=60, unique=True)
    title = models.CharField("rubrik", max_length=200)
    text = models.TextField("om utlysningen", blank=True)
    state = models.CharField("läge", max_length=10, choices=State, default=State.DRAFT)
    opens_on = models.DateField("öppnar")
    closes_on = models.DateField("sista dag att söka")
    decides_on = models.DateField("beslutas", null=True, blank=True)
    max_amount = models.BigIntegerField("högst per projekt, kronor")
    max_years = models.PositiveSmallIntegerField("högst antal år", default=1)
    own_percent = models.PositiveSmallIntegerField(
        "egen finansiering, procent", default=0, help_text="Av projektets hela kostnad, 0–100."
    )
    own_kind = models.CharField(
        "egen finansiering är", max_length=4, choices=CoFunding, default=CoFunding.BOTH
    )
    hour_value = models.BigIntegerField("en arbetstimme räknas som, kronor", default=330)
    final_report_by = models.DateField("projekten redovisar senast", null=True, blank=True)
    appeal = models.TextField(
        "om överklagande",
        blank=True,
        help_text="Står i besluten: hur beslutet överklagas, eller att det inte går.",
    )
    checklist = models.JSONField("att se efter för hand", default=list, blank=True)
    item = models.ForeignKey(
        AgendaItem,
        models.SET_NULL,
        verbose_name="punkt",
        null=True,
        blank=True,
        related_name="calls",
        help_text="Där förslaget tas upp.",
    )
    decision = models.ForeignKey(
        Decision, models.PROTECT, verbose_name="beslut", null=True, blank=True, related_name="calls"
    )
    decided_at = models.DateTimeField("beslutad", null=True, blank=True)
    published_at = models.DateTimeField("de beviljade publicerade", null=True, blank=True)
    created_at = models.DateTimeField("skapad", auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "utlysning"
        verbose_name_plural = "utlysningar"
        ordering = ["-closes_on", "title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="call_closes_after_it_opens",
                violation_error_message="Utlysningen kan inte stänga innan den öppnar.",
            ),
            models.CheckConstraint(
                condition=Q(own_percent__lte=100),
                name="own_funding_is_a_part",
                violation_error_message="Egen finansiering är mellan 0 och 100 procent.",
            ),
            models.CheckConstraint(
                condition=Q(max_amount__gt=0, max_years__gte=1, hour_value__gte=0),
                name="call_gives_something",
                violation_error_message="Belopp och antal år ska vara mer än noll.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("funding:call-detail", args=[self.slug])


class Criterion(models.Model):
    """What applications are judged by, and how much it counts."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="criteria")
    name = models.CharField("namn", max_length=120)
    text = models.TextField("vad som bedöms", blank=True)
    weight = models.PositiveSmallIntegerField("vikt", default=1)
    max_points = models.PositiveSmallIntegerField("högst poäng", default=5)
    position = models.PositiveSmallIntegerField("ordning", default=0)

    class Meta:
        verbose_name = "bedömningsgrund"
        verbose_name_plural = "bedömningsgrunder"
        ordering = ["call", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "name"],
                name="criterion_name_is_used_once",
                violation_error_message="Den bedömningsgrunden finns redan.",
            ),
            models.CheckConstraint(condition=Q(weight__gte=1, max_points__gte=1), name="criterion_counts"),
        ]

    def __str__(self) -> str:
        return self.name


class Application(models.Model):
    """An application by anybody who has the address of the call; continued by a link of its own, without account."""

    class State(models.TextChoices):
        DRAFT = "draft", "påbörjad"
        SUBMITTED = "submitted", "inlämnad"
        RETURNED = "returned", "ska kompletteras"
        COMPLETE = "complete", "komplett"
        WITHDRAWN = "withdrawn", "återtagen"
        GRANTED = "granted", "beviljad"
        REJECTED = "rejected", "avslagen"

    call = models.ForeignKey(Call, models.PROTECT, related_name="applications")
    number = models.PositiveSmallIntegerField("nummer", null=True, blank=True)
    state = models.CharField("läge", max_length=10, choices=State, default=State.DRAFT)
    applicant = models.CharField("sökande organisation", max_length=200, blank=True)
    org_number = models.CharField("organisationsnummer", max_length=11, blank=True)
    contact = models.CharField("kontaktperson", max_length=160, blank=True)
    email = models.EmailField("e-post")
    phone = models.CharField("telefon", max_length=40, blank=True)
    title = models.CharField("projektets namn", max_length=200, blank=True)
    summary = models.TextField("kort om projektet", blank=True)
    goals = models.TextField("mål och målgrupp", blank=True)
    plan = models.TextField("genomförande och tidsplan", blank=True)
    effect = models.TextField("väntad effekt", blank=True)
    starts_on = models.DateField("från och med", null=True, blank=True)
    ends_on = models.DateField("till och med", null=True, blank=True)
    amount = models.BigIntegerField("sökt belopp, kronor", null=True, blank=True)
    own_cash = models.BigIntegerField("egen finansiering i pengar, kronor", default=0)
    own_hours = models.PositiveIntegerField("egen arbetstid, timmar", default=0)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name="organisation i registret",
        null=True,
        blank=True,
        related_name="fund_applications",
    )
    revision = models.PositiveIntegerField("antal sparade ändringar", default=0)
    saved_at = models.DateTimeField("senast sparad", null=True, blank=True)
    submitted_at = models.DateTimeField("inlämnad", null=True, blank=True)
    returned_why = models.TextField("vad som ska kompletteras", blank=True)
    complement_by = models.DateField("kompletteras senast", null=True, blank=True)
    ticked = models.JSONField("sett efter för hand", default=list, blank=True)
    checked_at = models.DateTimeField("kontrollerad", null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    proposed_amount = models.BigIntegerField("föreslaget belopp, kronor", null=True, blank=True)
    proposed_why = models.TextField("skäl till förslaget", blank=True)
    granted_amount = models.BigIntegerField("beviljat belopp, kronor", null=True, blank=True)
    reasons = models.TextField("skäl till beslutet", blank=True)
    account = models.ForeignKey(
        Account, models.PROTECT, verbose_name="konto", null=True, blank=True, related_name="applications"
    )
    decided_at = models.DateTimeField("beslutad", null=True, blank=True)
    told_at = models.DateTimeField("meddelad", null=True, blank=True)
    created_at = models.DateTimeField("påbörjad", auto_now_add=True)

    class Meta:
        verbose_name = "ansökan"
        verbose_name_plural = "ansökningar"
        ordering = ["call", "number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="application_number_is_used_once"),
            models.CheckConstraint(
                condition=Q(number__isnull=False, submitted_at__isnull=False)
                | Q(state__in=["draft", "withdrawn"]),
                name="submitted_application_has_a_number",
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gt=0),
                name="application_asks_for_something",
                violation_error_message="Beloppet ska vara mer än noll kronor.",
            ),
            models.CheckConstraint(condition=Q(own_cash__gte=0), name="own_cash_is_not_below_nothing"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="project_ends_after_it_starts",
                violation_error_message="Projektet kan inte sluta innan det börjar.",
            ),
            models.CheckConstraint(
                condition=Q(state="granted", granted_amount__gt=0, decided_at__isnull=False)
                | Q(state="rejected", granted_amount=None, decided_at__isnull=False) & ~Q(reasons="")
                | ~Q(state__in=["granted", "rejected"]) & Q(granted_amount=None, decided_at=None),
                name="decided_application_says_how",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.applicant or "Ansökan utan namn"

    def get_absolute_url(self) -> str:
        return reverse("funding:application-detail", args=[self.pk])


class BudgetLine(models.Model):
    """A cost of the project, in whole kronor."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="budget")
    text = models.CharField("kostnad", max_length=200)
    amount = models.BigIntegerField("kronor")
    position = models.PositiveSmallIntegerField("ordning", default=0)

    class Meta:
        verbose_name = "budgetrad"
        verbose_name_plural = "budgetrader"
        ordering = ["application", "position", "pk"]
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="cost_is_not_below_nothing")]

    def __str__(self) -> str:
        return f"{self.text}: {self.amount} kr"


class ApplicationFile(models.Model):
    """A file that the applicant adds."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="files")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="application_files")

    class Meta:
        verbose_name = "bilaga till ansökan"
        verbose_name_plural = "bilagor till ansökningar"
        ordering = ["application", "pk"]

    def __str__(self) -> str:
        return str(self.stored)


class Assessor(models.Model):
    """Who judges the applications of a call; gives the role that opens them."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="assessors")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="bedömare", related_name="assessed_calls"
    )

    class Meta:
        verbose_name = "bedömare"
        verbose_name_plural = "bedömare"
        ordering = ["call", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "user"],
                name="assessor_is_named_once",
                violation_error_message="Personen är redan bedömare.",
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


class Assessment(models.Model):
    """One assessor's judgement of one application, or that it is jävig and takes no part (28 § FL)."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="assessments")
    assessor = models.ForeignKey(Assessor, models.CASCADE, related_name="assessments")
    is_disqualified = models.BooleanField("jäv", default=False)
    disqualified_why = models.CharField("varför jäv", max_length=300, blank=True)
    comment = models.TextField("motivering", blank=True)
    submitted_at = models.DateTimeField("lämnad", null=True, blank=True)
    reopened_at = models.DateTimeField("öppnad igen", null=True, blank=True)
    reopened_why = models.CharField("varför den öppnades igen", max_length=300, blank=True)

    class Meta:
        verbose_name = "bedömning"
        verbose_name_plural = "bedömningar"
        ordering = ["application", "assessor"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "assessor"], name="application_is_judged_once_by_each"
            ),
            models.CheckConstraint(
                condition=Q(is_disqualified=False) | ~Q(disqualified_why="") & Q(submitted_at=None),
                name="disqualified_says_why_and_judges_nothing",
                violation_error_message="Skriv varför du är jävig.",
            ),
            models.CheckConstraint(
                condition=Q(reopened_at=None) | ~Q(reopened_why=""), name="reopened_judgement_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessor} om {self.application}"


class Score(models.Model):
    """Points for one criterion."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores")
    points = models.PositiveSmallIntegerField("poäng")

    class Meta:
        verbose_name = "poäng"
        verbose_name_plural = "poäng"
        ordering = ["assessment", "criterion"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="criterion_is_scored_once")
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.points}"
