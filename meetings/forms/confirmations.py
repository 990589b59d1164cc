"""Forms about the parties' decisions: asking, naming who answers, the answer itself, and how a deviation is handled."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from meetings.actions import confirmation_answers, confirmations
from meetings.actions.confirmation_answers import Said
from meetings.models import Confirmation
from secretariat.inquiries.actions import rounds
from secretariat.inquiries.actions.inquiries import Asked
from secretariat.inquiries.forms import rounds as rounds_forms
from secretariat.inquiries.models import Recipient
from secretariat.lib.forms import SEEN, DayField, SeenForm
from secretariat.registry.forms import WithoutPersonnummer
from secretariat.registry.models import Organisation, Person

MUNICIPALITIES, SEATED, CHOSEN = "kommuner", "parter", "valda"


class _PartyField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Organisation) -> str:
        return obj.short_name


class AskForm(WithoutPersonnummer, forms.Form):
    """Who is to confirm, until when, and words to them."""

    who = forms.ChoiceField(
        label="Vilka ska besluta?",
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vilka som ska besluta."},
    )
    parties = _PartyField(
        Organisation.objects.none(),
        label="Enskilda parter",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Gäller när du väljer enskilda parter ovan.",
    )
    organ_of = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Ett visst organ hos",
        required=False,
        empty_label="Inget",
        help_text="T.ex. en nämnd som ska besluta efter en chefsgrupp. Fler kan läggas till efteråt.",
    )
    organ = forms.CharField(label="Organet", required=False, max_length=160)
    due_on = DayField(label="Besked senast", required=False)
    text = forms.CharField(
        label="Hälsning till handläggarna",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Står i brevet. Vad som beslutades står där redan.",
    )

    def __init__(self, *args: Any, seated: Sequence[Organisation], **kwargs: Any) -> None:
        """`seated`: the parties that have a seat in the group, or that it concerns."""
        super().__init__(*args, **kwargs)
        self.municipalities = confirmations.municipalities()
        self.seated = list(seated)
        names = ", ".join(one.short_name for one in self.seated)
        choices = [
            (MUNICIPALITIES, f"Alla {len(self.municipalities)} kommuner"),
            (SEATED, f"Alla parter i gruppen: {names}"),
            (CHOSEN, "Enskilda parter eller organ"),
        ]
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            one for one in choices if one[0] != SEATED or self.seated
        ]
        everybody = Organisation.objects.filter(ends_on=None)
        self.fields["parties"].queryset = everybody  # type: ignore[attr-defined]
        self.fields["organ_of"].queryset = everybody  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("who") == CHOSEN and not cleaned.get("parties") and not cleaned.get("organ_of"):
            organ = ", eller välj ett organ" if "organ_of" in self.fields else ""
            self.add_error("parties", f"Kryssa för minst en part{organ}.")
        if cleaned.get("organ_of") and not cleaned.get("organ"):
            self.add_error("organ", "Skriv vilket organ det är, till exempel socialnämnden.")
        if cleaned.get("organ") and not cleaned.get("organ_of"):
            self.add_error("organ_of", "Välj vilken organisation organet hör till.")
        return cleaned

    def asked(self) -> list[Asked]:
        """Those who are to be asked, each with who answered for it the last time."""
        said = self.cleaned_data
        chosen: list[Organisation] = {
            MUNICIPALITIES: self.municipalities,
            SEATED: self.seated,
            CHOSEN: list(said["parties"]),
        }[said["who"]]
        handlers = rounds.known_handlers(chosen)
        found = [Asked(organisation=one, handler=handlers.get(one.pk)) for one in chosen]
        if said.get("organ_of"):
            found.append(Asked(organisation=said["organ_of"], organ=said["organ"]))
        return found


class MoreForm(WithoutPersonnummer, forms.Form):
    """One more party, or another organ."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.filter(ends_on=None), label="Part", empty_label="Välj"
    )
    organ = forms.CharField(
        label="Organ",
        required=False,
        max_length=160,
        help_text="Bara om ett visst organ ska besluta, t.ex. socialnämnden.",
    )


