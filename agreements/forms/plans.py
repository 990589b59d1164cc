"""Forms of a plan's activities, and of what is said of them."""

from typing import Any

from django import forms
from django.utils import timezone

from agreements.actions import plans
from agreements.models import AgreementVersion, PlanActivity
from meetings.models import AgendaItem
from secretariat.lib.dates import day_in_words
from secretariat.lib.forms import DayField, SeenForm
from secretariat.registry.forms import WithoutPersonnummer
from secretariat.registry.models import Organisation, Person

FACTS = ("heading", "title", "text", "responsible", "party", "starts_on", "ends_on", "money")


class ActivityForm(WithoutPersonnummer, SeenForm, forms.ModelForm[PlanActivity]):
    """One activity. The row must be locked before the form is made (L2)."""

    starts_on = DayField(label="Från", required=False)
    ends_on = DayField(label="Till", required=False)

    class Meta:
        model = PlanActivity
        fields = FACTS
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        persons = Person.objects.filter(protected_identity=False).exclude(organisation=None)
        self.fields["responsible"].queryset = persons  # type: ignore[attr-defined]
        self.fields["party"].queryset = Organisation.objects.existing_on(timezone.localdate())  # type: ignore[attr-defined]
        for name in ("responsible", "party"):
            self.fields[name].empty_label = "ingen"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "Aktiviteten kan inte sluta innan den börjar. Ändra någon av dagarna.")
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What the action is given."""
        return {name: self.cleaned_data[name] for name in FACTS}


class ItemField(forms.ModelChoiceField):
    """Points of meetings, with the meeting's day."""

    def label_from_instance(self, obj: AgendaItem) -> str:
        day = day_in_words(obj.meeting.date) if obj.meeting.date else "utan dag"
        return f"{day}: {obj.number} {obj.title}"


class NoteForm(WithoutPersonnummer, forms.Form):
    """How an activity stands, said at a point."""

    status = forms.ChoiceField(
        label="Läge",
        choices=[(value, words.capitalize()) for value, words in PlanActivity.Status.choices],
        widget=forms.RadioSelect,
        error_messages={"required": "Välj hur det står till med aktiviteten."},
    )
    text = forms.CharField(
        label="Avstämning", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    item = ItemField(
        AgendaItem.objects.none(), label="Vid punkten", required=False, empty_label="ingen punkt"
    )

    def __init__(self, *args: Any, version: AgreementVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = plans.items_to_note_at(version, today=timezone.localdate())
        rows = AgendaItem.objects.filter(pk__in=[one.pk for one in near]).select_related("meeting")
        self.fields["item"].queryset = rows.order_by("-meeting__date", "position")  # type: ignore[attr-defined]
