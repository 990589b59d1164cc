"""Parternas beslut: what each party, or another organ, says of a decision when it must be confirmed (K3)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from secretariat.inquiries.models import Inquiry, Recipient
from secretariat.registry.models import Organisation, StoredFile

from .decisions import Decision


class ConfirmationRequest(models.Model):
    """That a decision is to be confirmed, asked through an inquiry. A withdrawn one stays; a new one may follow."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="confirmation_requests")
    inquiry = models.OneToOneField(Inquiry, models.CASCADE, related_name="confirmation_request")

    class Meta:
        verbose_name = "begäran om parternas beslut"
        verbose_name_plural = "begäranden om parternas beslut"

    def __str__(self) -> str:
        return str(self.inquiry)


class Confirmation(models.Model):
    """What one recipient has decided, in its own words. Never added up into an average."""

    class Outcome(models.TextChoices):
        ASSENT = "assent", "bifall"
        ASSENT_CHANGED = "assent_changed", "bifall med ändring"
        REFERRED_BACK = "referred_back", "återremiss"
        REFUSED = "refused", "avslag"
        ABSTAINED = "abstained", "avstår"

    DEVIATING = frozenset({"assent_changed", "referred_back", "refused", "abstained"})

    recipient = models.OneToOneField(Recipient, models.CASCADE, related_name="confirmation")
    organ = models.CharField("beslutande organ", max_length=160, blank=True)
    planned_on = models.DateField("planerat datum", null=True, blank=True)
    first_planned_on = models.DateField("först planerat", null=True, blank=True)
    decided_on = models.DateField("beslutat", null=True, blank=True)
    paragraph = models.CharField("paragraf", max_length=20, blank=True)
    case_number = models.CharField("diarienummer", max_length=60, blank=True)
    outcome = models.CharField("utfall", max_length=16, choices=Outcome, blank=True)
    deviation = models.TextField("avvikelse eller tillägg", blank=True)
    deviation_handled_at = models.DateTimeField("avvikelsen hanterad", null=True, blank=True)
    deviation_handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    deviation_handled_how = models.CharField("hur avvikelsen hanterades", max_length=500, blank=True)
    extract = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        verbose_name="protokollsutdrag",
        null=True,
        blank=True,
        related_name="confirmations",
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "parts beslut"
        verbose_name_plural = "parters beslut"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_on=None) | ~Q(outcome="") & Q(decided_on__isnull=False),
                name="outcome_has_its_day",
                violation_error_message="Ange både utfall och beslutsdatum.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.get_outcome_display() or 'inte beslutat'}"


class DecisionPosition(models.Model):
    """How one party stood to a decision in the meeting itself, only where that is said (B9)."""

    class Stance(models.TextChoices):
        BEHIND = "behind", "ställer sig bakom"
        ABSTAINS = "abstains", "avstår"
        AGAINST = "against", "mot"

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="positions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="part", related_name="+")
    stance = models.CharField("hållning", max_length=8, choices=Stance)
    comment = models.CharField("kommentar", max_length=300, blank=True)

    class Meta:
        verbose_name = "parts hållning"
        verbose_name_plural = "parters hållning"
        ordering = ["decision", "organisation__sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "organisation"], name="party_stands_once_to_a_decision"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_stance_display()}"
