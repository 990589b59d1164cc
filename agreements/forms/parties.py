"""Forms of one party: what it says, handing over, its deviation, its signature, its state by hand (F2, F3)."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from agreements.actions import parties, rounds
from agreements.models import AgreementParty
from meetings.actions.confirmation_answers import Said, obstacles_to_attaching
from secretariat.lib.forms import SEEN, DayField, SeenForm
from secretariat.registry.forms import WithoutPersonnummer


class AnswerForm(WithoutPersonnummer, SeenForm, forms.ModelForm[AgreementParty]):
    """What the party says, all of it. The row must be locked before the form is made (L2)."""

    planned_on = DayField(label="När ska ärendet upp?", required=False, help_text="T.ex. 6 oktober 2026.")
    decided_on = DayField(label="Beslutat den", required=False, help_text="T.ex. 6 oktober 2026.")
    outcome = forms.ChoiceField(
        label="Vad beslutades?",
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("", "Inget beslut än"),
            *((value, words.capitalize()) for value, words in AgreementParty.Outcome.choices),
        ],
        error_messages={"invalid_choice": "Välj ett av alternativen."},
    )
    deviation = forms.CharField(
        label="Avvikelse eller tillägg",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ordagrant ur protokollet. Behövs för allt utom bifall.",
    )
    upload = forms.FileField(
        label="Protokollsutdrag",
        required=False,
        help_text="PDF eller Word (.docx).",
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx"}),
        error_messages={"empty": "Filen är tom. Välj en annan fil."},
    )

    class Meta:
        model = AgreementParty
        fields = ("case_number", "organ", "planned_on", "outcome", "deviation", "decided_on", "paragraph")
        labels = {
            "organ": "Vilket organ beslutar?", "paragraph": "Paragraf", "case_number": "Ert diarienummer",
        }  # fmt: skip
        help_texts = {
            "organ": "T.ex. kommunstyrelsen.",
            "paragraph": "T.ex. 88.",
            "case_number": "Om ni har ett.",
        }

    field_order = (
        "case_number", "organ", "planned_on", "outcome", "deviation", "decided_on", "paragraph", "upload", SEEN,
    )  # fmt: skip

    def marks(self) -> str:
        """Marks of what is stored; the file is added, never compared."""
        upload = self.fields.pop("upload")
        try:
            return super().marks()
        finally:
            self.fields["upload"] = upload

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            for reason in parties.obstacles_to_answering(self.instance, self.said(cleaned)):
                self.add_error(_field_of(reason), reason)
        upload = cleaned.get("upload")
        if upload and (reasons := obstacles_to_attaching(upload)):
            self.add_error("upload", reasons)
        return cleaned

    def said(self, cleaned: dict[str, Any] | None = None) -> Said:
        """What the action wants."""
        facts: dict[str, Any] = cleaned if cleaned is not None else self.cleaned_data
        told: dict[str, Any] = {name: facts.get(name) for name in self.Meta.fields}
        return Said(**told)

    @property
    def upload_(self) -> UploadedFile | None:
        """The file that was chosen."""
        return self.cleaned_data.get("upload")


def _field_of(reason: str) -> str | None:
    """Beside which field a reason stands."""
    if "Beslutsdagen" in reason or "vilken dag" in reason:
        return "decided_on"
    if "Välj vad" in reason:
        return "outcome"
    return "deviation" if "skiljer sig" in reason or "skrivit en avvikelse" in reason else None


class PassOnForm(WithoutPersonnummer, forms.Form):
    """A colleague who takes over."""

    name = forms.CharField(
        label="Kollegans namn", max_length=160, error_messages={"required": "Skriv kollegans namn."}
    )
    email = forms.EmailField(
        label="Kollegans e-post",
        error_messages={
            "required": "Skriv kollegans e-postadress, dit länken ska gå.",
            "invalid": "Skriv en hel e-postadress, till exempel namn@kommunen.se.",
        },
    )

    def __init__(self, *args: Any, party: AgreementParty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.party = party

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            for reason in rounds.obstacles_to_passing_on(
                self.party, name=cleaned["name"], email=cleaned["email"]
            ):
                self.add_error("email" if "adress" in reason else None, reason)
        return cleaned


class SignForm(WithoutPersonnummer, forms.Form):
    """Who has signed, when and how."""

    signer = forms.CharField(
        label="Undertecknat av",
        max_length=160,
        error_messages={"required": "Skriv vem som har undertecknat."},
    )
    title = forms.CharField(
        label="Titel", required=False, max_length=120, help_text="T.ex. kommunstyrelsens ordförande."
    )
    signed_on = DayField(label="Dag", error_messages={"required": "Skriv vilken dag."})
    how = forms.ChoiceField(
        label="Hur",
        choices=[(value, words.capitalize()) for value, words in AgreementParty.Signing.choices],
        widget=forms.RadioSelect,
        initial=AgreementParty.Signing.PAPER,
    )


class PartyOverrideForm(WithoutPersonnummer, forms.Form):
    """Another state of the party, by hand."""

    to = forms.ChoiceField(
        label="Nytt läge",
        choices=[(value, words.capitalize()) for value, words in AgreementParty.State.choices],
    )
    day = DayField(label="Dag", required=False, help_text="Behövs för beslut, underskrift och i kraft.")
    reason = forms.CharField(
        label="Skäl",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Står kvar i partens historik.",
        error_messages={"required": "Skriv skälet till att läget ställs om för hand."},
    )


class CommentForm(WithoutPersonnummer, forms.ModelForm[AgreementParty]):
    """The office's own note, in the table and the file."""

    class Meta:
        model = AgreementParty
        fields = ("comment",)
        labels = {"comment": "Kommentar"}
