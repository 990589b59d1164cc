"""Forms of a call: its facts, criteria, assessors, proposal and decision (G8)."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth import get_user_model

from funding.actions import calls, proposals
from funding.actions.call_decisions import Part
from funding.actions.proposals import Proposed
from funding.models import Application, Call, Criterion, Pot
from meetings.models import AgendaItem
from secretariat.lib.forms import DayField, LinesField, SeenForm
from secretariat.lib.money import kronor
from secretariat.registry.forms import WithoutPersonnummer
from secretariat.registry.models import User

from .money import DecisionField, MoneyField

MOST_PARTS = 3
FACTS = (
    "pot", "title", "text", "opens_on", "closes_on", "decides_on", "max_amount", "max_years", "own_percent", "own_kind",
    "hour_value", "final_report_by", "appeal", "checklist",
)  # fmt: skip


class PotField(forms.ModelChoiceField):
    """Pots, each with its decision and sum."""

    def label_from_instance(self, obj: Pot) -> str:
        return f"{obj.grant}: {obj.name}, {kronor(obj.amount)}"


class CallForm(WithoutPersonnummer, SeenForm, forms.ModelForm[Call]):
    """A call's facts. The row must be locked before the form is made (L2); what is promised is not shown any more."""

    pot = PotField(Pot.objects.none(), label="Ram: pott", empty_label="välj pott")
    opens_on = DayField(label="Öppnar")
    closes_on = DayField(label="Sista dag att söka", help_text="Öppen till kl. 23.59 den dagen.")
    decides_on = DayField(label="Beslutas", required=False)
    max_amount = MoneyField(label="Högst per projekt")
    hour_value = MoneyField(label="En timmes egen arbetstid räknas som", least=0, required=False, initial=330)
    final_report_by = DayField(label="Projekten redovisar senast", required=False)
    checklist = LinesField(
        label="Att se efter för hand",
        required=False,
        help_text="En sak per rad, t.ex. Behörig firmatecknare. Bockas av för varje ansökan.",
    )

    class Meta:
        model = Call
        fields = FACTS
        widgets = {"text": forms.Textarea(attrs={"rows": 8}), "appeal": forms.Textarea(attrs={"rows": 3})}
        labels = {"text": "Om utlysningen", "max_years": "Högst antal år"}
        help_texts = {"text": "Vad pengarna är till för, vem som kan söka och vad som krävs."}

    def __init__(self, *args: Any, pots: Sequence[Pot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [one.pk for one in pots]
        rows = Pot.objects.filter(pk__in=keys).select_related("grant__fund")
        self.fields["pot"].queryset = rows.order_by("grant__fund__name", "-grant__year", "position")  # type: ignore[attr-defined]
        self.fields["max_years"].min_value = 1  # type: ignore[attr-defined]
        gone: tuple[str, ...] = ()
        if self.instance.pk and self.instance.state != Call.State.DRAFT:
            gone = (*calls.FIXED_WHEN_OPEN, "opens_on")
        if self.instance.pk and self.instance.state not in (Call.State.DRAFT, Call.State.OPEN):
            gone = (*gone, "closes_on")
        for name in gone:
            del self.fields[name]

    def clean_hour_value(self) -> int:
        return int(self.cleaned_data["hour_value"] or 0)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens = cleaned.get("opens_on") or self.instance.opens_on
        closes = cleaned.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error(
                "closes_on", "Utlysningen kan inte stänga innan den öppnar. Ändra någon av dagarna."
            )
        decides = cleaned.get("decides_on")
        if closes and decides and decides < closes:
            self.add_error("decides_on", "Beslutet kan inte fattas innan utlysningen har stängt.")
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What the action is given."""
        return {name: self.cleaned_data[name] for name in FACTS}


class CriterionForm(WithoutPersonnummer, forms.ModelForm[Criterion]):
    """What applications are judged by."""

    weight = forms.IntegerField(label="Vikt", min_value=1, max_value=100, initial=1)
    max_points = forms.IntegerField(label="Högst poäng", min_value=1, max_value=100, initial=5)

    class Meta:
        model = Criterion
        fields = ("name", "text", "weight", "max_points")
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}


class UserField(forms.ModelChoiceField):
    """People with an account, by name."""

    def label_from_instance(self, obj: User) -> str:
        of = obj.person.organisation if obj.person else None
        return f"{obj.name}, {of.short_name}" if of else str(obj.name)


class AssessorForm(forms.Form):
    """Who is to judge."""

    user = UserField(get_user_model().objects.none(), label="Bedömare", empty_label="välj person")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = User.objects.filter(is_active=True, person__isnull=False).select_related(
            "person__organisation"
        )
        self.fields["user"].queryset = rows.order_by("person__sort_key", "pk")  # type: ignore[attr-defined]


class WhyForm(WithoutPersonnummer, forms.Form):
    """A reason."""

    why = forms.CharField(
        label="Skäl",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Skriv varför."},
    )


class ItemField(forms.ModelChoiceField):
    """Points of meetings, with the meeting's day."""

    def label_from_instance(self, obj: AgendaItem) -> str:
        return f"{proposals.day_of(obj)}: {obj.number} {obj.title}"


class ItemForm(forms.Form):
    """At which point the proposal is taken up."""

    item = ItemField(AgendaItem.objects.none(), label="Punkt", required=False, empty_label="ingen punkt än")

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [one.pk for one in proposals.items_for(call)]
        rows = AgendaItem.objects.filter(pk__in=keys).select_related("meeting")
        self.fields["item"].queryset = rows.order_by("meeting__date", "position")  # type: ignore[attr-defined]


class AmountsForm(WithoutPersonnummer, forms.Form):
    """An amount and reasons for each application; nothing written is not decided yet, 0 is avslag."""

    def __init__(self, *args: Any, rows: Sequence[Application], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for one in rows:
            self.fields[f"belopp-{one.pk}"] = MoneyField(
                label=f"Belopp, ansökan {one.number}", required=False, least=0, initial=one.proposed_amount
            )
            self.fields[f"skal-{one.pk}"] = forms.CharField(
                label=f"Skäl, ansökan {one.number}",
                required=False,
                max_length=2000,
                initial=one.proposed_why,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def lines(self) -> list[tuple[Application, forms.BoundField, forms.BoundField]]:
        """Each application with its two controls."""
        return [(one, self[f"belopp-{one.pk}"], self[f"skal-{one.pk}"]) for one in self.rows]

    def said(self) -> dict[int, Proposed]:
        """What the action is given."""
        return {
            one.pk: Proposed(self.cleaned_data[f"belopp-{one.pk}"], self.cleaned_data[f"skal-{one.pk}"])
            for one in self.rows
        }


class DecideForm(WithoutPersonnummer, forms.Form):
    """What the decision rests on, and when the money is paid."""

    decision = DecisionField()
    case_number = forms.CharField(
        label="Diarienummer", required=False, max_length=60, help_text="Om beslutet inte är ett av våra."
    )
    on = DayField(label="Beslutsdag")
    field_order = ("decision", "case_number", "on")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].user = user  # type: ignore[attr-defined]
        for number in range(1, MOST_PARTS + 1):
            is_first = number == 1
            self.fields[f"day-{number}"] = DayField(label=f"Utbetalning {number}: dag", required=is_first)
            self.fields[f"percent-{number}"] = forms.IntegerField(
                label=f"Utbetalning {number}: procent av beloppet",
                required=False,
                min_value=1,
                max_value=100,
                initial=100 if is_first else None,
            )
            self.fields[f"condition-{number}"] = forms.CharField(
                label=f"Utbetalning {number}: villkor", required=False, max_length=200
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for number in range(1, MOST_PARTS + 1):
            day, percent = cleaned.get(f"day-{number}"), cleaned.get(f"percent-{number}")
            if day and not percent:
                self.add_error(f"percent-{number}", "Skriv hur stor del som betalas då.")
            if percent and not day and f"day-{number}" not in self.errors:
                self.add_error(f"day-{number}", "Skriv vilken dag det betalas.")
        return cleaned

    def parts(self) -> list[Part]:
        """The plan of payments."""
        said = self.cleaned_data
        return [
            Part(said[f"day-{number}"], said[f"percent-{number}"], said[f"condition-{number}"])
            for number in range(1, MOST_PARTS + 1)
            if said.get(f"day-{number}")
        ]
