"""Medel: a fund, each decision that gives money to it, and the pots the money is meant for (G1)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from meetings.models import Body, Decision, Matter
from secretariat.registry.models import Person, StoredFile, Theme

from . import guards


class Fund(models.Model):
    """Earmarked money (riktade medel) through all its years."""

    class Kind(models.TextChoices):
        """How the money comes (domain 4.1)."""

        ORDINANCE = "ordinance", "statsbidrag enligt förordning"
        APPLICATION = "application", "statsbidrag efter ansökan"
        STATE_AGREEMENT = "state_agreement", "överenskommelse mellan staten och SKR"
        COUNTY = "county", "länsgemensamma medel"
        CALL = "call", "medel som utlyses"

    slug = models.SlugField("kortord", max_length=60, unique=True)
    name = models.CharField("namn", max_length=160, unique=True)
    short_name = models.CharField("kort namn", max_length=60, blank=True)
    kind = models.CharField("slag", max_length=16, choices=Kind, default=Kind.ORDINANCE)
    purpose = models.TextField("vad medlen är till för", blank=True)
    authority = models.CharField("myndighet", max_length=160, blank=True, help_text="T.ex. Socialstyrelsen.")
    statute = models.CharField("rättslig grund", max_length=200, blank=True, help_text="T.ex. SFS 2023:609.")
    body = models.ForeignKey(
        Body,
        models.PROTECT,
        verbose_name="grupp som fördelar",
        null=True,
        blank=True,
        related_name="funds",
    )
    responsible = models.ForeignKey(
        Person, models.PROTECT, verbose_name="ansvarig", null=True, blank=True, related_name="funds"
    )
    themes = models.ManyToManyField(Theme, verbose_name="teman", blank=True, related_name="funds")
    matter = models.ForeignKey(
        Matter, models.SET_NULL, verbose_name="ärende", null=True, blank=True, related_name="funds"
    )
    created_at = models.DateTimeField("skapat", auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "medel"
        verbose_name_plural = "medel"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("funding:fund-detail", args=[self.slug])


class GrantDecision(models.Model):
    """A decision that gives a fund money for a year (bidragsår): whose, how much, till when, on what terms (G1).

    `amount` is whole kronor. Closing it is `actions/closing.py`; a closed one takes no more entries.
    """

    class CarryRule(models.TextChoices):
        """Whether what is left may be kept (G6)."""

        NONE = "none", "får inte sparas, det som är kvar betalas tillbaka"
        ALLOWED = "allowed", "får sparas till nästa år"
        ASKED = "asked", "får sparas efter myndighetens medgivande"

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="grants")
    year = models.PositiveSmallIntegerField("bidragsår")
    title = models.CharField("rubrik", max_length=200, blank=True, help_text="T.ex. Tilläggsbeslut.")
    amount = models.BigIntegerField("belopp, kronor")
    decided_by = models.CharField("beslutat av", max_length=160)
    decided_on = models.DateField("beslutsdatum")
    case_number = models.CharField("diarienummer", max_length=60, blank=True)
    decision = models.ForeignKey(
        Decision,
        models.PROTECT,
        verbose_name="vårt beslut",
        null=True,
        blank=True,
        related_name="grants",
        help_text="När det är en av våra grupper som har beslutat.",
    )
    concerned_by = models.ManyToManyField(
        Decision, verbose_name="beslut som gäller medlen", blank=True, related_name="concerned_grants"
    )
    uses_from = models.DateField("får användas från och med")
    uses_to = models.DateField("får användas till och med")
    request_by = models.DateField("rekvireras senast", null=True, blank=True)
    interim_report_by = models.DateField("delredovisas senast", null=True, blank=True)
    final_report_by = models.DateField("slutredovisas senast", null=True, blank=True)
    repay_by = models.DateField("betalas tillbaka senast", null=True, blank=True)
    carry_rule = models.CharField("sparade medel", max_length=8, choices=CarryRule, default=CarryRule.NONE)
    carry_permit = models.CharField(
        "medgivande att spara",
        max_length=160,
        blank=True,
        help_text="Myndighetens beslut, med datum och diarienummer.",
    )
    terms = models.TextField("villkor", blank=True)
    contact = models.CharField("kontakt hos myndigheten", max_length=200, blank=True)
    representative = models.CharField(
        "ombud", max_length=160, blank=True, help_text="Den som får rekvirera för de andra."
    )
    representative_since = models.DateField("ombudet godkänt", null=True, blank=True)
    closed_at = models.DateTimeField("avslutat", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField("skapat", auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "beslut om medel"
        verbose_name_plural = "beslut om medel"
        ordering = ["fund", "-year", "decided_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="grant_is_more_than_nothing",
                violation_error_message="Beloppet ska vara mer än noll kronor.",
            ),
            models.CheckConstraint(
                condition=Q(uses_to__gte=F("uses_from")),
                name="grant_is_used_after_it_begins",
                violation_error_message="Medlen kan inte sluta få användas innan de börjar.",
            ),
            models.UniqueConstraint(
                fields=["fund", "year", "case_number"],
                condition=~Q(case_number=""),
                name="grant_case_number_is_used_once_a_year",
                violation_error_message="Det finns redan ett beslut med det diarienumret för det året.",
            ),
        ]
        triggers = guards.grant_covers_its_pots()

    def __str__(self) -> str:
        return f"{self.fund} {self.year}" + (f", {self.title}" if self.title else "")

    def get_absolute_url(self) -> str:
        return reverse("funding:grant-detail", args=[self.fund.slug, self.pk])

    @property
    def may_be_saved(self) -> bool:
        """Whether what is left may be carried to the year after (G6)."""
        return self.carry_rule == self.CarryRule.ALLOWED or (
            self.carry_rule == self.CarryRule.ASKED and bool(self.carry_permit)
        )


class Pot(models.Model):
    """A part of a decision that is kept for something (pott). Whole kronor; never more than it."""

    grant = models.ForeignKey(GrantDecision, models.CASCADE, related_name="pots")
    name = models.CharField("namn", max_length=120)
    amount = models.BigIntegerField("belopp, kronor")
    text = models.TextField("vad den är till för", blank=True)
    position = models.PositiveSmallIntegerField("ordning", default=0)

    class Meta:
        verbose_name = "pott"
        verbose_name_plural = "potter"
        ordering = ["grant", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "name"],
                name="pot_name_is_used_once",
                violation_error_message="Det finns redan en pott med det namnet.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="pot_is_not_below_nothing",
                violation_error_message="Potten kan inte vara mindre än noll kronor.",
            ),
        ]
        triggers = guards.pots_fit_their_grant()

    def __str__(self) -> str:
        return self.name


class GrantDocument(models.Model):
    """A paper behind the money: the authority's decision, terms, list of shares, intyg."""

    class Kind(models.TextChoices):
        DECISION = "decision", "beslut"
        TERMS = "terms", "villkor"
        SHARES = "shares", "fördelningslista"
        REPORT = "report", "redovisning"
        OTHER = "other", "annat"

    grant = models.ForeignKey(GrantDecision, models.CASCADE, related_name="documents")
    kind = models.CharField("slag", max_length=10, choices=Kind, default=Kind.DECISION)
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="grant_documents")

    class Meta:
        verbose_name = "handling till medel"
        verbose_name_plural = "handlingar till medel"
        ordering = ["grant", "kind", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.stored}"
