"""Forms of copying a year: each activity with a tick and the days it gets, which can be typed anew."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from secretariat.lib.events import Precision

from .actions.copying import Row, Wanted
from .forms import DaysField, set_up_days
from .reading import Days, as_typed


class CopyForm(forms.Form):
    """One activity: whether it is copied, and to which days."""

    take = forms.BooleanField(label="Ta med", required=False)
    pk = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)
    when = DaysField(label="Ny tid", required=False, max_length=60)

    def __init__(self, *args: Any, since: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_up_days(self.fields["when"], since, one_day=True)
        self.fields["when"].help_text = ""

    def days(self) -> Days | None:
        """The days typed; None where nothing is, or nothing that can be read."""
        found: Sequence[Days] = getattr(self, "cleaned_data", {}).get("when") or []
        return found[0] if found else None


class CopyRows(BaseFormSet):
    """All of a year. Only those with a tick must be right."""

    def taken(self) -> list[Wanted]:
        """Activities with a tick, and their days."""
        return [
            Wanted(row.cleaned_data["pk"], row.days())
            for row in self.forms
            if row.cleaned_data.get("take") and "pk" in row.cleaned_data
        ]

    def has_wrong_ones_taken(self) -> bool:
        """Whether some row with a tick has a fault."""
        return any(row.errors and row["take"].value() for row in self.forms)


CopyFormSet = formset_factory(CopyForm, formset=CopyRows, extra=0, max_num=1000)


def initial_of(row: Row) -> dict[str, Any]:
    """A proposed row as its form begins: ticked where its rule gives a day."""
    days = row.moved.days
    return {
        "pk": row.activity.pk,
        "take": days is not None,
        "when": as_typed(days.first, days.last, Precision(days.precision)) if days else "",
    }
