"""Rekvisition and payments that are planned (G1, G8)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from secretariat.registry.models import StoredFile

from .ledger import Account, Entry


class Requisition(models.Model):
    """A party's asking for its money. The sums stand in the ledger; here stands who asked and how it went."""

    class State(models.TextChoices):
        ASKED = "asked", "inkommen"
        ACCEPTED = "accepted", "godkänd"
        REFUSED = "refused", "avslagen"
        WITHDRAWN = "withdrawn", "återtagen"
        PAID = "paid", "utbetald"

    account = models.ForeignKey(Account, models.PROTECT, related_name="requisitions")
    state = models.CharField("läge", max_length=10, choices=State, default=State.ASKED)
    amount = models.BigIntegerField("belopp, kronor")
    asked_on = models.DateField("inkommen")
    asked_by = models.CharField("undertecknad av", max_length=160, help_text="Den som är behörig hos parten.")
    title = models.CharField("titel", max_length=120, blank=True)
    reference = models.CharField("partens referens", max_length=60, blank=True)
    text = models.TextField("meddelande", blank=True)
    document = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        verbose_name="underlag",
        null=True,
        blank=True,
        related_name="requisitions",
    )
    decided_at = models.DateTimeField("prövad", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    why = models.CharField("skäl", max_length=300, blank=True)
    recipient = models.OneToOneField(
        "inquiries.Recipient", models.SET_NULL, null=True, blank=True, related_name="fund_requisition"
    )
    created_at = models.DateTimeField("inlagd", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "rekvisition"
        verbose_name_plural = "rekvisitioner"
        ordering = ["account", "asked_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="requisition_is_of_something",
                violation_error_message="Beloppet ska vara mer än noll kronor.",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(why=""),
                name="refused_requisition_says_why",
                violation_error_message="Skriv varför.",
            ),
        ]

    def __str__(self) -> str:
        return f"Rekvisition från {self.account.party}"

    def get_absolute_url(self) -> str:
        return reverse("funding:requisition-detail", args=[self.pk])


class PlannedPayment(models.Model):
    """A payment to be made (delutbetalning): when, how much, on what condition; the entry when it is made."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="planned_payments")
    due_on = models.DateField("ska betalas")
    amount = models.BigIntegerField("kronor")
    condition = models.CharField(
        "villkor", max_length=200, blank=True, help_text="T.ex. godkänd delredovisning."
    )
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, blank=True, related_name="planned_payment")

    class Meta:
        verbose_name = "planerad utbetalning"
        verbose_name_plural = "planerade utbetalningar"
        ordering = ["account", "due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="planned_payment_is_of_something",
                violation_error_message="Beloppet ska vara mer än noll kronor.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.due_on:%Y-%m-%d}: {self.amount} kr"
