"""Forms about which parties want to join in: asking, and the answer itself (K11)."""

from collections.abc import Sequence
from typing import Any

from django import forms

from meetings.actions.interest_answers import Said
from meetings.models import Interest
from secretariat.lib.forms import SEEN, SeenForm
from secretariat.registry.forms import WithoutPersonnummer
from secretariat.registry.models import Organisation

from .confirmations import AskForm


class AskInterestForm(AskForm):
    """What one may join in, who is asked, until when."""

    title = forms.CharField(
        label="Vad kan parterna vara med i?",
        max_length=200,
        help_text="Till exempel: Pröva ny modell för mötesplatser 2027.",
        error_messages={"required": "Skriv vad parterna kan vara med i."},
    )
    text = forms.CharField(
        label="Beskrivning",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Vad det innebär att vara med: tid, pengar, vad ni gör tillsammans. Står i brevet.",
    )

    field_order = ("title", "text", "who", "parties", "due_on")

    def __init__(self, *args: Any, seated: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, seated=seated, **kwargs)
        for name in ("organ_of", "organ"):
            del self.fields[name]
        self.fields["who"].label = "Vilka frågar du?"
        self.fields["who"].error_messages["required"] = "Välj vilka du frågar."
        self.fields["due_on"].label = "Svar senast"


class InterestForm(WithoutPersonnummer, SeenForm, forms.ModelForm[Interest]):
    """What the party says. The row must be locked before the form is made (L2)."""

    answer = forms.ChoiceField(
        label="Vill ni vara med?",
        widget=forms.RadioSelect,
        choices=[("yes", "Ja"), ("maybe", "Kanske"), ("no", "Nej")],
        error_messages={
            "required": "Välj ja, kanske eller nej.",
            "invalid_choice": "Välj ja, kanske eller nej.",
        },
    )
    condition = forms.CharField(
        label="Villkor eller kommentar",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Till exempel vad det beror på, eller från när ni kan vara med.",
    )

    class Meta:
        model = Interest
        fields = ("answer", "condition", "contact", "email", "phone")
        labels = {"contact": "Kontaktperson hos er", "email": "E-post", "phone": "Telefon"}
        help_texts = {"contact": "Lämna tomt om det är du."}
        error_messages = {"email": {"invalid": "Skriv en hel e-postadress, till exempel namn@kommunen.se."}}

    field_order = ("answer", "condition", "contact", "email", "phone", SEEN)

    def said(self) -> Said:
        """What the action wants."""
        return Said(**{name: self.cleaned_data[name] for name in self.Meta.fields})
