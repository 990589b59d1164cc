"""Forms of an approval: sending, the list of approvers, answers, rättelse, expediering."""

from typing import Any

from django import forms

from meetings.actions.approvers import person_named
from meetings.models import AgendaItem, Approver, Minutes
from secretariat.lib.forms import DayField
from secretariat.registry.models import Person


class SendForm(forms.Form):
    """Until when the minutes are to be approved."""

    deadline = DayField(label="Ska vara justerat senast", required=False)


class ReasonForm(forms.Form):
    """A reason, which is written in the log and told to those concerned."""

    reason = forms.CharField(label="Skäl", max_length=300, error_messages={"required": "Skriv varför."})


class _NamedPersonForm(ReasonForm):
    """A person, written by name: one in the register. The names of the meeting are proposed."""

    name = forms.CharField(label="Namn", max_length=160)

    def __init__(self, *args: Any, minutes: Minutes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.minutes = minutes
        self.person: Person | None = None
        self.fields["name"].widget.attrs.update({"list": "known-names", "autocomplete": "off"})

    def clean_name(self) -> str:
        """Finds the person, and keeps what was typed where there is none or several."""
        typed = self.cleaned_data["name"]
        if not typed:
            return typed
        found = person_named(typed, self.minutes)
        if len(found) != 1:
            words = "Flera personer heter så" if found else "Ingen i registret heter så"
            raise forms.ValidationError(f"{words}. Välj ett namn i listan.")
        self.person = found[0]
        return typed


class AddApproverForm(_NamedPersonForm):
    """Put somebody on the list of approvers, with the reason."""

    capacity = forms.ChoiceField(label="Som", choices=Approver.Capacity, initial=Approver.Capacity.ELECTED)
    field_order = ["name", "capacity", "reason"]


class ReplaceForm(_NamedPersonForm):
    """Call in somebody for one who cannot. Without a name: the elected ersättare."""

    name = forms.CharField(
        label="Vem kallas in",
        max_length=160,
        required=False,
        help_text="Lämna tomt för den valda ersättaren.",
    )
    field_order = ["name", "reason"]


class AbstainForm(forms.Form):
    """Why somebody abstains."""

    reason = forms.CharField(
        label="Varför avstår du?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Skriv varför du avstår."},
        help_text="Sekreteraren och vald ersättare får veta det.",
    )


class RequestAnswerForm(forms.Form):
    """The secretary's words to the one who asked for a change."""

    answer = forms.CharField(label="Svar till den som bad om ändringen", max_length=1000, required=False)


class CorrectionForm(forms.Form):
    """A rättelse: what stands, what should stand, why."""

    item = forms.ModelChoiceField(AgendaItem.objects.none(), label="Punkt", empty_label=None)
    old_text = forms.CharField(
        label="Det står",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Skriv av de felaktiga orden precis som de står.",
    )
    new_text = forms.CharField(label="Det ska stå", widget=forms.Textarea(attrs={"rows": 3}))
    reason = forms.CharField(label="Skäl", max_length=300, help_text="Till exempel skrivfel.")

    def __init__(self, *args: Any, minutes: Minutes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = AgendaItem.objects.standing().filter(meeting=minutes.meeting).select_related("parent")
        self.fields["item"].queryset = items.order_by("position", "pk")  # type: ignore[attr-defined]
        self.fields["item"].label_from_instance = _item_words  # type: ignore[attr-defined]


def _item_words(item: AgendaItem) -> str:
    return f"{item.label} {item.first_line}".strip() if item.number else item.label


class DispatchForm(forms.Form):
    """A receiver of a decision, and by what way."""

    recipient = forms.CharField(label="Till", max_length=200)
    channel = forms.CharField(
        label="Hur", max_length=60, required=False, help_text="Till exempel e-post eller brev."
    )


class TickForm(forms.Form):
    """The day a decision went out; today when left empty."""

    sent_on = DayField(label="Skickat", required=False)


class DistributeForm(forms.Form):
    """Sending out a second time asks."""

    again = forms.BooleanField(label="Skicka en gång till till alla", required=False)
