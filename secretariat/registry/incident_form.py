"""What is asked when something has gone wrong (E8)."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from secretariat.lib.forms import DayField


class IncidentForm(forms.Form):
    """A time, whoever or whatever address it is about, and when it was found."""

    fran = DayField(label="Från och med", error_messages={"required": "Skriv från vilken dag."})
    till = DayField(label="Till och med", error_messages={"required": "Skriv till vilken dag."})
    vem = forms.CharField(label="Vem, om det gäller ett konto", required=False)
    adress = forms.GenericIPAddressField(
        label="Från adressen",
        required=False,
        error_messages={"invalid": "Skriv en IP-adress, till exempel 192.0.2.17."},
    )
    upptackt = DayField(label="Upptäckt dag", required=False, help_text="Tiden för anmälan räknas härifrån.")
    klockan = forms.TimeField(
        label="Upptäckt klockan", required=False, input_formats=["%H.%M", "%H:%M", "%H"]
    )

    def clean(self) -> dict[str, Any]:
        """The time ends after it begins."""
        told = super().clean() or {}
        if told.get("fran") and told.get("till") and told["till"] < told["fran"]:
            self.add_error("till", "Sista dagen är före den första.")
        return told

    @property
    def start(self) -> dt.datetime:
        """The first moment of the time."""
        return _midnight(self.cleaned_data["fran"])

    @property
    def end(self) -> dt.datetime:
        """The first moment after the time."""
        return _midnight(self.cleaned_data["till"] + dt.timedelta(days=1))

    @property
    def found_at(self) -> dt.datetime:
        """When it was found; now where nothing is said."""
        day, clock = self.cleaned_data["upptackt"], self.cleaned_data["klockan"]
        if day is None:
            return timezone.now()
        return timezone.make_aware(dt.datetime.combine(day, clock or dt.time.min))


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
