"""What an archive package is asked to hold: a year, and perhaps one body (D3)."""

from typing import Any

from django import forms
from django.utils import timezone

from meetings.models import Body, Meeting


class ArchiveForm(forms.Form):
    """A year that has meetings; all bodies or one; and whether unfinished meetings may be left out."""

    ar = forms.TypedChoiceField(
        label="År",
        coerce=int,
        error_messages={
            "required": "Välj vilket år paketet ska hålla.",
            "invalid_choice": "Det finns inga möten det året. Välj ett av åren i listan.",
        },
    )
    grupp = forms.ModelChoiceField(
        label="Grupp",
        queryset=Body.objects.all(),
        required=False,
        empty_label="Alla grupper",
        error_messages={"invalid_choice": "Gruppen finns inte. Välj en i listan."},
    )
    bara_fardiga = forms.BooleanField(
        label="Ta bara med de möten som är färdiga",
        required=False,
        help_text="Är något möte under året inte färdigt görs inget paket, om du inte väljer det här.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = Meeting.objects.exclude(date=None).dates("date", "year", order="DESC")
        self.fields["ar"].choices = [(day.year, str(day.year)) for day in years]  # type: ignore[attr-defined]
        self.initial.setdefault("ar", timezone.localdate().year - 1)

    def asked(self) -> dict[str, Any]:
        """What `packages.order` takes."""
        told = self.cleaned_data
        return {"year": told["ar"], "body": told["grupp"], "only_finished": told["bara_fardiga"]}
