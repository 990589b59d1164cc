"""Forms of reading in old minutes."""

from typing import Any

from django import forms

from meetings.actions import imports
from meetings.models import Body
from secretariat.lib.forms import ClockField, DayField
from secretariat.registry.forms import WithoutPersonnummer

MODES = (("", "ej angivet"), ("in_person", "fysiskt"), ("digital", "digitalt"), ("hybrid", "hybrid"))


class ImportForm(forms.Form):
    """One file of old minutes."""

    file = forms.FileField(
        label="Fil med anteckningar",
        help_text="DOCX, PDF, HTML, Markdown, TXT eller en utbytesfil (JSON), högst 20 MB. En fil för varje möte.",
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.pdf,.html,.htm,.md,.txt,.json"}),
        allow_empty_file=True,
        error_messages={"required": "Välj filen som ska läsas in."},
    )

    def clean_file(self) -> Any:
        """The upload, refused with the reasons where it cannot be read at all."""
        upload = self.cleaned_data["file"]
        if reasons := imports.obstacles_to_uploading(upload):
            raise forms.ValidationError(reasons)
        return upload


class FactsForm(WithoutPersonnummer, forms.Form):
    """The meeting's own facts, as they were read and put right."""

    date = DayField(label="Datum", required=False, help_text="T.ex. 4 mars 2026. Kan lämnas tomt.")
    start = ClockField(label="Börjar", required=False, help_text="T.ex. 9 eller 13.30")
    end = ClockField(label="Slutar", required=False)
    mode = forms.ChoiceField(label="Mötesform", choices=MODES, required=False)
    place = forms.CharField(label="Plats", required=False, max_length=200)
    chair = forms.CharField(label="Ordförande", required=False, max_length=160)
    secretary = forms.CharField(label="Sekreterare", required=False, max_length=160)
    title = forms.CharField(
        label="Rubrik", required=False, max_length=300, help_text="Tomt: gruppernas namn."
    )
    body = forms.ModelChoiceField(
        Body.objects.filter(ends_on=None),
        label="En grupp till som möttes",
        required=False,
        empty_label="Ingen",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end <= start:
            self.add_error("end", "Mötet kan inte sluta innan det börjar.")
        cleaned["bodies"] = [cleaned["body"].name] if cleaned.get("body") else []
        return cleaned


def facts_read(truth: dict[str, Any]) -> dict[str, str]:
    """What was read, as one would type it."""
    told = {
        key: truth.get(key) or "" for key in ("date", "start", "end", "place", "mode", "chair", "secretary")
    }
    title = (truth.get("document") or {}).get("title") or ""
    return {**told, "title": title[:300], "place": told["place"][:200], "body": ""}
