"""The form of masking: words, persons, attachments and paragraphs, on one ground (C10)."""

from typing import Any

from django import forms

from meetings.actions.masks import Maskable
from meetings.models import Mask

Kind = Mask.Kind


class MaskForm(forms.Form):
    """What is to be masked. Paragraphs are ticked where they stand in the text, beside this form's own fields."""

    def __init__(self, *args: Any, there: Maskable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.there = there
        self.fields["words"] = forms.CharField(
            label="Ord",
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text="Ett på varje rad, precis som det står. Maskas överallt i texten, också inne i längre ord.",
        )
        if there.persons:
            self.fields["persons"] = _several(
                "Personer", there.persons, "Namnet maskas överallt, också i närvaron och i texten."
            )
        if there.attachments:
            self.fields["attachments"] = _several(
                "Bilagor och länkar", there.attachments, "Varken titeln eller filen visas."
            )
        keys = [(one.key, one.label) for _, blocks in there.points for one in blocks]
        self.fields["blocks"] = forms.MultipleChoiceField(
            label="Stycken", choices=keys, required=False, widget=forms.MultipleHiddenInput
        )
        self.fields["ground"] = forms.CharField(
            label="Skäl eller lagrum",
            max_length=120,
            widget=forms.TextInput(attrs={"list": "grunder", "autocomplete": "off"}),
            help_text="Står inom hakparentes där något är maskat. Välj ett av de vanliga eller skriv ett eget.",
            error_messages={"required": "Skriv skälet eller lagrummet. Det står där något är maskat."},
        )

    def wanted(self) -> list[tuple[str, str]]:
        """What is chosen, as (kind, target)."""
        told = self.cleaned_data
        lines = [line.strip() for line in told["words"].splitlines() if line.strip()]
        return [
            *((Kind.WORDS.value, line) for line in lines),
            *((Kind.PERSON.value, key) for key in told.get("persons", ())),
            *((Kind.ATTACHMENT.value, key) for key in told.get("attachments", ())),
            *((Kind.BLOCK.value, key) for key in told["blocks"]),
        ]


def _several(label: str, choices: Any, help_text: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=[(one.key, one.label) for one in choices],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=help_text,
    )
