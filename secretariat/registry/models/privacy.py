"""That somebody was let see a person with protected data (D7), and what was removed by rule (D4)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .persons import Person


class ProtectedOpening(models.Model):
    """That a user may see one person with protected data for a while, and why."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name="person", related_name="openings")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="vem", related_name="protected_openings"
    )
    reason = models.CharField("skäl", max_length=500)
    opened_at = models.DateTimeField("från")
    until = models.DateTimeField("till")

    class Meta:
        verbose_name = "visning av skyddade personuppgifter"
        verbose_name_plural = "visningar av skyddade personuppgifter"
        ordering = ["-opened_at", "-pk"]
        indexes = [models.Index(fields=["user", "until"], name="opening_of_user")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("opened_at")), name="opening_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="opening_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}, till {self.until:%Y-%m-%d %H:%M}"


class Removal(models.Model):
    """Gallring of what one rule says: proposed by one person, approved by another, carried out by the worker (D4)."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "föreslagen"
        APPROVED = "approved", "godkänd"
        DONE = "done", "genomförd"
        WITHDRAWN = "withdrawn", "återtagen"

    rule = models.SlugField("regel", max_length=60)
    state = models.CharField("läge", max_length=12, choices=State, default=State.PROPOSED)
    before = models.DateTimeField("till och med", help_text="Det som är äldre än så omfattas.")
    found = models.PositiveIntegerField("omfattas")
    proposed_at = models.DateTimeField("föreslagen")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField("besvarad", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField("varför den återtogs", max_length=500, blank=True)
    done_at = models.DateTimeField("genomförd", null=True, blank=True)
    removed = models.PositiveIntegerField("borttagna", default=0)
    ids = models.TextField("nummer på det borttagna", blank=True, default="")
    sha256 = models.CharField("kontrollsumma", max_length=64, blank=True, default="")

    class Meta:
        verbose_name = "gallring"
        verbose_name_plural = "gallringar"
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule"],
                condition=Q(state__in=["proposed", "approved"]),
                name="one_removal_at_a_time_by_a_rule",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn") | Q(answered_by=None) | ~Q(answered_by=F("proposed_by")),
                name="removal_is_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", answered_at=None)
                | (~Q(state="proposed") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="removal_says_who_answered",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False), name="removal_done_has_its_moment"
            ),
        ]

    def __str__(self) -> str:
        return f"Gallring {self.pk}: {self.rule}"
