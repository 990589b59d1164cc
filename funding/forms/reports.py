"""What the office types to start a report (G7)."""

from typing import Any

from django import forms
from django.db.models import Max

from funding.models import Call, GrantDecision, ReportRound
from secretariat.lib.forms import DayField
from secretariat.registry.forms import WithoutPersonnummer


class ReportForm(WithoutPersonnummer, forms.Form):
    """Which kind, what time it is about, until when, and words to the parties."""

    kind = forms.ChoiceField(
        label="Slag",
        choices=[(value, str(words).capitalize()) for value, words in ReportRound.Kind.choices],
        widget=forms.RadioSelect,
    )
    period_from = DayField(label="Avser från")
    period_to = DayField(label="Avser till och med")
    due_on = DayField(label="Svar senast")
    text = forms.CharField(
        label="Hälsning till parterna",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Står i brevet före länken.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("period_from"), cleaned.get("period_to")
        if first and last and last < first:
            self.add_error("period_to", "Perioden kan inte sluta innan den börjar.")
        return cleaned


def initial_of(grant: GrantDecision) -> dict[str, Any]:
    """What most reports of a decision are. Projects are due when their call has said, the latest of them."""
    calls = Call.objects.filter(pot__grant=grant, state=Call.State.DECIDED)
    promised = calls.aggregate(found=Max("final_report_by"))["found"]
    return {
        "kind": ReportRound.Kind.FINAL,
        "period_from": grant.uses_from,
        "period_to": grant.uses_to,
        "due_on": grant.final_report_by or promised,
    }


class SettleForm(WithoutPersonnummer, forms.Form):
    """The day that what is paid back and saved is booked on."""

    on = DayField(label="Dag")
