"""Forms of mandate periods: the period itself, and which bodies' memberships end with it."""

from typing import Any

from django import forms

from meetings.actions.mandate_periods import bodies_to_turn
from meetings.models import Body
from secretariat.lib.forms import DayField
from secretariat.registry.models import MandatePeriod


class MandatePeriodForm(forms.ModelForm[MandatePeriod]):
    """A period: its name, and its first and last day."""

    starts_on = DayField(label="Från och med", help_text="T.ex. 1 januari 2027.")
    ends_on = DayField(label="Till och med", help_text="T.ex. 31 december 2030.")

    class Meta:
        model = MandatePeriod
        fields = ["name", "starts_on", "ends_on"]


class BodiesForm(forms.Form):
    """Which bodies, those of elected people first and ticked from the start."""

    grupp = forms.ModelMultipleChoiceField(
        Body.objects.none(), label="Grupper", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grupp"].queryset = bodies_to_turn()  # type: ignore[attr-defined]
        self.fields["grupp"].error_messages["required"] = "Kryssa för minst en grupp."


class EndPeriodForm(BodiesForm):
    """Which bodies' memberships end, and after which day."""

    dag = DayField(label="Sista dag")
    field_order = ["dag", "grupp"]
