"""Which of what is held back is given out all the same, and who has examined it (D2)."""

from collections.abc import Iterable
from typing import Any

from django import forms

from meetings.actions.disclosures import Record


class DisclosureForm(forms.Form):
    """One tick for each document that a person may let out; without any there is nothing to fill in."""

    def __init__(self, *args: Any, withheld: Iterable[Record], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.key, f"{one.title}. {one.why}") for one in withheld if one.may_be_released]
        if choices:
            self.fields["slapp"] = forms.TypedMultipleChoiceField(
                label="Lämna ut efter prövning",
                choices=choices,
                coerce=int,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text="Bocka bara för det som har prövats. Det du inte bockar för står i förteckningen som "
                "inte utlämnat, med skälet.",
                error_messages={
                    "invalid_choice": "Något har ändrats sedan du öppnade sidan. Gå igenom listan igen."
                },
            )
            self.fields["provning"] = forms.CharField(
                label="Prövningen",
                max_length=500,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text="Vem som har prövat, när, och varför det lämnas ut. Står i loggen.",
            )

    def clean(self) -> dict[str, Any]:
        """What is let out needs its examination."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("slapp") and not told.get("provning", "").strip():
            self.add_error("provning", "Skriv vem som har prövat, när, och varför det lämnas ut.")
        return told

    def asked(self) -> dict[str, Any]:
        """What `disclosure_files.disclose` takes."""
        told = self.cleaned_data
        return {"released": told.get("slapp", []), "examined": told.get("provning", "")}