class ChangeForm(WithoutPersonnummer, forms.Form):
    """The last day, and the words to the parties."""

    due_on = DayField(label="Besked senast", required=False)
    text = forms.CharField(
        label="Hälsning till handläggarna",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class HandlerForm(rounds_forms.HandlerForm):
    """Who answers for the party: one who sits somewhere for it, or a new one."""

    def persons_of(self, recipient: Recipient) -> QuerySet[Person]:
        """Those who hold a seat of the party."""
        seated = confirmations.seated_persons(recipient.organisation)
        return Person.objects.filter(pk__in=[one.pk for one in seated])


class PartySaysForm(WithoutPersonnummer, SeenForm, forms.ModelForm[Any]):
    """What a party has decided, or when it is to; for whatever app asks. The row must be locked before it is made (L2).

    The app says with `Meta` which row holds it, and with `obstacles` what cannot be said now.
    """

    planned_on = DayField(label="När ska ärendet upp?", required=False, help_text="T.ex. 6 oktober 2026.")
    decided_on = DayField(label="Beslutat den", required=False, help_text="T.ex. 6 oktober 2026.")
    outcome = forms.ChoiceField(
        label="Vad beslutades?",
        required=False,
        widget=forms.RadioSelect,
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcomes = [(value, words.capitalize()) for value, words in self.instance.Outcome.choices]
        self.fields["outcome"].choices = [("", "Inget beslut än"), *outcomes]  # type: ignore[attr-defined]

    def obstacles(self, said: Said) -> list[str]:
        """Why this cannot be said: nothing, unless the app knows of something."""
        return []

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
            for reason in self.obstacles(self.said(cleaned)):
                self.add_error(_field_of(reason), reason)
        upload = cleaned.get("upload")
        if upload and (reasons := confirmation_answers.obstacles_to_attaching(upload)):
            self.add_error("upload", reasons)
        return cleaned

    def said(self, cleaned: dict[str, Any] | None = None) -> Said:
        """What the action wants."""
        facts: dict[str, Any] = cleaned if cleaned is not None else self.cleaned_data
        told: dict[str, Any] = {name: facts.get(name) for name in self._meta.fields or ()}
        return Said(**told)

    @property
    def upload_(self) -> UploadedFile | None:
        """The file that was chosen."""
        return self.cleaned_data.get("upload")


class AnswerForm(PartySaysForm):
    """What the party says of a decision that it is to confirm (K3)."""

    class Meta:
        model = Confirmation
        fields = ("planned_on", "organ", "decided_on", "paragraph", "case_number", "outcome", "deviation")
        help_texts = {
            "organ": "T.ex. kommunstyrelsen.",
            "paragraph": "T.ex. 88.",
            "case_number": "Ert diarienummer, om ni vill.",
        }
        labels = {"organ": "Vilket organ beslutar?", "paragraph": "Paragraf", "case_number": "Diarienummer"}

    field_order = (
        "planned_on", "organ", "decided_on", "paragraph", "case_number", "outcome", "deviation", "upload", SEEN,
    )  # fmt: skip

    def obstacles(self, said: Said) -> list[str]:
        """Why this cannot be said of the inquiry as it stands."""
        return confirmation_answers.obstacles_to_answering(self.instance.recipient.inquiry, said)


def _field_of(reason: str) -> str | None:
    """Beside which field a reason stands."""
    if "Beslutsdagen" in reason or "vilken dag" in reason:
        return "decided_on"
    if "Välj vad" in reason:
        return "outcome"
    return "deviation" if "skiljer sig" in reason or "avvikelse" in reason else None


class HandledForm(WithoutPersonnummer, forms.Form):
    """How a deviation is handled."""

    how = forms.CharField(
        label="Hur hanteras avvikelsen?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="T.ex. att övriga parter får ta ställning till tillägget, eller att det godtas som det är.",
        error_messages={"required": "Skriv hur avvikelsen hanteras."},
    )


class ExcuseForm(WithoutPersonnummer, forms.Form):
    """Why a party does not answer."""

    why = forms.CharField(
        label="Varför svarar parten inte?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Skriv varför parten inte svarar."},
    )
