"""What the office types about a round and its parties, and what a handläggare types to share a link."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from secretariat.inquiries.actions import rounds
from secretariat.inquiries.actions.inquiries import Asked
from secretariat.inquiries.models import Inquiry, Recipient
from secretariat.inquiries.purposes import noun_of
from secretariat.lib.forms import DayField
from secretariat.registry.forms import WithoutPersonnummer
from secretariat.registry.models import Organisation, Person

ALL, CHOSEN = "alla", "valda"


class _PartyField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Organisation) -> str:
        return obj.short_name


class RoundForm(WithoutPersonnummer, forms.Form):
    """Who is asked, about what period, until when."""

    period = forms.CharField(
        label="Vad avser frågorna?",
        required=False,
        max_length=40,
        help_text="T.ex. 2025 eller våren 2026. Behövs om samma frågor ställs flera gånger.",
    )
    who = forms.ChoiceField(
        label="Vilka ska svara?",
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vilka som ska svara."},
    )
    parties = _PartyField(
        Organisation.objects.none(),
        label="Enskilda parter",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Gäller när du väljer enskilda parter ovan.",
    )
    due_on = DayField(label="Svar senast", required=False)
    text = forms.CharField(
        label="Hälsning till handläggarna",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Står i brevet och överst på sidan.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.everybody = rounds.parties_to_ask()
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            (ALL, f"Alla kommuner och regionen, {len(self.everybody)} parter"),
            (CHOSEN, "Enskilda parter"),
        ]
        self.fields["parties"].queryset = Organisation.objects.filter(ends_on=None)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("who") == CHOSEN and not cleaned.get("parties"):
            self.add_error("parties", "Kryssa för minst en part.")
        return cleaned

    def asked(self) -> list[Asked]:
        """Those who are to be asked, each with who answered for it the last time."""
        chosen = self.everybody if self.cleaned_data["who"] == ALL else list(self.cleaned_data["parties"])
        handlers = rounds.known_handlers(chosen)
        return [Asked(organisation=one, handler=handlers.get(one.pk)) for one in chosen]


class AddPartyForm(WithoutPersonnummer, forms.Form):
    """One more party."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.filter(ends_on=None), label="Part", empty_label="Välj"
    )


class ChangeRoundForm(WithoutPersonnummer, forms.Form):
    """The last day, and the words to the parties."""

    due_on = DayField(label="Svar senast", required=False)
    text = forms.CharField(
        label="Hälsning till handläggarna",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WithdrawForm(WithoutPersonnummer, forms.Form):
    """Why an inquiry is taken back; it is called what its purpose calls it."""

    why = forms.CharField(
        max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text="Handläggarna får läsa det."
    )

    def __init__(self, *args: Any, inquiry: Inquiry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        noun = noun_of(inquiry.purpose).definite
        why = self.fields["why"]
        why.label = f"Varför återkallas {noun}?"
        why.error_messages["required"] = f"Skriv varför {noun} återkallas. Parterna får läsa det."


class ReturnForm(WithoutPersonnummer, forms.Form):
    """What the party is to complete."""

    why = forms.CharField(
        label="Vad ska kompletteras?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Parten får läsa det, i brevet och överst på sidan.",
        error_messages={"required": "Skriv vad som ska kompletteras. Parten får läsa det."},
    )


class ExcuseForm(WithoutPersonnummer, forms.Form):
    """Why a party does not answer."""

    why = forms.CharField(
        label="Varför svarar parten inte?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Skriv varför parten inte svarar."},
    )


class ShareForm(WithoutPersonnummer, forms.Form):
    """To which colleague a link of their own goes."""

    name = forms.CharField(
        label="Kollegans namn", max_length=100, error_messages={"required": "Skriv kollegans namn."}
    )
    email = forms.EmailField(
        label="Kollegans e-post",
        error_messages={
            "required": "Skriv kollegans e-postadress.",
            "invalid": "Skriv en hel e-postadress, till exempel namn@kommunen.se.",
        },
    )


class HandlerForm(WithoutPersonnummer, forms.Form):
    """Who answers for the party: one of its persons, or a new one."""

    person = forms.ModelChoiceField(
        Person.objects.none(), label="Handläggare", required=False, empty_label="Handläggare saknas"
    )
    name = forms.CharField(
        label="Någon ny: namn",
        required=False,
        max_length=160,
        help_text="Fyll i om handläggaren inte finns i listan.",
    )
    email = forms.EmailField(
        label="E-post till den nya",
        required=False,
        error_messages={"invalid": "Skriv en hel e-postadress, till exempel namn@kommunen.se."},
    )

    def __init__(self, *args: Any, recipient: Recipient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.recipient = recipient
        known = self.persons_of(recipient) | Person.objects.filter(pk=recipient.handler_id or 0)
        self.fields["person"].queryset = known  # type: ignore[attr-defined]
        self.fields["person"].initial = recipient.handler_id

    def persons_of(self, recipient: Recipient) -> QuerySet[Person]:
        """Whom to choose among: those of the party. An app that knows its seats says who sits there."""
        return Person.objects.filter(organisation=recipient.organisation_id)

    @property
    def is_new(self) -> bool:
        """Whether somebody is to be put in the register."""
        return bool(self.cleaned_data["name"].strip() or self.cleaned_data["email"].strip())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors or not (cleaned.get("name") or cleaned.get("email")):
            return cleaned
        reasons = rounds.obstacles_to_naming_new(self.recipient, name=cleaned["name"], email=cleaned["email"])
        for reason in reasons:
            self.add_error("email" if "adress" in reason else "name", reason)
        return cleaned
