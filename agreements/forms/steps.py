"""Forms of a version's steps: what must be told when it is recommended, sent, revised, extended, given notice (F1)."""

from typing import Any

from django import forms
from django.urls import reverse_lazy

from agreements.models import AgreementVersion
from meetings.actions import decisions
from meetings.models import Decision
from secretariat.lib.forms import DayField
from secretariat.registry.forms import WithoutPersonnummer
from secretariat.registry.models import Organisation, User


class StepForm(WithoutPersonnummer, forms.Form):
    """A step of a version, for a user."""

    def __init__(self, *args: Any, version: AgreementVersion, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version, self.user = version, user


class DecisionForm(StepForm):
    """By which decision."""

    number = forms.CharField(
        label="Beslutets nummer",
        max_length=40,
        help_text="Som i beslutsregistret, t.ex. SRF 2026-4.",
        error_messages={"required": "Skriv numret på beslutet."},
    )
    decisions_page = reverse_lazy("meetings:decision-list")

    def clean_number(self) -> Decision:
        typed = " ".join(self.cleaned_data["number"].split())
        found = decisions.found_by_address(typed.lower().replace(" ", "-"), self.user)
        if found is None:
            raise forms.ValidationError(
                "Det finns inget beslut med det numret som du får läsa. Sök det under Beslut."
            )
        return found


class RemitForm(StepForm):
    """Until when the parties may answer, and words to them."""

    due_on = DayField(
        label="Svar senast",
        help_text="De påminns 14 och 3 dagar före, dagen efter och två veckor efter.",
        error_messages={"required": "Skriv sista dagen för remissvar."},
    )
    text = forms.CharField(
        label="Hälsning till parterna",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Står i brevet, efter vad som är på remiss.",
    )


class SendForm(StepForm):
    """Words to those who get the letter."""

    text = forms.CharField(
        label="Hälsning till handläggarna",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Står i brevet. Vad överenskommelsen går ut på står där redan.",
    )


class WhyForm(StepForm):
    """Why what was sent is taken back."""

    why = forms.CharField(
        label="Varför?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Handläggarna får läsa det.",
        error_messages={"required": "Skriv varför. Parterna får läsa det."},
    )


class ReviseForm(StepForm):
    """What the new version is to change."""

    changes = forms.CharField(
        label="Vad ska ändras?",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kan skrivas senare. Parterna och det som gäller nu följer med.",
    )


class ExtendForm(StepForm):
    """A later last day."""

    until = DayField(label="Till och med", error_messages={"required": "Skriv till vilken dag den förlängs."})
    reason = forms.CharField(label="Skäl", required=False, max_length=300)


class TerminateForm(StepForm):
    """Who has given notice, and when."""

    on = DayField(
        label="Uppsagd den",
        help_text="Uppsägningstiden räknas från den dagen.",
        error_messages={"required": "Skriv vilken dag den sades upp."},
    )
    party = forms.ModelChoiceField(
        Organisation.objects.none(), label="Av", required=False, empty_label="parterna gemensamt"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of = Organisation.objects.filter(agreement_parties__version=self.version)
        self.fields["party"].queryset = of.distinct()  # type: ignore[attr-defined]


class OverrideForm(StepForm):
    """Another state, by hand."""

    to = forms.ChoiceField(label="Nytt läge", choices=AgreementVersion.State)
    reason = forms.CharField(
        label="Skäl",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Står kvar i versionens historik.",
        error_messages={"required": "Skriv skälet till att läget ställs om för hand."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (value, str(words).capitalize())
            for value, words in AgreementVersion.State.choices
            if value != self.version.state
        ]
