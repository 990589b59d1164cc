"""What the secretary types when a meeting is called."""

from typing import Any

from django import forms

from meetings.actions.presenters import persons_called
from secretariat.lib.forms import DayField
from secretariat.registry.forms import WithoutPersonnummer
from secretariat.registry.models import Person


class NoticeForm(WithoutPersonnummer, forms.Form):
    """A greeting and the last day to answer."""

    message = forms.CharField(
        label="Hälsning", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Står först i brevet och i kallelsen. En tom rad ger ett nytt stycke.",
    )  # fmt: skip
    reply_by = DayField(label="Svara senast", error_messages={"required": "Skriv sista dag att svara."})


class GuestForm(WithoutPersonnummer, forms.Form):
    """Somebody else to call, by name: one in the register."""

    name = forms.CharField(
        label="Kalla också", required=False, max_length=160,
        widget=forms.TextInput(attrs={"list": "known-names", "autocomplete": "off"}),
        help_text="En person i registret. Kallas som gäst.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person: Person | None = None

    def clean_name(self) -> str:
        """Finds the person, and keeps what was typed where there is none or several."""
        typed = " ".join(self.cleaned_data["name"].split())
        if not typed:
            raise forms.ValidationError("Skriv vem som också ska kallas.")
        self.person = persons_called([typed]).get(typed.casefold())
        if self.person is None:
            raise forms.ValidationError(
                "Ingen i registret heter så, eller flera. Välj ett namn i listan, eller lägg till personen först."
            )
        return typed
