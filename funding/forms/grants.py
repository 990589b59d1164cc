"""Forms of a fund, a decision about money, its pots and papers (G1)."""

from typing import Any

from django import forms
from django.utils import timezone

from funding.models import Fund, GrantDecision, GrantDocument, Pot
from meetings.actions import matters
from meetings.models import Body
from secretariat.lib.forms import DayField, SeenForm
from secretariat.registry.forms import UploadField, WithoutPersonnummer
from secretariat.registry.models import Person, Theme, User

from .money import DecisionField, MoneyField

FACTS = ("name", "short_name", "kind", "purpose", "authority", "statute", "body", "responsible")


class FundForm(WithoutPersonnummer, SeenForm, forms.ModelForm[Fund]):
    """A fund's own facts, the same through all its years. The row must be locked before the form is made (L2)."""

    matter_number = forms.CharField(
        label="Ärende", required=False, max_length=40, help_text="Ärendets nummer, t.ex. Ä 2026-4."
    )

    class Meta:
        model = Fund
        fields = (*FACTS, "themes")
        labels = {
            "body": "Grupp som fördelar",
            "responsible": "Ansvarig",
            "purpose": "Vad medlen är till för",
        }
        widgets = {"purpose": forms.Textarea(attrs={"rows": 4}), "themes": forms.CheckboxSelectMultiple}

    field_order = (
        "name", "short_name", "kind", "purpose", "authority", "statute", "body", "responsible", "matter_number",
        "themes",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        if instance and instance.matter:
            kwargs["initial"] = {"matter_number": instance.matter.number} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        of, today = self.instance, timezone.localdate()
        bodies = Body.objects.existing_on(today) | Body.objects.filter(pk__in=[of.body_id])
        known: dict[str, Any] = {
            "body": bodies.order_by("sort_key"),
            "themes": Theme.objects.standing(),
            "responsible": Person.objects.filter(protected_identity=False).exclude(organisation=None)
            | Person.objects.filter(pk__in=[of.responsible_id]),
        }
        for name, rows in known.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        for name, words in (("body", "ingen"), ("responsible", "ingen är utsedd")):
            self.fields[name].empty_label = words  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        number = (cleaned.get("matter_number") or "").strip()
        self.matter_ = matters.found_by_address(number.lower().replace(" ", "-")) if number else None
        if number and self.matter_ is None:
            self.add_error(
                "matter_number", "Det finns inget ärende med det numret. Skriv det som på ärendets sida."
            )
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What the action is given."""
        return {name: self.cleaned_data[name] for name in (*FACTS, "themes")} | {"matter": self.matter_}


class GrantForm(WithoutPersonnummer, SeenForm, forms.ModelForm[GrantDecision]):
    """A decision's facts: whose, how much, till when, on what terms. Locked before the form is made (L2)."""

    year = forms.IntegerField(
        label="Bidragsår",
        min_value=1990,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6, "class": "short"}),
        error_messages={
            "invalid": "Skriv året med fyra siffror, t.ex. 2026.",
            "min_value": "Skriv året med fyra siffror, t.ex. 2026.",
            "max_value": "Skriv året med fyra siffror, t.ex. 2026.",
        },
    )
    amount = MoneyField(label="Belopp", help_text="Hela kronor, t.ex. 5 000 000 eller 5 mnkr.")
    decided_on = DayField(label="Beslutsdatum")
    uses_from = DayField(label="Får användas från och med")
    uses_to = DayField(label="Får användas till och med")
    request_by = DayField(label="Rekvireras senast", required=False)
    interim_report_by = DayField(label="Delredovisas senast", required=False)
    final_report_by = DayField(label="Slutredovisas senast", required=False)
    repay_by = DayField(label="Betalas tillbaka senast", required=False)
    representative_since = DayField(label="Ombudet godkänt", required=False)
    decision = DecisionField(
        help_text="När det är en av våra grupper som har beslutat: beslutets nummer, t.ex. CF 2026-4."
    )

    class Meta:
        model = GrantDecision
        fields = (
            "year", "title", "amount", "decided_by", "decided_on", "case_number", "decision", "uses_from", "uses_to",
            "request_by", "interim_report_by", "final_report_by", "repay_by", "carry_rule", "carry_permit", "terms",
            "contact", "representative", "representative_since",
        )  # fmt: skip
        widgets = {"terms": forms.Textarea(attrs={"rows": 5})}
        help_texts = {"decided_by": "T.ex. Socialstyrelsen eller Chefsgrupp folkhälsa."}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].user = user  # type: ignore[attr-defined]

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """The decision's row where the model's form has its id."""
        if field_name == "decision" and self.instance.pk:
            return self.instance.decision
        return super().get_initial_for_field(field, field_name)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("uses_from"), cleaned.get("uses_to")
        if first and last and last < first:
            self.add_error(
                "uses_to", "Medlen kan inte sluta få användas innan de börjar. Ändra någon av dagarna."
            )
        self._check_case_number(cleaned)
        if cleaned.get("carry_permit") and cleaned.get("carry_rule") != GrantDecision.CarryRule.ASKED:
            self.add_error(
                "carry_permit",
                "Ett medgivande behövs bara när medlen får sparas efter medgivande. Ändra det ena.",
            )
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What the action is given."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def _check_case_number(self, cleaned: dict[str, Any]) -> None:
        """The same decision is not put in twice. The fund is no field, so the constraint is not asked by itself."""
        number, year = cleaned.get("case_number"), cleaned.get("year")
        if not number or not year:
            return
        same = GrantDecision.objects.filter(fund=self.instance.fund_id, year=year, case_number=number)
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("case_number", "Det finns redan ett beslut med det diarienumret för det året.")


class PotForm(WithoutPersonnummer, SeenForm, forms.ModelForm[Pot]):
    """A pot."""

    amount = MoneyField(label="Belopp", least=0)

    class Meta:
        model = Pot
        fields = ("name", "amount", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        same = Pot.objects.filter(grant=self.instance.grant_id, name=name).exclude(pk=self.instance.pk)
        if same.exists():
            raise forms.ValidationError("Det finns redan en pott med det namnet. Välj ett annat.")
        return name

    def facts(self) -> dict[str, Any]:
        """What the action is given."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class GrantDocumentForm(WithoutPersonnummer, forms.Form):
    """One more paper behind the money."""

    kind = forms.ChoiceField(
        label="Slag", choices=[(value, words.capitalize()) for value, words in GrantDocument.Kind.choices]
    )
    title = forms.CharField(label="Titel", required=False, max_length=200)
    upload = UploadField(label="Fil")
