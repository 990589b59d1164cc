"""The form a namnlista is uploaded with."""

from typing import Any

from django import forms

from meetings.actions.roster_sheets import LARGEST


class RosterForm(forms.Form):
    """One workbook."""

    file = forms.FileField(
        label="Den ifyllda mallen",
        help_text=f"En Excelfil (.xlsx), högst {LARGEST // 1024 // 1024} MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].error_messages["required"] = "Välj filen som du har fyllt i."
