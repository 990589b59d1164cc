"""Who was there: per body, seat and person, with the name as it was that day."""

from django.db import models
from django.db.models import Q

from secretariat.registry.models import Organisation, Person

from .agenda import AgendaItem
from .bodies import Body, Seat
from .freeze import frozen_link, frozen_with_minutes
from .meetings import Meeting


class Attendance(models.Model):
    """One row of an attendance list. A vacant seat is a row without a person, not a state (A3, A4)."""

    class State(models.TextChoices):
        PRESENT = "present", "närvarande"
        APOLOGY = "apology", "anmält förhinder"
        ABSENT = "absent", "frånvarande"
        UNKNOWN = "unknown", "ej registrerad"

    class Mode(models.TextChoices):
        UNKNOWN = "", "ej angivet"
        ON_SITE = "on_site", "på plats"
        DIGITAL = "digital", "digitalt"

    class Role(models.TextChoices):
        CHAIR = "chair", "ordförande"
        VICE_CHAIR = "vice_chair", "vice ordförande"
        MEMBER = "member", "ledamot"
        SUBSTITUTE = "substitute", "ersättare"
        PARTICIPANT = "participant", "deltagare"
        CO_OPTED = "co_opted", "adjungerad"
        SECRETARY = "secretary", "sekreterare"
        GUEST = "guest", "gäst"
        OTHER = "other", "övrig"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="attendances")
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="attendances")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="attendances"
    )
    list_heading = models.CharField("lista", max_length=80, blank=True)
    position = models.PositiveIntegerField("ordning", default=0)
    name = models.CharField("namn", max_length=160, blank=True)
    title = models.CharField("titel", max_length=160, blank=True)
    affiliation = models.CharField("för", max_length=200, blank=True)
    political_party = models.CharField("partibeteckning", max_length=12, blank=True)
    role = models.CharField("uppdrag", max_length=12, choices=Role, default=Role.MEMBER)
    state = models.CharField("närvaro", max_length=10, choices=State, default=State.UNKNOWN)
    mode = models.CharField("deltar", max_length=10, choices=Mode, blank=True, default=Mode.UNKNOWN)
    from_item = models.ForeignKey(
        AgendaItem, models.SET_NULL, verbose_name="från punkt", null=True, blank=True, related_name="+"
    )
    to_item = models.ForeignKey(
        AgendaItem, models.SET_NULL, verbose_name="till punkt", null=True, blank=True, related_name="+"
    )
    from_time = models.TimeField("från kl.", null=True, blank=True)
    to_time = models.TimeField("till kl.", null=True, blank=True)
    items = models.ManyToManyField(AgendaItem, verbose_name="bara vid", blank=True, related_name="guests")
    serves_for = models.ForeignKey(
        "self", models.SET_NULL, verbose_name="tjänstgör för", null=True, blank=True, related_name="served_by"
    )
    substitute = models.ForeignKey(
        Person, models.PROTECT, verbose_name="ersättare", null=True, blank=True, related_name="substitutions"
    )
    substitute_name = models.CharField("ersättare som det skrivs", max_length=160, blank=True)

    class Meta:
        verbose_name = "närvaro"
        verbose_name_plural = "närvaro"
        ordering = ["meeting", "position", "pk"]
        indexes = [models.Index(fields=["meeting", "position"], name="attendance_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "body", "seat"],
                condition=Q(seat__isnull=False),
                name="seat_stands_once_in_a_meeting",
            ),
            models.CheckConstraint(
                condition=~Q(name="") | Q(state="unknown", person__isnull=True),
                name="vacant_seat_has_no_state",
            ),
        ]
        triggers = frozen_with_minutes()

    def __str__(self) -> str:
        return f"{self.shown_name}, {self.get_state_display()}"

    @property
    def is_vacant(self) -> bool:
        """No person holds the seat."""
        return not self.name

    @property
    def shown_name(self) -> str:
        """The name, or the word for an empty seat."""
        return self.name or "Vakant"


class GuestItem(Attendance.items.through):  # type: ignore[name-defined]
    """Django's own table of who was there at which points alone, so that it can be frozen too."""

    class Meta:
        proxy = True
        verbose_name = "punkt med gäst"
        verbose_name_plural = "punkter med gäst"
        triggers = frozen_link("meetings_attendance", "attendance_id")

    def __str__(self) -> str:
        return f"{self.attendance} vid {self.agendaitem}"
