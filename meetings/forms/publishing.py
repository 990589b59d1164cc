"""Forms of publishing: the checklist, which files are shown, and why something is taken back (C10)."""

from collections.abc import Iterable
from typing import Any

from django import forms

from meetings.actions.publishing import CHECKS
from secretariat.lib.forms import DayField
from secretariat.registry.models import StoredFile


class PublishForm(forms.Form):
    """The checklist, one tick for each question; then the files that are to be shown."""

    def __init__(self, *args: Any, files: Iterable[StoredFile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, (title, question) in CHECKS.items():
            self.fields[key] = forms.BooleanField(
                label=f"{title}. {question}",
                error_messages={"required": f"Gå igenom {title.lower()} och bocka för när det är gjort."},
            )
        choices = [(stored.pk, str(stored)) for stored in files]
        if choices:
            self.fields["files"] = forms.TypedMultipleChoiceField(
                label="Bilagor som alla får hämta",
                choices=choices,
                coerce=int,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields["last_day"] = DayField(
            label="Visas till och med",
            required=False,
            help_text="Natten efter tas allt ned av sig självt, och du får ett brev. Lämna tomt om det ska stå kvar.",
        )
        self.fields["comment"] = forms.CharField(
            label="Anteckning till loggen",
            max_length=500,
            required=False,
            help_text="Syns bara för den som publicerar, till exempel vem som har gått igenom bilagorna.",
        )

    def checked(self) -> list[str]:
        """Keys of the questions that are answered."""
        return [key for key in CHECKS if self.cleaned_data.get(key)]


class UnpublishForm(forms.Form):
    """Why it is no longer to be open."""

    why = forms.CharField(
        label="Varför",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Skriv varför anteckningarna avpubliceras."},
    )
