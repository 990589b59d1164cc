"""Vilka vill vara med: parties asked whether they want to join in what a point or a matter is about (K11)."""

from django.db import models
from django.db.models import Q

from secretariat.inquiries.models import Inquiry, Recipient
from secretariat.registry.models import Person

from .agenda import AgendaItem
from .matters import Matter


class InterestCall(models.Model):
    """That the parties are asked, through an inquiry, about one point or one matter."""

    item = models.ForeignKey(
        AgendaItem,
        models.CASCADE,
        verbose_name="punkt",
        null=True,
        blank=True,
        related_name="interest_calls",
    )
    matter = models.ForeignKey(
        Matter, models.CASCADE, verbose_name="ärende", null=True, blank=True, related_name="interest_calls"
    )
    inquiry = models.OneToOneField(Inquiry, models.CASCADE, related_name="interest_call")

    class Meta:
        verbose_name = "fråga om intresse"
        verbose_name_plural = "frågor om intresse"
        constraints = [
            models.CheckConstraint(
                condition=Q(item__isnull=False, matter=None) | Q(item=None, matter__isnull=False),
                name="interest_is_in_one_thing",
            )
        ]

    def __str__(self) -> str:
        return str(self.inquiry)

    @property
    def about(self) -> AgendaItem | Matter:
        """The point or the matter."""
        about = self.item or self.matter
        if about is None:
            raise ValueError("Frågan gäller varken en punkt eller ett ärende.")
        return about

    @property
    def where(self) -> str:
        """What it is about, as pages and letters name it: "Punkt 6, Chefsgrupp folkhälsa 21 mars 2025"."""
        if self.item:
            return f"{self.item.label}, {self.item.meeting}"
        return f"Ärende {self.about}"

    @property
    def to_call(self) -> Person | None:
        """Who answers questions about it: the meeting's secretary, who answers for the matter, else who asked."""
        asker = self.inquiry.created_by
        own = self.item.meeting.secretary if self.item else self.matter.responsible if self.matter else None
        return own or (asker.person if asker else None)


class Interest(models.Model):
    """What one party has said. Whoever is to be contacted is the handläggare where nobody else is named."""

    class Answer(models.TextChoices):
        YES = "yes", "vill vara med"
        MAYBE = "maybe", "kanske"
        NO = "no", "nej"

    recipient = models.OneToOneField(Recipient, models.CASCADE, related_name="interest")
    answer = models.CharField("svar", max_length=8, choices=Answer, blank=True)
    condition = models.TextField("villkor eller kommentar", blank=True)
    contact = models.CharField("kontaktperson", max_length=160, blank=True)
    email = models.EmailField("e-post", blank=True)
    phone = models.CharField("telefon", max_length=40, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "intresseanmälan"
        verbose_name_plural = "intresseanmälningar"

    def __str__(self) -> str:
        return f"{self.recipient}: {self.get_answer_display() or 'inte svarat'}"
