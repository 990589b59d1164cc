"""Forms about a school in a round: what it says, a contact, which schools to add (H2)."""

from typing import Any

from django import forms

from secretariat.lib.forms import DayField
from secretariat.registry.forms import WithoutPersonnummer
from surveys.actions import participation
from surveys.models import ContactNote, School, SurveyRound


class StepForm(WithoutPersonnummer, forms.Form):
    """What the school says, as the office has heard it."""

    why = forms.CharField(label="Skäl", required=False, max_length=300, help_text="T.ex. hinner inte i år.")
    by_words = forms.CharField(
        label="Vem på skolan som svarade", required=False, max_length=160, help_text="T.ex. rektorn."
    )


class NoteForm(WithoutPersonnummer, forms.ModelForm[ContactNote]):
    """Somebody has been in touch."""

    call_on = DayField(label="Hör av igen", required=False, help_text="Tomt: ingen dag. T.ex. 4 mars.")

    class Meta:
        model = ContactNote
        fields = ("text", "how", "call_on")
        error_messages = {"text": {"required": "Skriv vad som sades, t.ex. svarade inte."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        how = self.fields["how"]
        how.choices = [  # type: ignore[attr-defined]
            choice for choice in ContactNote.How.choices if choice[0] != ContactNote.How.LINK
        ]


class SchoolsField(forms.ModelMultipleChoiceField):
    """Schools with kommun and form."""

    def label_from_instance(self, obj: School) -> str:
        return f"{obj.party.short_name}: {obj.name}, {obj.get_form_display()}, {obj.get_stage_display()}"


class AddForm(forms.Form):
    """Which schools to add to a round."""

    schools = SchoolsField(
        School.objects.none(),
        label="Skolor",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kryssa för minst en skola."},
    )

    def __init__(self, *args: Any, of: SurveyRound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = participation.schools_to_add(of).order_by("party__sort_key", "sort_key", "pk")
        self.fields["schools"].queryset = rows  # type: ignore[attr-defined]
