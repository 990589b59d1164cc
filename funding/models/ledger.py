"""The ledger: entries that are only added to. Balances are sums; the database refuses what does not balance (G5)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from meetings.models import Decision
from secretariat.registry.models import Organisation, StoredFile

from . import guards
from .grants import GrantDecision, Pot


class Account(models.Model):
    """One party's money of one decision. Whoever writes an entry holds this row."""

    grant = models.ForeignKey(GrantDecision, models.PROTECT, related_name="accounts")
    party = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="part", related_name="grant_accounts"
    )

    class Meta:
        verbose_name = "konto"
        verbose_name_plural = "konton"
        ordering = ["grant", "party__municipality_code", "party__sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["grant", "party"], name="party_has_one_account_of_a_grant")
        ]

    def __str__(self) -> str:
        return f"{self.party}, {self.grant}"

    def get_absolute_url(self) -> str:
        return reverse("funding:account-detail", args=[self.pk])


class CarryOver(models.Model):
    """What a party saves from one year to the next: out of one account, into the other, the same sum (G5, G6)."""

    out_of = models.ForeignKey(Account, models.PROTECT, related_name="carried_out")
    into = models.ForeignKey(Account, models.PROTECT, related_name="carried_in")
    created_at = models.DateTimeField("bokfört", auto_now_add=True)

    class Meta:
        verbose_name = "sparade medel"
        verbose_name_plural = "sparade medel"
        constraints = [
            models.UniqueConstraint(fields=["out_of", "into"], name="money_is_carried_once"),
            models.CheckConstraint(condition=~Q(out_of=F("into")), name="money_is_carried_to_another_year"),
        ]
        triggers = guards.only_added_to("carry_is_only_added_to")

    def __str__(self) -> str:
        return f"Sparat av {self.out_of}"


class Commitment(models.Model):
    """Money of an account that is promised to something (intecknat): an insats, a project, who gets it."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="commitments")
    title = models.CharField("insats", max_length=200)
    recipient = models.CharField("mottagare", max_length=160, blank=True)
    starts_on = models.DateField("från och med", null=True, blank=True)
    ends_on = models.DateField("till och med", null=True, blank=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, verbose_name="beslut", null=True, blank=True, related_name="commitments"
    )
    text = models.TextField("om insatsen", blank=True)

    class Meta:
        verbose_name = "beviljat belopp"
        verbose_name_plural = "beviljade belopp"
        ordering = ["account", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="commitment_ends_after_it_starts",
                violation_error_message="Insatsen kan inte sluta innan den börjar.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Entry(models.Model):
    """One sum on one account, in whole kronor. Rows are only added; a mistake is put right by a new row (G5).

    `amount` is below zero only where `corrects` names the row that is put right.
    """

    class Kind(models.TextChoices):
        ALLOCATED = "allocated", "fördelat"
        REQUESTED = "requested", "rekvirerat"
        PAID = "paid", "utbetalt"
        COMMITTED = "committed", "intecknat"
        USED = "used", "använt"
        REPAID = "repaid", "återbetalt"
        CARRIED_OUT = "carried_out", "sparat till nästa år"
        CARRIED_IN = "carried_in", "sparat från förra året"

    account = models.ForeignKey(Account, models.PROTECT, related_name="entries")
    kind = models.CharField("slag", max_length=12, choices=Kind)
    amount = models.BigIntegerField("kronor")
    on = models.DateField("dag")
    pot = models.ForeignKey(
        Pot, models.PROTECT, verbose_name="pott", null=True, blank=True, related_name="entries"
    )
    allocation = models.ForeignKey(
        "funding.Allocation", models.PROTECT, null=True, blank=True, related_name="entries"
    )
    requisition = models.ForeignKey(
        "funding.Requisition", models.PROTECT, null=True, blank=True, related_name="entries"
    )
    commitment = models.ForeignKey(Commitment, models.PROTECT, null=True, blank=True, related_name="entries")
    carry = models.ForeignKey(CarryOver, models.PROTECT, null=True, blank=True, related_name="entries")
    decision = models.ForeignKey(
        Decision,
        models.PROTECT,
        verbose_name="beslut",
        null=True,
        blank=True,
        related_name="fund_entries",
    )
    case_number = models.CharField("diarienummer", max_length=60, blank=True)
    document = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        verbose_name="underlag",
        null=True,
        blank=True,
        related_name="fund_entries",
    )
    period_from = models.DateField("avser från", null=True, blank=True)
    period_to = models.DateField("avser till", null=True, blank=True)
    text = models.CharField("text", max_length=300, blank=True)
    corrects = models.ForeignKey(
        "self", models.PROTECT, verbose_name="rättar", null=True, blank=True, related_name="corrected_by"
    )
    created_at = models.DateTimeField("bokförd", auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "bokföringspost"
        verbose_name_plural = "bokföringsposter"
        ordering = ["account", "on", "pk"]
        indexes = [models.Index(fields=["account", "kind"], name="entry_of_account_by_kind")]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="entry_is_of_something"),
            models.CheckConstraint(
                condition=Q(amount__gt=0) | Q(corrects__isnull=False),
                name="only_a_correction_is_below_nothing",
            ),
            models.CheckConstraint(
                condition=~Q(kind="allocated") | Q(pot__isnull=False), name="allocated_money_is_of_a_pot"
            ),
            models.CheckConstraint(
                condition=~Q(kind="committed") | Q(commitment__isnull=False),
                name="committed_money_is_for_something",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["carried_out", "carried_in"], carry__isnull=False)
                | ~Q(kind__in=["carried_out", "carried_in"]) & Q(carry=None),
                name="carried_money_has_two_ends",
            ),
        ]
        triggers = guards.ledger_balances()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount} kr, {self.account}"
