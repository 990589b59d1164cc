"""Fördelning: a pot shared out by keys; scenarios beside each other, one proposed, one decided and frozen (G3, G4)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from meetings.models import AgendaItem, Decision
from secretariat.registry.models import Organisation

from . import guards
from .grants import Pot
from .keys import KeyTable


class Allocation(models.Model):
    """One way of sharing a pot out. Sums are whole kronor. A booked one never changes (G4)."""

    class State(models.TextChoices):
        SCENARIO = "scenario", "räkneexempel"
        PROPOSED = "proposed", "föreslagen"
        BOOKED = "booked", "beslutad"
        DROPPED = "dropped", "vald bort"

    pot = models.ForeignKey(Pot, models.PROTECT, related_name="allocations")
    name = models.CharField("namn", max_length=120)
    state = models.CharField("läge", max_length=10, choices=State, default=State.SCENARIO)
    total = models.BigIntegerField("summa, kronor")
    step = models.BigIntegerField("avrundas till hela, kronor", default=1)
    minimum = models.BigIntegerField("minst, kronor", default=0)
    text = models.TextField("motivering", blank=True)
    item = models.ForeignKey(
        AgendaItem,
        models.SET_NULL,
        verbose_name="punkt",
        null=True,
        blank=True,
        related_name="allocations",
    )
    decision = models.ForeignKey(
        Decision, models.PROTECT, verbose_name="beslut", null=True, blank=True, related_name="allocations"
    )
    booked_at = models.DateTimeField("bokförd", null=True, blank=True)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField("skapad", auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "fördelning"
        verbose_name_plural = "fördelningar"
        ordering = ["pot", "created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pot", "name"],
                name="allocation_name_is_used_once",
                violation_error_message="Det finns redan en fördelning med det namnet.",
            ),
            models.CheckConstraint(
                condition=Q(total__gte=0, step__gte=1, minimum__gte=0), name="allocation_counts_upwards"
            ),
            models.CheckConstraint(
                condition=Q(state="booked", booked_at__isnull=False) | ~Q(state="booked") & Q(booked_at=None),
                name="booked_allocation_says_when",
            ),
        ]
        triggers = guards.booked_as_it_was()

    def __str__(self) -> str:
        return f"{self.name} ({self.pot})"

    def get_absolute_url(self) -> str:
        return reverse("funding:allocation-detail", args=[self.pk])


class AllocationKey(models.Model):
    """One key of an allocation, with what it was when it was used: source, day, when fetched (G4)."""

    allocation = models.ForeignKey(Allocation, models.CASCADE, related_name="keys")
    table = models.ForeignKey(
        KeyTable,
        models.PROTECT,
        verbose_name="nyckeltal",
        null=True,
        blank=True,
        related_name="uses",
        help_text="Tomt: lika till alla.",
    )
    weight = models.DecimalField("vikt", max_digits=9, decimal_places=4)
    name = models.CharField("namn", max_length=120)
    source = models.CharField("källa", max_length=200, blank=True)
    reference_on = models.DateField("avser dagen", null=True, blank=True)
    retrieved_on = models.DateField("hämtad", null=True, blank=True)
    position = models.PositiveSmallIntegerField("ordning", default=0)

    class Meta:
        verbose_name = "fördelningsnyckel"
        verbose_name_plural = "fördelningsnycklar"
        ordering = ["allocation", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weight__gt=0),
                name="key_weighs_something",
                violation_error_message="Vikten ska vara mer än noll.",
            )
        ]
        triggers = guards.booked_with_allocation()

    def __str__(self) -> str:
        return self.name


class AllocationRow(models.Model):
    """What one party gets, in whole kronor. A locked row keeps its sum when the rest is shared out anew."""

    allocation = models.ForeignKey(Allocation, models.CASCADE, related_name="rows")
    party = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="part", related_name="allocation_rows"
    )
    amount = models.BigIntegerField("kronor")
    is_locked = models.BooleanField("låst", default=False)
    note = models.CharField("anmärkning", max_length=300, blank=True)

    class Meta:
        verbose_name = "andel"
        verbose_name_plural = "andelar"
        ordering = ["allocation", "party__municipality_code", "party__sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["allocation", "party"], name="party_gets_its_share_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="share_is_not_below_nothing"),
        ]
        triggers = guards.booked_with_allocation()

    def __str__(self) -> str:
        return f"{self.party}: {self.amount} kr"


class KeyShare(models.Model):
    """A party's value in a key, as it was when it was used."""

    key = models.ForeignKey(AllocationKey, models.CASCADE, related_name="shares")
    party = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    value = models.DecimalField("värde", max_digits=20, decimal_places=4)

    class Meta:
        verbose_name = "värde i en fördelningsnyckel"
        verbose_name_plural = "värden i fördelningsnycklar"
        ordering = ["key", "party__municipality_code", "party__sort_key"]
        constraints = [models.UniqueConstraint(fields=["key", "party"], name="key_share_stands_once")]
        triggers = guards.booked_with_key()

    def __str__(self) -> str:
        return f"{self.party}: {self.value}"
