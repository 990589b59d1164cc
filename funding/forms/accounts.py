"""Forms of an account: what is promised, used, paid back, saved, put right (G5, G6)."""

from typing import Any

from django import forms
from django.utils import timezone

from funding.models import Account
from secretariat.lib.forms import DayField
from secretariat.registry.forms import UploadField, WithoutPersonnummer
from secretariat.registry.models import User

from .money import DecisionField, MoneyField


class _EntryForm(WithoutPersonnummer, forms.Form):
    """A sum and its day; each kind adds what it rests on."""

    amount = MoneyField(label="Belopp")
    on = DayField(label="Dag", error_messages={"required": "Skriv vilken dag det gäller."})

    def __init__(self, *args: Any, account: Account, user: User, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": timezone.localdate()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.account, self.user = account, user
        if "decision" in self.fields:
            self.fields["decision"].user = user  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """What the action is given."""
        return dict(self.cleaned_data)


class CommitForm(_EntryForm):
    """What a part of the money is promised to."""

    title = forms.CharField(
        label="Insats", max_length=200, error_messages={"required": "Skriv vad pengarna är lovade till."}
    )
    recipient = forms.CharField(label="Mottagare", required=False, max_length=160)
    starts_on = DayField(label="Från och med", required=False)
    ends_on = DayField(label="Till och med", required=False)
    decision = DecisionField()
    case_number = forms.CharField(label="Diarienummer", required=False, max_length=60)

    field_order = ("title", "recipient", "amount", "on")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "Insatsen kan inte sluta innan den börjar. Ändra någon av dagarna.")
        return cleaned


class _SpendForm(_EntryForm):
    upload = UploadField(label="Underlag", required=False)


class UseForm(_SpendForm):
    """What has been used, and when."""

    period_from = DayField(label="Avser från", error_messages={"required": "Skriv vilken tid det avser."})
    period_to = DayField(label="Avser till", error_messages={"required": "Skriv vilken tid det avser."})
    case_number = forms.CharField(label="Diarienummer", required=False, max_length=60)
    text = forms.CharField(
        label="Text", required=False, max_length=300, help_text="Vad det har använts till."
    )

    field_order = ("amount", "period_from", "period_to", "on", "text", "case_number", "upload")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("period_from"), cleaned.get("period_to")
        if first and last and last < first:
            self.add_error("period_to", "Tiden kan inte sluta innan den börjar. Ändra någon av dagarna.")
        return cleaned


class RepayForm(_SpendForm):
    """What has been paid back, and under which case number."""

    case_number = forms.CharField(
        label="Diarienummer",
        max_length=60,
        help_text="Myndighetens, som det står i beslutet.",
        error_messages={"required": "Skriv myndighetens diarienummer, så att betalningen kan kännas igen."},
    )
    text = forms.CharField(label="Text", required=False, max_length=300)

    field_order = ("amount", "on", "case_number", "text", "upload")


class SaveForm(_EntryForm):
    """What is saved to the year after."""

    text = forms.CharField(label="Text", required=False, max_length=300)


class CorrectForm(WithoutPersonnummer, forms.Form):
    """What an entry is to stand for, and why."""

    amount = MoneyField(label="Rätt belopp", least=0, help_text="Skriv 0 om posten inte skulle ha funnits.")
    why = forms.CharField(
        label="Varför", max_length=300, error_messages={"required": "Skriv varför posten rättas."}
    )
