"""Forms for answering a kallelse, and for the secretary's list of those who are called."""

from typing import Any

from django import forms
from django.db.models import Case, When

from meetings.actions import substitutes
from meetings.actions.bodies import search_persons
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


class SubstituteChoice(forms.ModelChoiceField):
    """An ersättare, by name and party."""

    rows: dict[int, Invitee]

    def label_from_instance(self, obj: Person) -> str:
        """Name, and for whom."""
        row = self.rows[obj.pk]
        party = row.seat.organisation if row.seat and row.seat.organisation else obj.organisation
        return f"{obj.name}, {party.short_name}" if party else obj.name


class AnswerForm(forms.Form):
    """One answer: which button was pressed, who goes instead, a greeting."""

    svar = forms.ChoiceField(
        label="Svar",
        choices=[(word, word) for word in WORDS],
        error_messages={"required": "Välj ett av svaren.", "invalid_choice": "Välj ett av svaren."},
    )
    substitute = SubstituteChoice(
        Person.objects.none(),
        label="Vem går i ditt ställe?",
        required=False,
        blank=True,
        empty_label="Någon annan",
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

    def __init__(self, *args: Any, invitee: Invitee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitee = invitee
        rows = substitutes.offered_to(invitee) if self.may_send else []
        self.offered = [row.person_id for row in rows]
        self.fields["substitute"].rows = {row.person_id: row for row in rows}  # type: ignore[attr-defined]
        self.fields["substitute"].queryset = self._persons()  # type: ignore[attr-defined]
        latest = invitee.replies.last() if invitee.answer == Answer.SUBSTITUTE else None
        self.fields["substitute"].initial = latest.substitute_id if latest else next(iter(self.offered), None)

    def _persons(self) -> Any:
        order = Case(*(When(pk=pk, then=place) for place, pk in enumerate(self.offered)), default=0)
        return Person.objects.filter(pk__in=self.offered).select_related("organisation").order_by(order, "pk")

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
        named = cleaned.get("substitute") or cleaned.get("substitute_name")
        if goes and not named and not self.errors:
            field = "substitute" if self.offered else "substitute_name"
            self.add_error(field, "Välj vem som går i ditt ställe, eller skriv namnet.")
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What `invitees.answer` wants."""
        cleaned = self.cleaned_data
        answer = WORDS[cleaned["svar"]]
        goes = answer == Answer.SUBSTITUTE
        name = cleaned["substitute_name"].strip() if goes and not cleaned["substitute"] else ""
        words = [f"{name} går i stället." if name else "", cleaned["comment"]]
        return {
            "answer": answer,
            "substitute": cleaned["substitute"] if goes else None,
            "comment": " ".join(word for word in words if word),
        }


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
