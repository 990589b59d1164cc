"""What the office types of requisitions and payments (G1, G5)."""

from typing import Any

from django import forms
from django.utils import timezone

from funding.actions import ledger
from funding.models import Account, GrantDecision
from secretariat.lib.dates import day_in_words
from secretariat.lib.forms import DayField
from secretariat.lib.money import kronor
from secretariat.registry.actions import files
from secretariat.registry.forms import UploadField, WithoutPersonnummer

from .money import MoneyField


class AccountField(forms.ModelChoiceField):
    """A party of a decision, with what it has left to request."""

    balances: dict[int, ledger.Balance]

    def label_from_instance(self, obj: Account) -> str:
        left = self.balances.get(obj.pk, ledger.Balance()).left_to_request
        return f"{obj.party.short_name}, kvar att rekvirera {kronor(left)}"


class RequisitionForm(WithoutPersonnummer, forms.Form):
    """A requisition that came by letter."""

    account = AccountField(Account.objects.none(), label="Part", empty_label="Välj part")
    amount = MoneyField(label="Belopp")
    asked_on = DayField(label="Inkommen")
    asked_by = forms.CharField(
        label="Undertecknad av", max_length=160, help_text="Den som är behörig hos parten."
    )
    title = forms.CharField(label="Titel", max_length=120, required=False)
    reference = forms.CharField(label="Partens referens", max_length=60, required=False)
    text = forms.CharField(
        label="Meddelande", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    upload = UploadField(
        label="Underlag", required=False, help_text=f"Till exempel brevet, inläst. {files.ALLOWED}."
    )

    def __init__(self, *args: Any, grant: GrantDecision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accounts = grant.accounts.select_related("party")
        field = self.fields["account"]
        field.queryset = accounts  # type: ignore[attr-defined]
        field.balances = ledger.balances(one.pk for one in accounts)  # type: ignore[attr-defined]

    def clean_asked_on(self) -> Any:
        day = self.cleaned_data["asked_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("Dagen har inte varit än.")
        return day


class AskForm(WithoutPersonnummer, forms.Form):
    """Until when the parties are to send in their requisitions, and words to them."""

    due_on = DayField(label="Svar senast")
    text = forms.CharField(
        label="Hälsning till parterna",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Står i brevet före länken.",
    )


class WhyForm(WithoutPersonnummer, forms.Form):
    """Why a requisition is refused or taken back."""

    why = forms.CharField(
        label="Skäl",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Skriv varför. Skälet står kvar vid rekvisitionen."},
    )


class PayForm(WithoutPersonnummer, forms.Form):
    """When something was paid, and what the booking rests on."""

    on = DayField(label="Betalat dag")
    case_number = forms.CharField(
        label="Diarienummer",
        max_length=60,
        required=False,
        help_text="Tomt: det nummer som beslutet om medlen har.",
    )
    conditions_met = forms.BooleanField(label="Villkoren är uppfyllda", required=False)

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(
                f"Dagen har inte varit än. I dag är det {day_in_words(timezone.localdate())}."
            )
        return day


class PlanForm(WithoutPersonnummer, forms.Form):
    """A payment to be made later (delutbetalning)."""

    due_on = DayField(label="Ska betalas")
    amount = MoneyField(label="Belopp")
    condition = forms.CharField(
        label="Villkor", max_length=200, required=False, help_text="T.ex. godkänd delredovisning."
    )
