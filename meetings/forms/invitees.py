"""Forms for answering a kallelse, and for the secretary's list of those who are called."""

from typing import Any

from django import forms

from meetings.actions import substitutes
from meetings.actions.bodies import search_persons
from meetings.actions.presenters import persons_called
from meetings.models import Invitee, Meeting
from secretariat.registry.models import Person

Answer = Invitee.Answer
ANSWERS = (Answer.COMING, Answer.DIGITAL, Answer.DECLINED, Answer.SUBSTITUTE)
# A link in a letter may say which button is to be ready, in Swedish or as the rows say it.
WORDS = {
    "kommer": Answer.COMING,
    "digitalt": Answer.DIGITAL,
    "forhinder": Answer.DECLINED,
    "ersattare": Answer.SUBSTITUTE,
} | {str(one): one for one in ANSWERS}


class AnswerForm(forms.Form):
    """One answer: which button was pressed, who goes instead, a greeting.

    The office may type the name of anybody in the register, who is then called. By a letter's link one chooses among
    the meeting's ersättare; a name typed there is only told to the secretary, so that nobody is called by a stranger.
    """

    svar = forms.ChoiceField(
        label="Svar",
        choices=[(word, word) for word in WORDS],
        error_messages={"required": "Välj ett av svaren.", "invalid_choice": "Välj ett av svaren."},
    )
    substitute = forms.ChoiceField(
        label="Vem går i stället?",
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Välj någon av dem som står i listan, eller skriv namnet."},
    )
    substitute_name = forms.CharField(label="Namnet på någon annan", required=False, max_length=160)
    comment = forms.CharField(
        label="Hälsning till sekretariatet",
        required=False,
        max_length=300,
        error_messages={"max_length": "Skriv högst 300 tecken. Ring eller mejla om du behöver säga mer."},
    )

    def __init__(self, *args: Any, invitee: Invitee, by_office: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitee, self.by_office = invitee, by_office
        self.offered = substitutes.offered_to(invitee) if self.may_send else []
        choices = [(str(row.person_id), _name_and_party(row)) for row in self.offered]
        self.fields["substitute"].choices = [*choices, ("", "Någon annan")]  # type: ignore[attr-defined]
        latest = invitee.replies.last() if invitee.answer == Answer.SUBSTITUTE else None
        named = latest.substitute_id if latest else next((row.person_id for row in self.offered), None)
        self.fields["substitute"].initial = str(named or "")
        if by_office:
            self.fields["comment"].label = "Anteckning"

    @property
    def may_send(self) -> bool:
        """Whether this person may send somebody else: not who is an ersättare."""
        return self.invitee.capacity not in (Invitee.Capacity.SUBSTITUTE, Invitee.Capacity.CALLED)

    @property
    def may_be_digital(self) -> bool:
        """Whether it makes sense to say that one comes digitally."""
        return self.invitee.meeting.form not in (Meeting.Form.IN_PERSON, Meeting.Form.DIGITAL)

    def clean(self) -> dict[str, Any]:
        """Whoever sends somebody says whom."""
        cleaned = super().clean() or {}
        goes = WORDS.get(cleaned.get("svar", "")) == Answer.SUBSTITUTE
        if goes and not cleaned.get("substitute") and not cleaned.get("substitute_name") and not self.errors:
            self.add_error("substitute_name", "Välj vem som går i ditt ställe, eller skriv namnet.")
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What `invitees.answer` wants."""
        cleaned = self.cleaned_data
        answer = WORDS[cleaned["svar"]]
        person, name = None, ""
        if answer == Answer.SUBSTITUTE:
            chosen = {str(row.person_id): row.person for row in self.offered}
            person = chosen.get(cleaned["substitute"])
            name = "" if person else " ".join(cleaned["substitute_name"].split())
            if self.by_office and name and (known := persons_called([name]).get(name.casefold())):
                person, name = known, ""
        words = [f"{name} går i stället." if name else "", cleaned["comment"]]
        return {
            "answer": answer,
            "substitute": person,
            "comment": " ".join(word for word in words if word),
        }


def _name_and_party(row: Invitee) -> str:
    party = row.seat.organisation if row.seat and row.seat.organisation else None
    return f"{row.person.name}, {party.short_name}" if party else row.person.name


class GuestForm(forms.Form):
    """Somebody from the register to call as a guest."""

    person = forms.ModelChoiceField(
        Person.objects.all(),
        label="Person ur registret",
        error_messages={"required": "Sök och välj en person."},
    )

    def __init__(self, *args: Any, search: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = search_persons(search)
        self.fields["person"].widget = forms.RadioSelect(
            choices=[(one.pk, ", ".join(filter(None, [one.name, one.title]))) for one in self.found]
        )
