"""A party in a version: its own way from getting the basis to being bound (F2, `domain.md` 3.3)."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Q

from meetings.models.bodies import DateRange
from secretariat.inquiries.models import Inquiry, Recipient
from secretariat.registry.models import Organisation, Person, StoredFile

from .agreements import Agreement, AgreementVersion


class DecisionRound(models.Model):
    """That the parties have been asked to decide on a version, through an inquiry. A withdrawn one stays."""

    version = models.ForeignKey(AgreementVersion, models.CASCADE, related_name="decision_rounds")
    inquiry = models.OneToOneField(Inquiry, models.CASCADE, related_name="agreement_round")

    class Meta:
        verbose_name = "utskick av beslutsunderlag"
        verbose_name_plural = "utskick av beslutsunderlag"

    def __str__(self) -> str:
        return str(self.inquiry)


class PartyQuerySet(models.QuerySet["AgreementParty"]):
    def deciding(self) -> "PartyQuerySet":
        """Those whose decision the version needs; who cooperates without one is not among them."""
        return self.filter(role=AgreementParty.Role.PARTY)

    def undecided(self) -> "PartyQuerySet":
        """Those who have not decided: "vilka har inte beslutat?" (F2)."""
        return self.deciding().filter(outcome="")


class AgreementParty(models.Model):
    """One party and version. `state` is moved by `actions/parties.py` alone; each step is a `PartyStep`."""

    class Role(models.TextChoices):
        PARTY = "party", "part"
        COOPERATING = "cooperating", "samverkar utan eget beslut"

    class State(models.TextChoices):
        NOT_SENT = "not_sent", "ej skickat"
        SENT = "sent", "skickat"
        RECEIVED = "received", "mottaget"
        HANDLER_NAMED = "handler_named", "handläggare utsedd"
        PREPARING = "preparing", "under beredning"
        UP_FOR_DECISION = "up_for_decision", "uppe till beslut"
        ASSENT = "assent", "beslutat: bifall"
        ASSENT_CHANGED = "assent_changed", "beslutat: bifall med tillägg eller ändring"
        REFERRED_BACK = "referred_back", "återremiss"
        REFUSED = "refused", "avslag"
        ABSTAINED = "abstained", "avstår"
        EXTRACT_IN = "extract_in", "protokollsutdrag inkommet"
        SIGNED = "signed", "undertecknat"
        IN_FORCE = "in_force", "i kraft"

    class Outcome(models.TextChoices):
        ASSENT = "assent", "bifall"
        ASSENT_CHANGED = "assent_changed", "bifall med tillägg eller ändring"
        REFERRED_BACK = "referred_back", "återremiss"
        REFUSED = "refused", "avslag"
        ABSTAINED = "abstained", "avstår"

    DEVIATING = frozenset({"assent_changed", "referred_back", "refused", "abstained"})

    class Signing(models.TextChoices):
        PAPER = "paper", "på papper"
        ELECTRONIC = "electronic", "med e-legitimation"

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="+", editable=False)
    version = models.ForeignKey(AgreementVersion, models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="part", related_name="agreement_parties"
    )
    role = models.CharField("roll", max_length=12, choices=Role, default=Role.PARTY)
    state = models.CharField("läge", max_length=16, choices=State, default=State.NOT_SENT)
    is_pending = models.BooleanField("på väg till beslut", default=True, editable=False)
    recipient = models.OneToOneField(
        Recipient, models.SET_NULL, null=True, blank=True, related_name="agreement_party"
    )
    handler = models.ForeignKey(
        Person,
        models.PROTECT,
        verbose_name="handläggare",
        null=True,
        blank=True,
        related_name="handled_agreements",
    )
    case_number = models.CharField("diarienummer hos parten", max_length=60, blank=True)
    organ = models.CharField("beslutande organ", max_length=160, blank=True)
    planned_on = models.DateField("planerat beslutsdatum", null=True, blank=True)
    first_planned_on = models.DateField("först planerat", null=True, blank=True)
    decided_on = models.DateField("beslutsdatum", null=True, blank=True)
    paragraph = models.CharField("paragraf", max_length=20, blank=True)
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
        related_name="agreement_extracts",
    )
    signer = models.CharField("undertecknat av", max_length=160, blank=True)
    signer_title = models.CharField("titel", max_length=120, blank=True)
    signed_on = models.DateField("undertecknat", null=True, blank=True)
    signed_how = models.CharField("hur", max_length=12, choices=Signing, blank=True)
    in_force_on = models.DateField("i kraft från", null=True, blank=True)
    left_on = models.DateField("i kraft till och med", null=True, blank=True)
    comment = models.CharField("kommentar", max_length=500, blank=True)
    position = models.PositiveSmallIntegerField("ordning", default=0)
    changed_at = models.DateTimeField(auto_now=True)

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = "part i överenskommelse"
        verbose_name_plural = "parter i överenskommelse"
        ordering = ["version", "position", "organisation__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "organisation"],
                name="party_stands_once_in_a_version",
                violation_error_message="Parten är redan med.",
            ),
            models.UniqueConstraint(
                fields=["agreement", "organisation"],
                condition=Q(is_pending=True),
                name="party_decides_on_one_version_at_a_time",
                violation_error_message="Parten har redan en annan version att besluta om.",
            ),
            ExclusionConstraint(
                name="party_is_bound_by_one_version_at_a_time",
                expressions=[
                    ("agreement", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    (
                        DateRange("in_force_on", "left_on", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(in_force_on__isnull=False),
                violation_error_message="Parten är redan bunden av en annan version under de dagarna.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_on=None) | ~Q(outcome="") & Q(decided_on__isnull=False),
                name="party_outcome_has_its_day",
                violation_error_message="Ange både utfall och beslutsdatum.",
            ),
            models.CheckConstraint(
                condition=Q(signed_on=None) | Q(role="cooperating") | Q(decided_on__isnull=False),
                name="party_decides_before_it_signs",
                violation_error_message="Parten måste besluta innan den undertecknar.",
            ),
            models.CheckConstraint(
                condition=Q(left_on=None)
                | Q(in_force_on__isnull=False) & Q(left_on__gte=models.F("in_force_on")),
                name="party_leaves_after_it_is_bound",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} i {self.version}"

    @property
    def deviates(self) -> bool:
        """Whether its decision is another than the same words as the others'."""
        return self.outcome in self.DEVIATING

    @property
    def has_open_deviation(self) -> bool:
        """Whether the deviation stops the signing: it is not handled (F3)."""
        return self.deviates and self.deviation_handled_at is None


class PartyStep(models.Model):
    """One step of a party: from which state to which, when, by whom. By hand when a reason stands (domain 3.3)."""

    party = models.ForeignKey(AgreementParty, models.CASCADE, related_name="steps")
    from_state = models.CharField("från", max_length=16, choices=AgreementParty.State)
    to_state = models.CharField("till", max_length=16, choices=AgreementParty.State)
    at = models.DateTimeField("när")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    by_words = models.CharField("av", max_length=200, blank=True)
    reason = models.CharField("skäl", max_length=500, blank=True)

    class Meta:
        verbose_name = "parts steg"
        verbose_name_plural = "parters steg"
        ordering = ["party", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.party}: {self.get_to_state_display()}"


class VersionStep(models.Model):
    """One step of a version."""

    version = models.ForeignKey(AgreementVersion, models.CASCADE, related_name="steps")
    from_state = models.CharField("från", max_length=12, choices=AgreementVersion.State)
    to_state = models.CharField("till", max_length=12, choices=AgreementVersion.State)
    at = models.DateTimeField("när")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField("skäl", max_length=500, blank=True)

    class Meta:
        verbose_name = "versions steg"
        verbose_name_plural = "versioners steg"
        ordering = ["version", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_to_state_display()}"
