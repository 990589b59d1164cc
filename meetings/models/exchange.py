"""What passes between meetings: answers to what was handed on, other groups' decisions, a party's own words."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from secretariat.registry.models import Organisation, Person

from .agenda import AgendaItem
from .bodies import Body
from .decisions import Decision, HandOn
from .text import ItemBlock


class HandOnAnswer(models.Model):
    """What one body answered to what was handed to it (K6). It returns into the origin's next report."""

    hand_on = models.ForeignKey(HandOn, models.CASCADE, related_name="answers")
    body = models.ForeignKey(Body, models.PROTECT, verbose_name="grupp", related_name="hand_on_answers")
    text = models.TextField("svar")
    is_excused = models.BooleanField(
        "svar behövs inte", default=False, help_text="Texten är då skälet, och gruppen har inte svarat."
    )
    item = models.ForeignKey(
        AgendaItem, models.SET_NULL, verbose_name="togs upp på", null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField("svarade", auto_now_add=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "svar på medskick"
        verbose_name_plural = "svar på medskick"
        ordering = ["answered_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["hand_on", "body"], name="a_body_answers_a_hand_on_once")
        ]

    def __str__(self) -> str:
        return f"{self.body}: {self.text[:60]}"


class Reported(models.Model):
    """That a standing report item has taken up another body's decision or answer, so it is not offered again (K8)."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="reported")
    decision = models.ForeignKey(Decision, models.CASCADE, null=True, blank=True, related_name="reported_in")
    answer = models.ForeignKey(
        HandOnAnswer, models.CASCADE, null=True, blank=True, related_name="reported_in"
    )
    block = models.ForeignKey(ItemBlock, models.SET_NULL, null=True, blank=True, related_name="+")
    skipped = models.BooleanField("valdes bort", default=False)

    class Meta:
        verbose_name = "rapporterat"
        verbose_name_plural = "rapporterat"
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__isnull=False, answer=None) | Q(decision=None, answer__isnull=False),
                name="reported_is_one_thing",
            ),
            models.UniqueConstraint(
                fields=["item", "decision", "answer"], nulls_distinct=False, name="reported_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.decision or self.answer}"


class EarlyContribution(models.Model):
    """What a party wrote for laget runt before the meeting (K10). Taken into the item when the secretary drafts."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="early_contributions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="part", related_name="+")
    text = models.TextField("inlägg", blank=True)
    nothing_new = models.BooleanField("inget nytt", default=False)
    written_at = models.DateTimeField("skrivet", auto_now=True)
    written_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    block = models.ForeignKey(
        ItemBlock, models.SET_NULL, verbose_name="infogat som", null=True, blank=True, related_name="+"
    )
    taken_at = models.DateTimeField("infogat", null=True, blank=True)

    class Meta:
        verbose_name = "inlägg före mötet"
        verbose_name_plural = "inlägg före mötet"
        constraints = [
            models.UniqueConstraint(fields=["item", "organisation"], name="a_party_writes_once_for_an_item"),
            models.CheckConstraint(
                condition=Q(nothing_new=True, text="") | Q(nothing_new=False) & ~Q(text=""),
                name="contribution_says_something",
                violation_error_message="Skriv ett inlägg, eller välj Inget nytt.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.text[:60] or 'inget nytt'}"
