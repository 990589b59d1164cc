"""Planning the year: dates that are not yet settled, and whom to settle them with (A17, K12)."""

from django.db import models
from django.db.models import Q

from secretariat.registry.models import Organisation, Person

from .meetings import Meeting


class DateOption(models.Model):
    """One of several dates a meeting may get (K12: "21/11, eventuellt 7/11")."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="date_options")
    date = models.DateField("datum")
    start_time = models.TimeField("börjar", null=True, blank=True)
    end_time = models.TimeField("slutar", null=True, blank=True)
    note = models.CharField("anmärkning", max_length=200, blank=True)

    class Meta:
        verbose_name = "möjligt datum"
        verbose_name_plural = "möjliga datum"
        ordering = ["meeting", "date", "start_time"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "date", "start_time"],
                nulls_distinct=False,
                name="option_stands_once",
                violation_error_message="Det datumet är redan ett av förslagen.",
            ),
            models.CheckConstraint(
                condition=Q(start_time=None) | Q(end_time=None) | Q(end_time__gt=models.F("start_time")),
                name="option_ends_after_it_starts",
                violation_error_message="Mötet kan inte sluta innan det börjar.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d}"


class MeetingContact(models.Model):
    """Whom a party wants its date settled with, while only the weeks are known (K12)."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="contacts")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="part", related_name="meeting_contacts"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, verbose_name="kontaktperson", null=True, blank=True, related_name="+"
    )
    note = models.CharField("anmärkning", max_length=200, blank=True)

    class Meta:
        verbose_name = "kontaktperson för möte"
        verbose_name_plural = "kontaktpersoner för möte"
        ordering = ["meeting", "organisation__sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "organisation"],
                name="party_has_one_contact_for_a_meeting",
                violation_error_message="Parten har redan en kontaktperson för mötet.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation.short_name}: {self.person or 'ingen utsedd'}"
