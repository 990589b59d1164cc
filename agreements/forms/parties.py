"""Forms of one party: what it says, handing over, its deviation, its signature, its state by hand (F2, F3)."""

import json
from typing import Any

from django import forms

from agreements.actions import overriding, parties, rounds
from agreements.models import AgreementParty
from meetings.actions.confirmation_answers import Said
from meetings.forms.confirmations import PartySaysForm
from secretariat.lib.forms import SEEN, DayField
from secretariat.registry.forms import WithoutPersonnummer

_BY_HAND = "state by hand"


class AnswerForm(PartySaysForm):
    """What the party says of a version, all of it."""

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
        """Also which state the office has set by hand, if any."""
        step = overriding.last_by_hand(self.instance)
        return json.dumps(json.loads(super().marks()) | {_BY_HAND: step.pk if step else None})

    def clean(self) -> dict[str, Any]:
        """Whoever saves on a page from before the office set the state by hand is told so first."""
        seen = _marks_in(str(self.data.get(self.add_prefix(SEEN), "")))
        cleaned = super().clean()
        step = overriding.last_by_hand(self.instance)
        if step and seen.get(_BY_HAND, step.pk) != step.pk:
            self._put(SEEN, self.marks())
            self.add_error(None, overriding.noted_in_words(self.instance, step))
        return cleaned

    def obstacles(self, said: Said) -> list[str]:
        """Why this cannot be said in the state the party is in."""
        return parties.obstacles_to_answering(self.instance, said)


def _marks_in(seen: str) -> dict[str, Any]:
    """What the page knew of; nothing where it says nothing that can be read."""
    try:
        marks = json.loads(seen)
    except ValueError:
        return {}
    return marks if isinstance(marks, dict) else {}


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
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def now_shows(self, party: AgreementParty) -> None:
        """Let the next try be made with what the page shows now."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["seen"] = overriding.mark_of(party)  # type: ignore[index]


class CommentForm(WithoutPersonnummer, forms.ModelForm[AgreementParty]):
    """The office's own note, in the table and the file."""

    class Meta:
        model = AgreementParty
        fields = ("comment",)
        labels = {"comment": "Kommentar"}
