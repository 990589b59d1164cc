"""The form that takes the supplier's file of answers in, after it has been shown row by row (H3)."""

import datetime as dt
from typing import Any

from django import forms

from secretariat.registry.forms import WithoutPersonnummer
from surveys.response_lists import HEADINGS, week_of

from .schools import FileForm


class ResponseForm(WithoutPersonnummer, FileForm):
    """The file, its week where it has no such column, and why numbers fall where they do."""

    headings = HEADINGS
    salt = "surveys.responses"
    week = forms.CharField(
        label="Vecka",
        required=False,
        max_length=20,
        help_text="För rader utan vecka i filen. T.ex. 2026 v. 5.",
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )
    why = forms.CharField(
        label="Skäl, om svaren har blivit färre",
        required=False,
        max_length=300,
        help_text="T.ex. leverantören har tagit bort dubbletter. Skälet sparas i loggen.",
    )

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        self.year = year
        super().__init__(*args, **kwargs)

    def clean_week(self) -> dt.date | None:
        text = str(self.cleaned_data["week"]).strip()
        if not text:
            return None
        try:
            return week_of(text, year=self.year)
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong)) from None
