"""Forms for settling when a meeting is."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from meetings.actions import date_options
from meetings.models import Meeting
from secretariat.lib.date_lists import read_dates
from secretariat.lib.days import weeks_in_words
from secretariat.lib.forms import DayField
from secretariat.registry.forms import WithoutPersonnummer
from secretariat.registry.models import Person

from .meetings import MoveForm


class OptionForm(WithoutPersonnummer, MoveForm):
    """A day the meeting may get."""

    date = DayField(label="Datum")
    note = forms.CharField(label="Anmärkning", required=False, max_length=200)


class SettleForm(MoveForm):
    """The day it is."""

    date = DayField(label="Datum")


class WindowForm(forms.Form):
    """Within which weeks; empty for none."""

    weeks = forms.CharField(
        label="Veckor",
        required=False,
        max_length=60,
        help_text="T.ex. v. 37–38. Skriv året om det inte är det närmaste.",
    )

    def clean_weeks(self) -> tuple[dt.date, dt.date] | None:
        """The first and last day; of this year, or of the next where the weeks are past."""
        typed = self.cleaned_data["weeks"]
        if not typed:
            return None
        today = timezone.localdate()
        tries = [read_dates(typed, year=year) for year in (today.year, today.year + 1)]
        for pasted in tries:
            windows = [one.window for one in pasted.found if one.window]
            if not pasted.unread and len(windows) == len(pasted.found) == 1 and windows[0][1] >= today:
                return windows[0]
        wrong = tries[0].unread
        raise ValidationError(wrong or ["Skriv kommande veckor, till exempel v. 37–38."])


def window_in_words(meeting: Meeting) -> str:
    """What stands in the field now."""
    if not (meeting.window_from and meeting.window_to):
        return ""
    return f"{weeks_in_words(meeting.window_from, meeting.window_to)} {meeting.window_to.isocalendar().year}"


class ContactsForm(WithoutPersonnummer, forms.Form):
    """Whom to settle the day with, one row per party."""

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = date_options.parties_of(meeting)
        known = {one.organisation_id: one for one in meeting.contacts.all()}
        persons = date_options.persons_by_party(meeting, self.parties)
        self._persons = {person.pk: person for found in persons.values() for person in found}
        for party in self.parties:
            contact = known.get(party.pk)
            self.fields[f"person_{party.pk}"] = forms.TypedChoiceField(
                label=f"Kontaktperson, {party.short_name}", required=False, empty_value=None, coerce=int,
                choices=[("", "Ingen utsedd"), *((one.pk, one.name) for one in persons[party.pk])],
                initial=contact.person_id if contact else "",
            )  # fmt: skip
            self.fields[f"note_{party.pk}"] = forms.CharField(
                label=f"Anmärkning, {party.short_name}", required=False, max_length=200,
                initial=contact.note if contact else "",
            )  # fmt: skip

    def rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Party, who, and a note."""
        return [
            (party.short_name, self[f"person_{party.pk}"], self[f"note_{party.pk}"]) for party in self.parties
        ]

    def contacts(self) -> dict[int, tuple[Person | None, str]]:
        """What was chosen, by party."""
        said = self.cleaned_data
        return {
            party.pk: (self._persons.get(said[f"person_{party.pk}"]), said[f"note_{party.pk}"])
            for party in self.parties
        }
